/** The moments in boots, for checking names: a bare word must be one of them, and an error message lists them. */
import { InputError } from '../trace/errors.js';
import { printable } from '../trace/printable.js';
import { isPoint, type TimedMoment, type Timeline } from '../trace/report/timeline.js';
import type { StageTable } from '../trace/stage-table.js';
import type { Assertion } from './assertion.js';
import { type CodeSet, codesSteps } from './code-set.js';

/** Maximum number of moments listed in a message. */
const MAX_LISTED = 12;
/** Maximum number of distinct moments that are examined. */
const MAX_KNOWN = 10_000;

/** Names of moments by key, in order of appearance. */
function momentsOf(timelines: readonly Timeline[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { events } of timelines) {
    for (const event of events) {
      if (event.kind !== 'moment' || names.has(event.key)) continue;
      names.set(event.key, event.name);
      if (names.size >= MAX_KNOWN) return names;
    }
  }
  return names;
}

/** `available moments: coreboot:1 "start of romstage", ... and 40 more`, or that there are none. */
export function listMoments(timelines: readonly Timeline[]): string {
  const moments = [...momentsOf(timelines)];
  if (moments.length === 0) return 'there are no moments';
  const listed = moments.slice(0, MAX_LISTED).map(([key, name]) => nameMoment({ key, name }));
  const more = moments.length > MAX_LISTED ? ` and ${moments.length - MAX_LISTED} more` : '';
  return `available moments: ${listed.join(', ')}${more}`;
}

/** `coreboot:4 "end of romstage"` */
export function nameMoment({ key, name }: Pick<TimedMoment, 'key' | 'name'>): string {
  return printable(key === name ? key : `${key} "${name}"`);
}

/**
 * A bare word is the name of a moment only if a boot has exactly one moment with this name, so that a mistyped stage is
 * not accepted as one. Throws InputError `bad-codes` otherwise.
 */
export function requireKnownWords(
  assertions: readonly Assertion[],
  timelines: readonly Timeline[],
  table: StageTable,
): void {
  if (timelines.length === 0) return;
  for (const assertion of assertions) {
    if ('metric' in assertion) continue;
    for (const { moment, text, fits } of assertion.sets) {
      if (moment?.by !== 'bare') continue;
      const problem = problemOf({ text, fits }, timelines);
      if (problem === null) continue;
      const where = `--${assertion.kind} ${assertion.text}`;
      throw new InputError('bad-codes', `${where}: ${problem}; ${listMoments(timelines)}`, [
        `write a moment that may be missing in quotes: '"${text}"'`,
        ...codesSteps(table),
      ]);
    }
  }
}

function problemOf(
  { text, fits }: Pick<CodeSet, 'text' | 'fits'>,
  timelines: readonly Timeline[],
): string | null {
  const keys = new Set<string>();
  for (const { events } of timelines) {
    for (const event of events) {
      if (isPoint(event) && fits(event)) keys.add(event.kind === 'moment' ? event.key : '');
    }
  }
  if (keys.size === 0)
    return `"${text}" is not a code, range or stage, and no boot has a moment with this name`;
  if (keys.size === 1) return null;
  const named = [...keys].filter((key) => key !== '').slice(0, MAX_LISTED);
  return `"${text}" is the name of several moments (${named.join(', ')})`;
}
