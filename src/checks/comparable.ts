/**
 * May two sets of boots be compared? Only what was taken alike can show what a change did: the same host, engine, shape of
 * machine and `--until`. The images themselves may differ, since two builds of one are what people compare. The rule in words
 * is in docs/comparing.md.
 */
import type { Boot, Provenance } from '../trace/boot.js';
import { type Diagnostic, note, warning } from '../trace/diagnostic.js';
import { InputError } from '../trace/errors.js';
import { PLAIN_NAMES, type SideNames } from '../trace/report/side-names.js';
import { type Facts, factsOf, imagesOf } from './recorded-facts.js';

export interface Sides {
  readonly base: readonly Boot[];
  readonly head: readonly Boot[];
}

export interface ConditionOptions {
  /** True: what differs is a warning, not an error. */
  readonly allowMismatch: boolean;
  /** The names of the sides. */
  readonly names?: SideNames;
}

/** A host's memory is reported a little differently after each of its boots. */
const MEMORY_TOLERANCE = 0.02;

/** Longest value that a message shows. */
const MAX_SHOWN = 120;

/** Maximum number of listed differences within one set. */
const MAX_LISTED = 20;

/**
 * What a person should know about how the two sets were taken.
 * @throws InputError `different-conditions` that lists every difference, unless it is allowed
 */
export function compareConditions(
  sides: Sides,
  { allowMismatch, names = PLAIN_NAMES }: ConditionOptions,
): readonly Diagnostic[] {
  const within = (['base', 'head'] as const).flatMap((side) =>
    differencesWithin(sides[side]).map((difference) => `within ${names[side]}, ${difference}`),
  );
  const [base] = provenancesOf(sides.base);
  const [head] = provenancesOf(sides.head);
  const [from] = factsOfBoots(sides.base);
  const [to] = factsOfBoots(sides.head);
  const between = from && to ? differences(from, to, [`in ${names.base}`, `in ${names.head}`]) : [];
  if (within.length + between.length > 0 && !allowMismatch) throw refusal([...between, ...within]);
  return [
    ...between.map((difference) => warning('different-conditions', difference)),
    ...unknownNote(sides, names),
    ...(base && head ? versionNote(base, head, names) : []),
    ...(base && head ? imageNotes(base, head, names) : []),
  ];
}

/** What differs among the boots of one set, in words, the rest as one count; nothing when they were taken alike or nothing is known. */
export function differencesWithin(boots: readonly Boot[]): readonly string[] {
  const [first, ...others] = factsOfBoots(boots);
  if (first === undefined) return [];
  const found = others.flatMap((other) => differences(first, other, ['first', 'later']));
  const distinct = [...new Set(found)];
  const rest = distinct.length - MAX_LISTED;
  return rest > 0 ? [...distinct.slice(0, MAX_LISTED), `${rest} more differences`] : distinct;
}

/** Each way in which boots of a set were taken, once. */
function provenancesOf(boots: readonly Boot[]): readonly Provenance[] {
  return [...new Set(boots.map(({ provenance }) => provenance).filter((known) => known !== null))];
}

/**
 * What must be alike, each combination once. A boot that ended at its `--until` says nothing of what another would have reached
 * behind it, so that is a fact too; only boots that say where they come from are known to have had none.
 */
function factsOfBoots(boots: readonly Boot[]): readonly Facts[] {
  const seen = new Map<Provenance, Map<string, Facts>>();
  for (const { provenance, until } of boots) {
    if (provenance === null) continue;
    const known = seen.get(provenance) ?? new Map<string, Facts>();
    const end = until ?? 'none';
    if (!known.has(end)) known.set(end, new Map([...factsOf(provenance), ['--until', end]]));
    seen.set(provenance, known);
  }
  return [...seen.values()].flatMap((known) => [...known.values()]);
}

/** `host kernel: 6.1 in base, 6.12 in head`, for facts that both know. */
function differences(from: Facts, to: Facts, [here, there]: readonly [string, string]): readonly string[] {
  return [...from]
    .filter(([what, value]) => to.has(what) && !isAlike(what, value, to.get(what)!))
    .map(([what, value]) => `${what}: ${shown(value)} ${here}, ${shown(to.get(what)!)} ${there}`);
}

function isAlike(what: string, a: string | number, b: string | number): boolean {
  if (what !== 'host memory (MiB)' || typeof a !== 'number' || typeof b !== 'number') return a === b;
  return Math.abs(a - b) <= MEMORY_TOLERANCE * Math.max(a, b);
}

function shown(value: string | number): string {
  const text = `${value}`;
  const cut = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
  return typeof value === 'string' && /[\s,]|^$/.test(value) ? JSON.stringify(cut) : cut;
}

function refusal(found: readonly string[]): InputError {
  const list = found.map((line) => `  ${line}`).join('\n');
  return new InputError(
    'different-conditions',
    `the boots were not taken under the same conditions:\n${list}`,
    ['boot both on the same host with the same flags', 'add --allow-mismatch to compare them anyway'],
  );
}

function unknownNote(sides: Sides, names: SideNames): readonly Diagnostic[] {
  const unknown = (['base', 'head'] as const).filter((side) =>
    sides[side].some(({ provenance }) => provenance === null),
  );
  if (unknown.length === 0) return [];
  const called = unknown.map((side) => names[side]).join(' and ');
  const message = `${called} ${unknown.length > 1 ? 'do' : 'does'} not say on which host and with which guest ${unknown.length > 1 ? 'they were' : 'it was'} taken; boottrace cannot tell whether the conditions are the same`;
  return [note('unknown-conditions', message)];
}

/** The bundled runner is part of what is measured. */
function versionNote(base: Provenance, head: Provenance, names: SideNames): readonly Diagnostic[] {
  if (base.boottrace === head.boottrace) return [];
  const message = `boottrace ${base.boottrace} took ${names.base}, ${head.boottrace} took ${names.head}: a difference may come from boottrace itself`;
  return [warning('different-boottrace', message)];
}

function imageNotes(base: Provenance, head: Provenance, names: SideNames): readonly Diagnostic[] {
  const [from, to] = [imagesOf(base), imagesOf(head)];
  return [...from]
    .filter(([role, image]) => to.has(role) && to.get(role) !== image)
    .map(([role, image]) => {
      const message = `${role} image: ${image} in ${names.base}, ${to.get(role)} in ${names.head}`;
      return note('different-images', message);
    });
}
