/** The log of a run in Cloud Hypervisor's format: `--log-file` and `-v`. Warm-ups are not in it, since it cannot mark them. */
import { formatBootLine, formatCodeLine, formatStopLine } from '../../formats/cloud-hypervisor/write-log.js';
import type { ReadItem } from '../../trace/boot.js';
import type { Nanoseconds } from '../../trace/event.js';
import { openFileWriter, type WriterOptions } from './file-writer.js';

export interface RunLog {
  add(item: ReadItem): void;
  close(): Promise<void>;
}

export interface RunLogOptions {
  /** Null: standard error, and then only with `verbosity` above 0. */
  readonly file: string | null;
  /** How many times `-v` was given. 0: codes; 1 and more: the moments of the run too. */
  readonly verbosity: number;
  /** The log will hold several boots. */
  readonly isRepeated: boolean;
  readonly writing?: WriterOptions;
}

/** Throws InputError when the file cannot be made. */
export function openRunLog({ file, verbosity, isRepeated, writing }: RunLogOptions): RunLog {
  const format = lineFormatter(verbosity, isRepeated);
  if (file === null) {
    const close = async () => undefined;
    if (verbosity === 0) return { add: () => undefined, close };
    return { add: (item) => process.stderr.write(format(item)), close };
  }
  const writer = openFileWriter(file, writing);
  return { add: (item) => writer.write(format(item)), close: writer.close };
}

/** The line of an item; empty if it has none. The clocks restart with every boot, as if each had its own monitor. */
function lineFormatter(verbosity: number, isOneOfMany: boolean): (item: ReadItem) => string {
  let vmmStartNs: Nanoseconds = 0;
  let zeroNs: Nanoseconds = 0;
  let latestNs: Nanoseconds = 0;
  let isWarmup = false;
  return (item) => {
    if (item.kind === 'boot') {
      vmmStartNs = item.vmmStartNs ?? 0;
      zeroNs = nowNs();
      latestNs = 0;
      isWarmup = item.warmup ?? false;
    }
    if (isWarmup) return '';
    if (item.kind === 'boot') {
      return verbosity > 0 || isOneOfMany ? formatBootLine(vmmStartNs, { isOneOfMany }) : '';
    }
    if (item.kind === 'event') latestNs = Math.max(latestNs, item.event.timeNs);
    if (item.kind === 'event' && item.event.kind === 'code') return formatCodeLine(item.event, vmmStartNs);
    if (item.kind !== 'stop' || verbosity === 0) return '';
    // The boot was heard of a little after its zero: a clock that stepped back here would begin another boot.
    return formatStopLine(item.stop, vmmStartNs + Math.max(latestNs, nowNs() - zeroNs));
  };
}

function nowNs(): Nanoseconds {
  return Math.round(performance.now() * 1e6);
}
