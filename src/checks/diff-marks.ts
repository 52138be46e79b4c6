/** Two sets of boots mark by mark: codes are paired by their number, moments by their key, and each by its occurrence. */
import { collectMarks, type MarkSamples } from '../stages/mark-samples.js';
import { median } from '../stats/order.js';
import { type Diagnostic, note } from '../trace/diagnostic.js';
import type { Nanoseconds } from '../trace/event.js';
import type { DiffMark } from '../trace/report/report.js';
import type { Timeline } from '../trace/report/timeline.js';

/** In order of time. A side that lacks a mark has null there. */
export function diffMarks(base: readonly Timeline[], head: readonly Timeline[]): readonly DiffMark[] {
  const baseMarks = collectMarks(base);
  const headMarks = collectMarks(head);
  const ids = new Set([...baseMarks.keys(), ...headMarks.keys()]);
  const marks = [...ids].map((id) => diffMark(baseMarks.get(id), headMarks.get(id)));
  return marks.sort((a, b) => timeOf(a) - timeOf(b) || codeOf(a) - codeOf(b) || a.occurrence - b.occurrence);
}

/** At least one side has it. */
function diffMark(base: MarkSamples | undefined, head: MarkSamples | undefined): DiffMark {
  const { subject, occurrence } = (head ?? base)!;
  const baseNs = medianOf(base);
  const headNs = medianOf(head);
  const deltaNs = baseNs === null || headNs === null ? null : headNs - baseNs;
  const times = { occurrence, baseNs, headNs, deltaNs };
  if ('key' in subject) return { key: subject.key, name: subject.name, ...times };
  const name = subject.name ?? base?.subject.name ?? null;
  return name === null ? { code: subject.code, ...times } : { code: subject.code, name, ...times };
}

function medianOf(mark: MarkSamples | undefined): Nanoseconds | null {
  return mark === undefined ? null : Math.round(median(mark.timesNs));
}

function timeOf({ baseNs, headNs }: DiffMark): Nanoseconds {
  return baseNs ?? headNs ?? 0;
}

/** Codes come before moments of the same time. */
function codeOf(mark: DiffMark): number {
  return 'code' in mark ? mark.code : 256;
}

/** Maximum number of moments listed in a note. */
const MAX_LISTED = 12;

/**
 * A missing moment does not fail the comparison, but it is reported: the work that it stood for may not have been done.
 */
export function noteGoneMoments(marks: readonly DiffMark[]): readonly Diagnostic[] {
  const gone = marks.filter((mark) => 'key' in mark && mark.headNs === null);
  if (gone.length === 0) return [];
  const listed = gone.slice(0, MAX_LISTED).map((mark) => ('key' in mark ? writeMoment(mark) : ''));
  const more = gone.length > MAX_LISTED ? ` and ${gone.length - MAX_LISTED} more` : '';
  const message = `moments of base that no boot of head has: ${listed.join(', ')}${more}`;
  return [note('gone-moments', message)];
}

function writeMoment({ key, name, occurrence }: Extract<DiffMark, { key: string }>): string {
  const again = occurrence === 1 ? '' : ` #${occurrence}`;
  return name === key ? `${key}${again}` : `${key}${again} (${name})`;
}
