/** A warning where what is compared is the same twice: one file named for both sides, or a copy of it. */
import type { Boot } from '../trace/boot.js';
import { type Diagnostic, warning } from '../trace/diagnostic.js';
import type { TraceEvent } from '../trace/event.js';
import { PLAIN_NAMES, type SideNames } from '../trace/report/side-names.js';
import type { Sides } from './comparable.js';

/** Maximum number of pairs named in the warning. */
const MAX_NAMED = 5;

/** Of inputs whose boots are the same to the nanosecond, events and all; at most one warning. */
export function describeSameSides(
  { base, head }: Sides,
  names: SideNames = PLAIN_NAMES,
): readonly Diagnostic[] {
  const heads = byInput(head);
  const pairs = byInput(base).flatMap(({ input, boots }) =>
    heads
      .filter((other) => areSame(boots, other.boots))
      .map((other) => (other.input === input ? input : `${input} and ${other.input}`)),
  );
  if (pairs.length === 0) return [];
  const more = pairs.length > MAX_NAMED ? ` and ${pairs.length - MAX_NAMED} more` : '';
  const message = `${names.base} and ${names.head} contain the same boots (${pairs.slice(0, MAX_NAMED).join(', ')}${more}): the comparison says nothing about them`;
  return [warning('same-sides', message)];
}

interface InputBoots {
  readonly input: string;
  readonly boots: readonly Boot[];
}

function byInput(boots: readonly Boot[]): readonly InputBoots[] {
  const groups = new Map<string, Boot[]>();
  for (const boot of boots) {
    const group = groups.get(boot.input);
    if (group === undefined) groups.set(boot.input, [boot]);
    else group.push(boot);
  }
  return [...groups].map(([input, own]) => ({ input, boots: own }));
}

/** Two boots of one guest never take the same time to the nanosecond; what has no event says nothing. */
function areSame(a: readonly Boot[], b: readonly Boot[]): boolean {
  return (
    a.length === b.length &&
    a.some(({ events }) => events.length > 0) &&
    a.every((boot, at) => haveSameEvents(boot.events, b[at]!.events))
  );
}

function haveSameEvents(a: readonly TraceEvent[], b: readonly TraceEvent[]): boolean {
  return a.length === b.length && a.every((event, at) => isSame(event, b[at]!));
}

function isSame(a: TraceEvent, b: TraceEvent): boolean {
  if (a.timeNs !== b.timeNs || a.kind !== b.kind) return false;
  if (a.kind === 'code') return b.kind === 'code' && a.code === b.code;
  return a.kind !== 'text' || (b.kind === 'text' && a.text === b.text);
}
