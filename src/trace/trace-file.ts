/**
 * The trace file that `--save` writes: one JSON object per line. A header line has the provenance of the times; boots,
 * events, stops and diagnostics follow as they happen. A file may have many headers, each for the lines after it. The
 * line of a boot marks warm-ups and, in a comparison, has the side.
 */
import type { Provenance, ReadItem } from './boot.js';
import type { TraceEvent } from './event.js';
import { functionWord } from './profile/initcall.js';

/** Of the lines, not of the program: it grows when a line's meaning changes, or a new kind of event comes. 2: moments. */
export const TRACE_FILE_VERSION = 2;

/** The first line of a run, with its line end. */
export function encodeHeader(provenance: Provenance): string {
  return encodeLine({ kind: 'header', schemaVersion: TRACE_FILE_VERSION, ...provenance });
}

/** One item as a line, with its line end. The provenance of a boot is not in it but in the header before it. */
export function encodeItem(item: ReadItem): string {
  switch (item.kind) {
    case 'boot':
      return encodeLine({
        kind: item.kind,
        boot: item.boot,
        vmmStartNs: item.vmmStartNs,
        ...(item.writer === undefined ? {} : { writer: item.writer }),
        ...(item.warmup ? { warmup: true } : {}),
        ...(item.side ? { side: item.side } : {}),
        ...(item.until ? { until: item.until } : {}),
        ...(item.writer ? { writer: item.writer } : {}),
        clock: item.clock,
      });
    case 'event':
      return encodeLine({ kind: item.kind, boot: item.boot, event: eventRecord(item.event) });
    case 'stop':
      return encodeLine({ kind: item.kind, boot: item.boot, stop: item.stop });
    case 'exits':
      // What is undefined is left out.
      return encodeLine({ kind: item.kind, boot: item.boot, exits: item.exits, hostWaitNs: item.hostWaitNs });
    case 'unit':
      return encodeLine({ kind: item.kind, boot: item.boot, unit: item.unit });
    case 'profile':
      return encodeLine({ kind: item.kind, boot: item.boot, profile: item.profile });
    case 'diagnostic':
      return encodeLine({ kind: item.kind, diagnostic: item.diagnostic });
  }
}

/** Files of version 2 hold the entry of a function as a lifecycle event. */
function eventRecord(event: TraceEvent): object {
  if (event.kind !== 'function') return event;
  const { timeNs, line, vcpu, name } = event;
  return { kind: 'lifecycle', timeNs, line, vcpu, phase: functionWord(event), name };
}

function encodeLine(record: object): string {
  return `${JSON.stringify(record)}\n`;
}
