/** systemd's phases, one after another, as the ends of stages (src/analyze/analyze-time-data.c). */
import type { ReadItem } from '../../trace/boot.js';
import type { Nanoseconds } from '../../trace/event.js';
import type { Meaning, NamedMoment } from '../reading/moments.js';
import type { NamedMoments } from '../reading/named-moments.js';

interface PhaseMeaning {
  readonly begins: Meaning;
  readonly ends: Meaning | null;
}

/** What systemd's phases are to the stages. An initrd and a soft reboot are userspace: their end is a moment inside it. */
const MEANINGS: ReadonlyMap<string, PhaseMeaning> = new Map<string, PhaseMeaning>([
  ['firmware', { begins: 'firmwareBegins', ends: 'firmwareEnds' }],
  ['loader', { begins: 'bootloaderBegins', ends: 'bootloaderEnds' }],
  ['kernel', { begins: 'kernelBegins', ends: 'kernelEnds' }],
  ['initrd', { begins: 'userspaceBegins', ends: null }],
  ['soft reboot', { begins: 'userspaceBegins', ends: null }],
  ['userspace', { begins: 'userspaceBegins', ends: 'userspaceEnds' }],
]);

export interface Phase {
  readonly name: string;
  /** Null for the last where its end is not known. */
  readonly ns: Nanoseconds | null;
}

export interface PlacedPhases {
  /** Where the phases end. */
  readonly endNs: Nanoseconds;
  /** Start of userspace; null when there is none. */
  readonly userspaceNs: Nanoseconds | null;
  /** Its end, which has not been added: moments inside it may still come. */
  readonly end: NamedMoment | null;
  /** Phases that are not known, which are left as gaps. */
  readonly unknown: readonly Phase[];
}

/** Adds the ends of the phases to the latest boot. A stage that goes on from one phase to the next begins once. */
export function placePhases(
  phases: readonly Phase[],
  line: number,
  moments: NamedMoments,
  items: ReadItem[],
): PlacedPhases {
  let endNs = 0;
  let userspaceNs: Nanoseconds | null = null;
  let end: NamedMoment | null = null;
  let previous: Meaning | null = null;
  const unknown: Phase[] = [];
  for (const phase of phases) {
    const { name, ns } = phase;
    const startNs = endNs;
    endNs += ns ?? 0;
    const meaning = MEANINGS.get(name);
    if (meaning === undefined) {
      unknown.push(phase);
      continue;
    }
    const begins = meaning.begins === previous ? 'userspace' : meaning.begins;
    moments.add({ timeNs: startNs, line, name: `${name} begins`, meaning: begins }, items);
    previous = meaning.begins;
    if (name === 'userspace') userspaceNs = startNs;
    if (meaning.ends === null || ns === null) continue;
    const ends = { timeNs: endNs, line, name: `${name} ends`, meaning: meaning.ends };
    if (name === 'userspace') end = ends;
    else moments.add(ends, items);
  }
  return { endNs, userspaceNs, end, unknown };
}
