/**
 * `systemd-analyze time`, and the line that systemd logs when it is done: how long firmware, loader, kernel, initrd and
 * userspace took (src/analyze/analyze-time-data.c). Moments are computed by adding the times up.
 */
import type { ReadItem } from '../trace/boot.js';
import type { Nanoseconds } from '../trace/event.js';
import { decimalToNs } from './decimal-time.js';
import type { LineParser, ReadOptions, SourceLine, TraceFormat } from './format.js';
import type { Meaning, NamedMoment } from './moments.js';
import { NamedMoments } from './named-moments.js';
import { Remarks } from './remarks.js';

const START = 'Startup finished in ';
const UNIT = '\\d{1,12}(?:\\.\\d{1,9})?(?:y|month|w|d|h|min|s|ms|us|ns)';
const SPAN = `(?:${UNIT}(?: ${UNIT}){0,8}|0)`;
const PHASES = new RegExp(`(${SPAN}) \\(([a-z ]{1,24})\\)`, 'g');
const TOTAL = new RegExp(` = (${SPAN})`);
const TARGET = new RegExp(
  `^(?:.{0,200} )?([\\w@.:\\\\-]{1,128}) reached after (${SPAN}) in userspace\\.?\\s*$`,
);
const UNIT_NS: Readonly<Record<string, number>> = {
  y: 31_557_600e9,
  month: 2_629_800e9,
  w: 604_800e9,
  d: 86_400e9,
  h: 3600e9,
  min: 60e9,
  s: 1e9,
  ms: 1e6,
  us: 1e3,
  ns: 1,
};
/** Each printed time is cut to a millisecond. */
const ROUNDING_NS = 1_000_000;

interface Phase {
  readonly begins: Meaning;
  readonly ends: Meaning | null;
}

/** What systemd's phases are to the stages. An initrd and a soft reboot are userspace: their end is a moment inside it. */
const PHASE_MEANINGS: ReadonlyMap<string, Phase> = new Map<string, Phase>([
  ['firmware', { begins: 'firmwareBegins', ends: 'firmwareEnds' }],
  ['loader', { begins: 'bootloaderBegins', ends: 'bootloaderEnds' }],
  ['kernel', { begins: 'kernelBegins', ends: 'kernelEnds' }],
  ['initrd', { begins: 'userspaceBegins', ends: null }],
  ['soft reboot', { begins: 'userspaceBegins', ends: null }],
  ['userspace', { begins: 'userspaceBegins', ends: 'userspaceEnds' }],
]);

const REMARKS = {
  'derived-moments': {
    severity: 'note',
    message:
      "systemd-analyze prints how long each phase took. boottrace put them one after another, from the start of the first; a target's time counts from the start of userspace.",
    once: true,
  },
  'bad-line': { severity: 'warning', message: 'A startup time that could not be read was left out.' },
  'unknown-phase': { severity: 'warning', message: 'A phase that is not known was left as a gap:' },
  'sum-disagrees': { severity: 'warning', message: 'The phases do not add up to the total that is printed:' },
  'no-events': {
    severity: 'warning',
    message: 'No "Startup finished in ..." was found: systemd-analyze time prints it.',
  },
} as const;

export const systemdAnalyze: TraceFormat = {
  id: 'systemd-analyze',
  title: 'systemd-analyze time',
  needles: ['rtup fi', 'reached'],
  sniff: (head) =>
    head.trimStart().startsWith(START)
      ? 'yes'
      : head.includes(START) && head.includes(' (userspace)')
        ? 'maybe'
        : 'no',
  createParser: (options) => new SystemdAnalyzeParser(options),
};

/** Time of a span as systemd prints it: `1min 2.345s`; null beyond 2^53 ns. */
function spanNs(text: string): Nanoseconds | null {
  let ns = 0;
  for (const [, whole = '', fraction = '', unit = ''] of text.matchAll(/(\d+)(?:\.(\d+))?([a-z]+)/g)) {
    const unitNs = UNIT_NS[unit] ?? Number.NaN;
    ns += Number(whole) * unitNs + Math.round((decimalToNs('0', fraction, 9) / 1e9) * unitNs);
  }
  return Number.isSafeInteger(ns) ? ns : null;
}

