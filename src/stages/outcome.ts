/** What became of a boot, told from how it stopped, what its stages show, and what its guest wrote. Rules: docs/outcomes.md. */
import type { Boot } from '../trace/boot.js';
import { formatCode } from '../trace/event.js';
import { type Outcome, outcomeOfStop } from '../trace/outcome.js';
import type { StageSpan } from '../trace/report/timeline.js';
import { orderedStages, type StageTable } from '../trace/stage-table.js';
import { boundaryOf, boundaryOfMoment } from './classify.js';
import { readSigns, type TextSigns } from './text/text-signs.js';

/** @param stages the boot's spans, in order */
export function outcomeOf(
  boot: Pick<Boot, 'events' | 'stop' | 'until'>,
  stages: readonly StageSpan[],
  table: StageTable,
): Outcome {
  const signs = readSigns(boot.events);
  return (
    outcomeOfStop(boot) ??
    outcomeOfText(signs) ??
    outcomeOfSilence(boot) ??
    outcomeOfCut(boot) ??
    outcomeOfStages(stages, signs, table) ?? {
      state: 'finished',
      reason: boot.stop?.reason ?? 'end',
      detail: boot.stop?.detail ?? null,
      line: boot.stop?.line ?? null,
    }
  );
}

/** A guest that says that it gives up has, whatever else it wrote before. */
function outcomeOfText({ panic, oops, emergency }: TextSigns): Outcome | null {
  if (panic !== null) return { state: 'failed', reason: 'panic', ...panic };
  if (oops !== null) return { state: 'failed', reason: 'oops', ...oops };
  if (emergency !== null) return { state: 'failed', reason: 'emergency', ...emergency };
  return null;
}

/** A guest that was started, and of which nothing else is known. */
function outcomeOfSilence({ events, stop }: Pick<Boot, 'events' | 'stop'>): Outcome | null {
  if (stop !== null || events.length > 0) return null;
  return {
    state: 'unfinished',
    reason: 'end',
    detail: 'the guest was started but produced no event',
    line: null,
  };
}

/** A trace file that was cut, so that it says neither that its `--until` arrived nor what came instead. */
function outcomeOfCut({
  events,
  stop,
  until = null,
}: Pick<Boot, 'events' | 'stop' | 'until'>): Outcome | null {
  if (stop !== null || until === null) return null;
  const hasArrived = events.some(
    (event) =>
      (event.kind === 'code' && formatCode(event.code) === until) ||
      (event.kind === 'moment' && event.key === until),
  );
  if (hasArrived) return null;
  return { state: 'unfinished', reason: 'end', detail: `the input ends before ${until} arrived`, line: null };
}

/** An input that ends inside a stage: its begin was seen, but not its end. */
function outcomeOfStages(
  stages: readonly StageSpan[],
  { laterThan }: TextSigns,
  table: StageTable,
): Outcome | null {
  const ordered = orderedStages(table);
  const last = stages.findLast(({ stage }) => ordered.includes(stage));
  if (last === undefined || last.measured || last.stage === ordered.at(-1)) return null;
  if (firstEndOf(last) !== 'begin' || laterThan(last.stage, last.startNs)) return null;
  return {
    state: 'unfinished',
    reason: 'stage',
    detail: `${last.stage} began, but its end was not seen`,
    line: null,
  };
}

/** Which end of its stage a span's first code or moment is. */
function firstEndOf({ stage, firstCode, first }: StageSpan): 'begin' | 'end' | null {
  return firstCode === null ? boundaryOfMoment(stage, first) : boundaryOf(stage, firstCode);
}
