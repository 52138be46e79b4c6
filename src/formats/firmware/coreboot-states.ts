/**
 * How long the boot states of coreboot's ramstage took, as its console prints it (src/lib/hardwaremain.c): `entry`, `run` and `exit` of
 * each state in whole milliseconds, or in microseconds before 4.12. They are put one after another. bootblock and romstage print only
 * how long their console took (src/console/printk.c), which is no duration of theirs.
 */
import type { ReadItem } from '../../trace/boot.js';
import { writeDuration } from '../../trace/duration.js';
import type { Nanoseconds } from '../../trace/event.js';
import type { LineParser, ReadOptions, SourceLine, TraceFormat } from '../reading/format.js';
import { NamedMoments } from '../reading/named-moments.js';
import { Remarks } from '../reading/remarks.js';
import { unwrapped } from '../reading/unwrapped.js';

/** `[DEBUG]  ` stands in front from 4.17 on. */
const LEVEL = '\\s{0,16}(?:\\[[A-Z]{1,8} *\\] {1,8})?';
const STATE = new RegExp(
  `^${LEVEL}BS: (BS_[A-Z_]{2,32}) (entry|run|exit) times \\(exec / console\\): (-?\\d{1,12}) / (\\d{1,12}) ms\\s*$`,
);
const OLD_STATE = new RegExp(
  `^${LEVEL}BS: (BS_[A-Z_]{2,32}) times \\(us\\): entry (\\d{1,12}) run (\\d{1,12}) exit (\\d{1,12})\\s*$`,
);
const PARTS = ['entry', 'run', 'exit'] as const;
const NS_PER_US = 1000;
const NS_PER_MS = 1_000_000;
const MAX_ROW = 256;
/** After these coreboot hands over. */
const LAST_STATES: ReadonlySet<string> = new Set(['BS_PAYLOAD_LOAD', 'BS_PAYLOAD_BOOT', 'BS_OS_RESUME']);

const REMARKS = {
  'derived-moments': {
    severity: 'note',
    message:
      "coreboot's console prints how long each boot state of ramstage took, and no clock. boottrace put them one after another, with the time that the console took; states under half a millisecond, bootblock and romstage are not in it. cbmem -t prints all of it.",
    once: true,
  },
  'console-time': { severity: 'note', message: 'Of these times, coreboot wrote to its console for' },
  'time-out-of-range': {
    severity: 'warning',
    message: 'A time beyond 104 days cannot be right and was left out.',
  },
  'no-events': { severity: 'warning', message: 'No boot state of coreboot with its times was found.' },
} as const;

export const corebootStates: TraceFormat = unwrapped(
  {
    id: 'coreboot-states',
    title: "boot states on coreboot's console",
    needles: [],
    sniff: (head) => (head.split('\n').some(isBootState) ? 'yes' : 'no'),
    createParser: (options) => new StateParser(options),
  },
  isBootState,
  /BS: BS_/,
);

/** True of a line that says how long a boot state took. */
function isBootState(line: string): boolean {
  const row = line.slice(0, MAX_ROW);
  return STATE.test(row) || OLD_STATE.test(row);
}

/** A part of a boot state. */
interface Part {
  readonly state: string;
  readonly part: (typeof PARTS)[number];
  readonly ns: Nanoseconds;
  readonly consoleNs: Nanoseconds;
}

class StateParser implements LineParser {
  readonly #remarks: Remarks<keyof typeof REMARKS>;
  readonly #moments = new NamedMoments('coreboot', 'guest-monotonic');
  readonly #seen = new Set<string>();
  #endNs = 0;
  #consoleNs = 0;
  #latest: { readonly state: string; readonly line: number } | null = null;

  constructor({ input }: ReadOptions) {
    this.#remarks = new Remarks(input, REMARKS);
  }

  push({ number, text }: SourceLine): readonly ReadItem[] {
    const items: ReadItem[] = [];
    for (const part of partsOf(text.slice(0, MAX_ROW))) this.#add(part, number, items);
    return items;
  }

  end(): readonly ReadItem[] {
    const items: ReadItem[] = [];
    this.#close(items);
    if (this.#moments.count === 0) this.#remarks.say('no-events', null, items);
    else if (this.#consoleNs > 0)
      this.#remarks.say('console-time', null, items, `${writeDuration(this.#consoleNs)}.`);
    return items;
  }

  #add({ state, part, ns, consoleNs }: Part, line: number, items: ReadItem[]): void {
    const id = `${state}:${part}`;
    if (!Number.isSafeInteger(this.#endNs + ns)) {
      this.#remarks.say('time-out-of-range', line, items);
      return;
    }
    // A state is entered once in a boot.
    if (this.#seen.has(id)) this.#close(items);
    this.#remarks.say('derived-moments', line, items);
    if (this.#latest === null) {
      this.#moments.open(items);
      const begin = {
        timeNs: 0,
        line,
        name: 'first boot state',
        meaning: 'firmware',
        id: 'ramstage',
      } as const;
      this.#moments.add(begin, items);
    }
    this.#seen.add(id);
    this.#endNs += ns;
    // A duration stands where it ends.
    const moment = { timeNs: this.#endNs, line, name: `${state} ${part}`, meaning: 'firmware', id } as const;
    if (ns > 0) this.#moments.add(moment, items);
    this.#consoleNs += consoleNs;
    this.#latest = { state, line };
  }

  /** Ends the boot, and the firmware where it got to its payload. */
  #close(items: ReadItem[]): void {
    if (this.#latest === null) return;
    const { state, line } = this.#latest;
    const name = `end of ${state}`;
    if (LAST_STATES.has(state))
      this.#moments.add({ timeNs: this.#endNs, line, name, meaning: 'firmwareEnds' }, items);
    this.#seen.clear();
    this.#endNs = 0;
    this.#latest = null;
  }
}

/** The parts of a state that a line gives times of; none for any other line. */
function partsOf(row: string): readonly Part[] {
  const [, name, word, exec = '', onConsole = ''] = STATE.exec(row) ?? [];
  if (name !== undefined) {
    const consoleNs = Number(onConsole) * NS_PER_MS;
    // Both are rounded, so that the first may come out one below zero.
    const ns = Math.max(0, Number(exec) * NS_PER_MS + consoleNs);
    const part = PARTS.find((known) => known === word) ?? 'run';
    return [{ state: name, part, ns, consoleNs }];
  }
  const [, state, ...times] = OLD_STATE.exec(row) ?? [];
  if (state === undefined) return [];
  return PARTS.map((part, at) => ({ state, part, ns: Number(times[at]) * NS_PER_US, consoleNs: 0 }));
}
