/**
 * `systemctl show`: the manager's `*TimestampMonotonic`, which are systemd-analyze's phases to the microsecond (man
 * org.freedesktop.systemd1), and those of units beside their `Id`. Firmware and loader count backwards from the start of the kernel.
 */
import type { ReadItem } from '../trace/boot.js';
import type { Nanoseconds } from '../trace/event.js';
import type { LineParser, ReadOptions, SourceLine, TraceFormat } from './reading/format.js';
import { NamedMoments } from './reading/named-moments.js';
import { Remarks } from './reading/remarks.js';
import { MAX_UNITS, UnitTimes } from './reading/unit-times.js';
import { unwrapped } from './reading/unwrapped.js';
import { type Phase, placePhases } from './systemd/phases.js';

const PROPERTY = /^\s{0,16}(\w{1,64})TimestampMonotonic=(\d{1,16})\s*$/;
const ID = /^\s{0,16}Id=(\S{1,256})\s*$/;
const SIGN =
  /^[ \t]{0,16}(?:Firmware|Loader|Userspace|Finish|ActiveEnter|InactiveExit)TimestampMonotonic=\d/m;
/** Whose ends are phases; what else the manager stamps are moments of its own work. */
const MANAGER = ['Firmware', 'Loader', 'Kernel', 'InitRD', 'Userspace', 'Finish'] as const;
const MOMENT = /^(?:InitRD)?(?:Security|Generators|UnitsLoad)(?:Start|Finish)$/;

const REMARKS = {
  'impossible-times': {
    severity: 'warning',
    message: 'Times of the manager that contradict each other were left out:',
  },
  'unit-limit': {
    severity: 'warning',
    message: `Units beyond ${MAX_UNITS} of a boot were left out:`,
  },
  'no-events': {
    severity: 'warning',
    message:
      'No time of the manager or of a unit was found. systemctl show prints times as *TimestampMonotonic.',
  },
} as const;

export const systemctlShow: TraceFormat = unwrapped(
  {
    id: 'systemctl-show',
    title: 'systemctl show, its monotonic timestamps',
    needles: ['Monoton', 'Id='],
    sniff: (head) => (SIGN.test(head) ? 'yes' : 'no'),
    createParser: (options) => new SystemctlShowParser(options),
  },
  (line) => PROPERTY.test(line) || ID.test(line),
);

class SystemctlShowParser implements LineParser {
  readonly #remarks: Remarks<keyof typeof REMARKS>;
  readonly #moments = new NamedMoments('systemd', 'guest-monotonic');
  readonly #units = new UnitTimes();
  /** What the manager stamped, in nanoseconds, by the name without its end. */
  #manager = new Map<string, Nanoseconds>();
  #line = 1;
  #unit: Unit = NO_UNIT;

  constructor({ input }: ReadOptions) {
    this.#remarks = new Remarks(input, REMARKS);
  }

  push({ number, text }: SourceLine): readonly ReadItem[] {
    const items: ReadItem[] = [];
    const row = text.slice(0, 512);
    const id = ID.exec(row)?.[1];
    if (id !== undefined) this.#startUnit({ name: id });
    const [, name = '', us = ''] = PROPERTY.exec(row) ?? [];
    const timeNs = Number(us) * 1000;
    if (name === '' || timeNs === 0 || !Number.isSafeInteger(timeNs)) return items;
    if (name === 'InactiveExit' || name === 'ActiveEnter') this.#stampUnit(name, timeNs);
    else if (isOf(MANAGER, name) || MOMENT.test(name)) this.#stampManager(name, timeNs, number, items);
    return items;
  }

  end(): readonly ReadItem[] {
    const items: ReadItem[] = [];
    this.#startUnit({});
    this.#endBoot(items);
    if (this.#units.leftOut > 0) this.#remarks.say('unit-limit', null, items, `${this.#units.leftOut}.`);
    if (this.#moments.latest === null) this.#remarks.say('no-events', null, items);
    return items;
  }

  /** A property that comes again is another manager's. */
  #stampManager(name: string, timeNs: Nanoseconds, line: number, items: ReadItem[]): void {
    if (this.#manager.has(name)) this.#endBoot(items);
    this.#manager.set(name, timeNs);
    this.#line = line;
  }

  /** `Id` may stand before its times or behind them. */
  #stampUnit(name: 'InactiveExit' | 'ActiveEnter', timeNs: Nanoseconds): void {
    if (this.#unit[name] !== undefined) this.#startUnit({});
    this.#unit = { ...this.#unit, [name]: timeNs };
  }

  #startUnit(next: Unit): void {
    const { name, InactiveExit, ActiveEnter } = this.#unit;
    const joined = name === undefined && next.name !== undefined ? { ...this.#unit, ...next } : null;
    if (joined !== null) {
      this.#unit = joined;
      return;
    }
    if (name !== undefined && InactiveExit !== undefined && ActiveEnter !== undefined) {
      const durationNs = ActiveEnter - InactiveExit;
      if (durationNs >= 0) this.#units.add({ name, afterNs: InactiveExit, durationNs });
    }
    this.#unit = next;
  }

  #endBoot(items: ReadItem[]): void {
    const stamps = this.#manager;
    this.#manager = new Map();
    if (stamps.size === 0 && this.#units.isEmpty) return;
    const phases = phasesOf(stamps);
    if (phases === null)
      this.#remarks.say('impossible-times', this.#line, items, [...stamps.keys()].join(', '));
    this.#moments.open(items);
    const kernelNs = phases === null ? 0 : Math.max(stamps.get('Firmware') ?? 0, stamps.get('Loader') ?? 0);
    const placed = placePhases(phases ?? [], this.#line, this.#moments, items);
    for (const [name, timeNs] of stamps) {
      if (!MOMENT.test(name) || phases === null) continue;
      const moment = { timeNs: kernelNs + timeNs, line: this.#line, name, meaning: 'userspace' } as const;
      this.#moments.add(moment, items);
    }
    if (placed.end !== null) this.#moments.add(placed.end, items);
    this.#units.flush(this.#moments.latest!, kernelNs, items);
  }
}

interface Unit {
  readonly name?: string;
  readonly InactiveExit?: Nanoseconds;
  readonly ActiveEnter?: Nanoseconds;
}

const NO_UNIT: Unit = {};

/** Null where they contradict each other. A time that is 0 is not known. */
function phasesOf(stamps: ReadonlyMap<string, Nanoseconds>): readonly Phase[] | null {
  const at = (name: (typeof MANAGER)[number]): Nanoseconds => stamps.get(name) ?? 0;
  const [firmware, loader, userspace, finish] = [at('Firmware'), at('Loader'), at('Userspace'), at('Finish')];
  const initrd = at('InitRD');
  const phases: Phase[] = [
    ...(firmware > 0 ? [{ name: 'firmware', ns: firmware - loader }] : []),
    ...(loader > 0 ? [{ name: 'loader', ns: loader }] : []),
    ...(initrd > 0 || userspace > 0 ? [{ name: 'kernel', ns: initrd > 0 ? initrd : userspace }] : []),
    ...(initrd > 0 && userspace > 0 ? [{ name: 'initrd', ns: userspace - initrd }] : []),
    ...(userspace > 0 ? [{ name: 'userspace', ns: finish > 0 ? finish - userspace : null }] : []),
  ];
  return phases.some(({ ns }) => ns !== null && ns < 0) ? null : phases;
}

function isOf<T extends string>(words: readonly T[], word: string): word is T {
  return (words as readonly string[]).includes(word);
}
