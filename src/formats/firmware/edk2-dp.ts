/**
 * What the UEFI shell's `dp` prints of EDK2 (ShellPkg/DynamicCommand/DpDynamicCommand/Dp.uni): how long the phases took, which boottrace
 * puts one after another, and how long drivers and PEI modules took. SEC is in microseconds, the others in whole milliseconds.
 */
import type { ReadItem } from '../../trace/boot.js';
import { writeDuration } from '../../trace/duration.js';
import type { Nanoseconds } from '../../trace/event.js';
import type { LineParser, ReadOptions, SourceLine, TraceFormat } from '../reading/format.js';
import { NamedMoments } from '../reading/named-moments.js';
import { Remarks } from '../reading/remarks.js';
import { MAX_UNITS, UnitTimes } from '../reading/unit-times.js';
import { unwrapped } from '../reading/unwrapped.js';

const HEADER = /^\s{0,16}==\[ Major Phases \]=/;
const PHASE =
  /^\s{0,16}(Reset End|(SEC|PEI|DXE|BDS) Phase Duration) {0,8}: {1,24}(\d{1,12}) {0,4}\((us|ms)\)\s*$/;
const TOTAL = /^\s{0,16}Total {1,12}Duration {0,8}: {1,24}(\d{1,12}) {0,4}\((us|ms)\)\s*$/;
/** A row of "Drivers by Handle", with the identifier of `dp -i` or without. */
const DRIVER =
  /^ {0,5}\d{1,6}: {1,4}\[ {0,3}[0-9A-Fa-f]{1,4}\] {1,40}(\S.{0,60}?) {1,40}([\w:]{2,32}:) {1,20}(\d{1,12})(?: {1,8}\d{1,6})?\s*$/;
const PEIM =
  /^ {0,5}\d{1,6}: {1,8}([0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}) {1,8}PEIM {1,20}(\d{1,12})(?: {1,8}\d{1,6})?\s*$/;
const NS_PER_UNIT: Readonly<Record<string, number>> = { us: 1000, ms: 1_000_000 };
/** Each printed time is cut to a millisecond. */
const ROUNDING_NS = 1_000_000;
/** `Reset End` is what passed before SEC's first instruction that is timed. */
const RESET = 'Reset End';
const ORDER = [RESET, 'SEC', 'PEI', 'DXE', 'BDS'];
const MAX_ROW = 256;

const REMARKS = {
  'derived-moments': {
    severity: 'note',
    message:
      'dp prints how long each phase took, and no clock. boottrace put the phases one after another; PEI, DXE and BDS are whole milliseconds.',
    once: true,
  },
  'sum-disagrees': { severity: 'warning', message: 'The phases do not add up to the total that is printed:' },
  'time-out-of-range': {
    severity: 'warning',
    message: 'A time beyond 104 days cannot be right and was left out.',
  },
  'unit-limit': { severity: 'warning', message: `Drivers beyond ${MAX_UNITS} of a boot were left out:` },
  'no-events': {
    severity: 'warning',
    message: 'No phase of EDK2 was found: dp -s in its shell prints them.',
  },
} as const;

export const edk2Dp: TraceFormat = unwrapped(
  {
    id: 'edk2-dp',
    title: "EDK2's dp, in the UEFI shell",
    needles: [],
    sniff: (head) => (head.split('\n').some(isOfDp) ? 'yes' : 'no'),
    createParser: (options) => new DpParser(options),
  },
  (line) => isOfDp(line) || [TOTAL, DRIVER, PEIM].some((row) => row.test(line.slice(0, MAX_ROW))),
  / Phase Duration|\[ Major Phases \]/,
);

/** True of a line with which a report of dp begins, and of a phase. */
function isOfDp(line: string): boolean {
  const row = line.slice(0, MAX_ROW);
  return HEADER.test(row) || PHASE.test(row);
}

class DpParser implements LineParser {
  readonly #remarks: Remarks<keyof typeof REMARKS>;
  readonly #moments = new NamedMoments('edk2', 'guest-monotonic');
  readonly #drivers = new UnitTimes();
  /** Of the report that is read: its latest phase, and how many it has; null between reports. */
  #report: { latest: number; phases: number; endNs: Nanoseconds; line: number } | null = null;

