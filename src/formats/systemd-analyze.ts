/**
 * What `systemd-analyze` prints: `time`, also the line that systemd logs when it is done, says how long firmware, loader, kernel, initrd
 * and userspace took, and moments are computed by adding the times up; `blame`, `critical-chain` and `plot` say how long units took.
 */
import type { ReadItem } from '../trace/boot.js';
import { writeDuration } from '../trace/duration.js';
import type { Nanoseconds } from '../trace/event.js';
import type { LineParser, ReadOptions, SourceLine, TraceFormat } from './reading/format.js';
import type { NamedMoment } from './reading/moments.js';
import { NamedMoments } from './reading/named-moments.js';
import { Remarks } from './reading/remarks.js';
import { SPAN, spanNs } from './reading/systemd-span.js';
import { MAX_UNITS, UnitTimes } from './reading/unit-times.js';
import { unwrapped } from './reading/unwrapped.js';
import { placePhases } from './systemd/phases.js';
import { CHAIN_SIGN, hasBlame, PLOT_SIGN, parseUnitLine } from './systemd/unit-lines.js';

const START = 'Startup finished in ';
const PHASE = `${SPAN} \\([a-z ]{1,24}\\)`;
/** Behind the start: what else is in a line, such as a picture, is none. */
const CHAIN = new RegExp(`^${PHASE}(?: \\+ ${PHASE}){0,15}`);
const PHASES = new RegExp(`(${SPAN}) \\(([a-z ]{1,24})\\)`, 'g');
const TOTAL = new RegExp(`^ = (${SPAN})`);
const TARGET = new RegExp(
  `^(?:.{0,200} )?([\\w@.:\\\\-]{1,128}) reached after (${SPAN}) in userspace\\.?\\s*$`,
);
/** A line as it prints it, with nothing in front. */
const OWN = new RegExp(`^\\s{0,16}(?:${START}|[\\w@.:\\\\-]{1,128} reached after )`);
/** Each printed time is cut to a millisecond. */
const ROUNDING_NS = 1_000_000;

const REMARKS = {
  'derived-moments': {
    severity: 'note',
    message:
      'systemd-analyze prints how long each phase took. boottrace placed the phases one after another, from the start of the first. The time of a target counts from the start of userspace.',
    once: true,
  },
  'bad-line': { severity: 'warning', message: 'A startup time that could not be read was left out.' },
  'unknown-phase': { severity: 'warning', message: 'An unknown phase was left as a gap:' },
  'sum-disagrees': { severity: 'warning', message: 'The phases do not add up to the printed total:' },
  'unit-limit': {
    severity: 'warning',
    message: `Units beyond ${MAX_UNITS} of a boot were left out:`,
  },
  'no-events': {
    severity: 'warning',
    message:
      'No "Startup finished in ..." and no time of a unit was found. systemd-analyze time and systemd-analyze blame print times.',
  },
} as const;

export const systemdAnalyze: TraceFormat = unwrapped(
  {
    id: 'systemd-analyze',
    title: 'systemd-analyze time, blame, critical-chain, plot',
    needles: [],
    sniff: (head) => {
      const start = head.trimStart();
      if (start.startsWith(START) || start.startsWith(CHAIN_SIGN) || head.includes(PLOT_SIGN)) return 'yes';
      const isTime = head.includes(START) && head.includes(' (userspace)');
      return isTime || head.includes(CHAIN_SIGN) || hasBlame(head) ? 'maybe' : 'no';
    },
    createParser: (options) => new SystemdAnalyzeParser(options),
  },
  (line) => OWN.test(line) || parseUnitLine(line).length > 0,
);

class SystemdAnalyzeParser implements LineParser {
  readonly #remarks: Remarks<keyof typeof REMARKS>;
  readonly #moments = new NamedMoments('systemd', 'guest-monotonic');
  readonly #units = new UnitTimes();
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
    if (at === -1) this.#target(text.slice(0, 512), number, items);
    else this.#boot(text.slice(at + START.length, at + 512), number, items);
    for (const unit of parseUnitLine(text)) this.#units.add(unit);
    return items;
  }

  end(): readonly ReadItem[] {
    const items: ReadItem[] = [];
    this.#flush(items);
    if (!this.#units.isEmpty) this.#moments.openFirst(items);
    this.#flushUnits(items);
    const { count, leftOut } = this.#units;
    if (leftOut > 0) this.#remarks.say('unit-limit', null, items, `${leftOut}.`);
    if (this.#moments.count === 0 && count === 0) this.#remarks.say('no-events', null, items);
    return items;
  }

  #flush(items: ReadItem[]): void {
    if (this.#end !== null) this.#moments.add(this.#end, items);
    this.#end = null;
  }

  /** Units before the first summary belong to its boot. */
  #flushUnits(items: ReadItem[]): void {
    const { latest } = this.#moments;
    if (latest !== null) this.#units.flush(latest, this.#userspaceNs ?? 0, items);
  }

  #boot(text: string, line: number, items: ReadItem[]): void {
    this.#flush(items);
    const [chain = ''] = CHAIN.exec(text) ?? [];
    const phases = [...chain.matchAll(PHASES)].map(([, span = '', name = '']) => ({
      name,
      ns: spanNs(span),
    }));
    if (phases.length === 0 || phases.some(({ ns }) => ns === null)) {
      this.#remarks.say('bad-line', line, items);
      return;
    }
    this.#remarks.say('derived-moments', line, items);
    this.#flushUnits(items);
    this.#moments.open(items);
    const placed = placePhases(phases, line, this.#moments, items);
    this.#userspaceNs = placed.userspaceNs;
    this.#end = placed.end;
    for (const { name, ns } of placed.unknown) {
      this.#remarks.say('unknown-phase', line, items, `${name}, ${writeDuration(ns ?? 0)}.`);
    }
    const total = TOTAL.exec(text.slice(chain.length))?.[1];
    const totalNs = total === undefined ? null : spanNs(total);
    if (totalNs !== null && Math.abs(totalNs - placed.endNs) > ROUNDING_NS * (phases.length + 1)) {
      const times = `${writeDuration(placed.endNs)} and ${writeDuration(totalNs)}.`;
      this.#remarks.say('sum-disagrees', line, items, times);
    }
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