class SystemdAnalyzeParser implements LineParser {
  readonly #remarks: Remarks<keyof typeof REMARKS>;
  readonly #moments = new NamedMoments('systemd', 'guest-monotonic');
  /** Start of userspace in the latest boot; null when it has none. */
  #userspaceNs: Nanoseconds | null = null;
  /** Its end waits for the line that says when the target was reached, which is before it. */
  #end: NamedMoment | null = null;

  constructor({ input }: ReadOptions) {
    this.#remarks = new Remarks(input, REMARKS);
  }

  push({ number, text }: SourceLine): readonly ReadItem[] {
    const items: ReadItem[] = [];
    const at = text.indexOf(START);
    if (at !== -1) this.#flush(items);
    if (at !== -1) this.#boot(text.slice(at + START.length, at + 512), number, items);
    else this.#target(text.slice(0, 512), number, items);
    return items;
  }

  end(): readonly ReadItem[] {
    const items: ReadItem[] = [];
    this.#flush(items);
    if (this.#moments.count === 0) this.#remarks.say('no-events', null, items);
    return items;
  }

  #flush(items: ReadItem[]): void {
    if (this.#end !== null) this.#moments.add(this.#end, items);
    this.#end = null;
  }

  #boot(text: string, line: number, items: ReadItem[]): void {
    const phases = [...text.matchAll(PHASES)].map(([, span = '', name = '']) => ({ name, ns: spanNs(span) }));
    if (phases.length === 0 || phases.some(({ ns }) => ns === null)) {
      this.#remarks.say('bad-line', line, items);
      return;
    }
    this.#remarks.say('derived-moments', line, items);
    this.#moments.open(items);
    this.#userspaceNs = null;
    let atNs = 0;
    let previous: Meaning | null = null;
    for (const { name, ns } of phases) {
      previous = this.#phase({ name, startNs: atNs, endNs: atNs + ns!, line, previous }, items);
      atNs += ns!;
    }
    const total = TOTAL.exec(text)?.[1];
    const totalNs = total === undefined ? null : spanNs(total);
    if (totalNs !== null && Math.abs(totalNs - atNs) > ROUNDING_NS * (phases.length + 1)) {
      this.#remarks.say('sum-disagrees', line, items, `${atNs / 1e6} ms and ${totalNs / 1e6} ms.`);
    }
  }

  /** Adds the ends of a phase; returns what began the latest stage, so that a phase inside it begins none again. */
  #phase(phase: PhaseTimes, items: ReadItem[]): Meaning | null {
    const { name, startNs, endNs, line, previous } = phase;
    const meaning = PHASE_MEANINGS.get(name);
    if (meaning === undefined) {
      this.#remarks.say('unknown-phase', line, items, `${name}, ${(endNs - startNs) / 1e6} ms.`);
      return previous;
    }
    const begins = meaning.begins === previous ? 'userspace' : meaning.begins;
    this.#moments.add({ timeNs: startNs, line, name: `${name} begins`, meaning: begins }, items);
    if (meaning.ends === null) return meaning.begins;
    const end = { timeNs: endNs, line, name: `${name} ends`, meaning: meaning.ends };
    if (name === 'userspace') {
      this.#userspaceNs = startNs;
      this.#end = end;
    } else this.#moments.add(end, items);
    return meaning.begins;
  }

  #target(text: string, line: number, items: ReadItem[]): void {
    const match = this.#userspaceNs === null ? null : TARGET.exec(text);
    const afterNs = match === null ? null : spanNs(match[2]!);
    if (match === null || afterNs === null) return;
    const timeNs = this.#userspaceNs! + afterNs;
    const target = match[1]!;
    const moment = { timeNs, line, name: `${target} reached`, meaning: 'userspace', id: target } as const;
    this.#moments.add(moment, items);
  }
}

interface PhaseTimes {
  readonly name: string;
  readonly startNs: Nanoseconds;
  readonly endNs: Nanoseconds;
  readonly line: number;
  readonly previous: Meaning | null;
}