  constructor({ input }: ReadOptions) {
    this.#remarks = new Remarks(input, REMARKS);
  }

  push({ number, text }: SourceLine): readonly ReadItem[] {
    const items: ReadItem[] = [];
    const row = text.slice(0, MAX_ROW);
    if (HEADER.test(row)) this.#close(items);
    const [, reset = '', phase = reset, digits = '', unit = ''] = PHASE.exec(row) ?? [];
    const total = TOTAL.exec(row);
    if (digits !== '') this.#phase(phase, this.#nsOf(digits, unit, number, items), number, items);
    else if (total !== null) this.#total(total, number, items);
    else this.#driver(row, number, items);
    return items;
  }

  end(): readonly ReadItem[] {
    const items: ReadItem[] = [];
    this.#close(items);
    this.#flushDrivers(items);
    const { count, leftOut } = this.#drivers;
    if (leftOut > 0) this.#remarks.say('unit-limit', null, items, `${leftOut}.`);
    if (this.#moments.count === 0 && count === 0) this.#remarks.say('no-events', null, items);
    return items;
  }

  #nsOf(digits: string, unit: string, line: number, items: ReadItem[]): Nanoseconds | null {
    const ns = Number(digits) * NS_PER_UNIT[unit]!;
    if (Number.isSafeInteger(ns)) return ns;
    this.#remarks.say('time-out-of-range', line, items);
    return null;
  }

  #phase(name: string, ns: Nanoseconds | null, line: number, items: ReadItem[]): void {
    if (ns === null) return;
    const place = ORDER.indexOf(name);
    if (this.#report !== null && place <= this.#report.latest) this.#close(items);
    if (this.#report === null) this.#flushDrivers(items);
    this.#remarks.say('derived-moments', line, items);
    if (this.#report === null) this.#moments.open(items);
    const report = this.#report ?? { latest: -1, phases: 0, endNs: 0, line };
    this.#report = report;
    if (name !== RESET) {
      const isFirst = report.phases === 0;
      const meaning = isFirst ? 'firmwareBegins' : 'firmware';
      const id = name.toLowerCase();
      this.#moments.add({ timeNs: report.endNs, line, name: `EDK2 ${name}`, meaning, id }, items);
      report.phases += 1;
    }
    Object.assign(report, { latest: place, endNs: report.endNs + ns, line });
  }

  #total([, digits = '', unit = '']: RegExpExecArray, line: number, items: ReadItem[]): void {
    const report = this.#report;
    const totalNs = this.#nsOf(digits, unit, line, items);
    this.#close(items);
    if (report === null || totalNs === null) return;
    if (Math.abs(totalNs - report.endNs) <= ROUNDING_NS * (report.phases + 2)) return;
    const times = `${writeDuration(report.endNs)} and ${writeDuration(totalNs)}.`;
    this.#remarks.say('sum-disagrees', line, items, times);
  }

  #driver(row: string, line: number, items: ReadItem[]): void {
    const [, driver, task, time] = DRIVER.exec(row) ?? [];
    const [, guid, peimTime] = PEIM.exec(row) ?? [];
    const name = driver === undefined ? guid : `${driver} ${task!.replace(/:$/, '')}`;
    if (name === undefined) return;
    const durationNs = this.#nsOf(time ?? peimTime ?? '0', 'us', line, items);
    if (durationNs !== null) this.#drivers.add({ name, afterNs: null, durationNs });
  }

  #close(items: ReadItem[]): void {
    const report = this.#report;
    this.#report = null;
    if (report === null || report.phases === 0) return;
    const { endNs: timeNs, line } = report;
    this.#moments.add({ timeNs, line, name: 'end of the phases', meaning: 'firmwareEnds', id: 'end' }, items);
  }

  /** Drivers stand behind the phases of their boot. */
  #flushDrivers(items: ReadItem[]): void {
    if (this.#drivers.isEmpty) return;
    this.#moments.openFirst(items);
    this.#drivers.flush(this.#moments.latest!, 0, items);
  }
}
