/** What of a boot is counted, not timed: codes, exits, bytes of text; and, over all boots, those that did not finish. */
import type { Boot } from '../trace/boot.js';
import type { TextChannel } from '../trace/event.js';
import type { Unit } from '../trace/report/quantity.js';
import { SETUP } from '../trace/report/row-title.js';
import { isFinished, type Timeline } from '../trace/report/timeline.js';
import { type StageTable, stageNames } from '../trace/stage-table.js';

export type CountMetric =
  | { readonly of: 'codes' }
  /** Of one stage, or of all of the boot when `stage` is null. */
  | { readonly of: 'exits'; readonly stage: string | null }
  | { readonly of: 'bytes'; readonly channel: TextChannel }
  /** The one metric of all boots together. */
  | { readonly of: 'failed' };

/** What a guest prints; what its kernel and its monitor keep is not printed by a run. */
const CHANNELS: readonly TextChannel[] = ['serial', 'debug-console', 'firmware-debug'];

/** For messages. */
export const COUNT_METRICS: readonly string[] = [
  'codes',
  'exits',
  'exits:kernel',
  ...CHANNELS.map((channel) => `bytes:${channel}`),
  'failed',
];

/** A metric that is a count; null for any other text. */
export function parseCountMetric(text: string, table: StageTable): CountMetric | null {
  if (text === 'codes' || text === 'failed') return { of: text };
  if (text === 'exits') return { of: 'exits', stage: null };
  const [kind, name = ''] = text.split(':', 2);
  if (kind === 'exits' && [SETUP, ...stageNames(table)].includes(name)) return { of: 'exits', stage: name };
  const channel = kind === 'bytes' ? CHANNELS.find((known) => known === name) : undefined;
  return channel === undefined ? null : { of: 'bytes', channel };
}

/** What its limit and its values are. */
export function unitOf({ of }: CountMetric): Unit {
  return of === 'bytes' ? 'bytes' : 'count';
}

/** The count of one boot; null when it was not counted. */
export function countOf(metric: CountMetric, timeline: Timeline): number | null {
  const { boot, events, stages } = timeline;
  switch (metric.of) {
    case 'codes':
      return orUnseen(
        events.filter((event) => event.kind === 'code' && !event.noise).length,
        boot.provenance !== null,
      );
    case 'exits': {
      const { stage } = metric;
      const began = stage === null || stage === SETUP || stages.some((span) => span.stage === stage);
      if (boot.exits === null || !began) return null;
      const counted = boot.exits.filter((exit) => stage === null || exit.stage === stage);
      return counted.reduce((sum, { count }) => sum + count, 0);
    }
    case 'bytes':
      return orUnseen(bytesOf(events, metric.channel), isWatched(metric.channel, boot));
    case 'failed':
      return isFinished(timeline) ? 0 : 1;
  }
}

/** In a log, no events can mean that they were not recorded. In a run that recorded them, it means 0. */
function orUnseen(count: number, isSeen: boolean): number | null {
  return count > 0 || isSeen ? count : null;
}

function bytesOf(events: Timeline['events'], channel: TextChannel): number {
  return events.reduce(
    (sum, event) =>
      event.kind === 'text' && event.channel === channel ? sum + Buffer.byteLength(event.text) : sum,
    0,
  );
}

/** Whether a run would have seen what its guest prints there. */
function isWatched(channel: TextChannel, { provenance }: Boot): boolean {
  if (provenance === null) return false;
  const { engine, guest } = provenance;
  if (channel === 'serial') return guest['serial'] === true;
  if (channel === 'debug-console') return typeof guest['debugConsolePort'] === 'number';
  return engine === 'bundled' || engine === 'qemu';
}
