/**
 * `cloud-init analyze`: `show` lists events with `@` their begin since the first of the record and `+` how long they took, `blame` the
 * same by time, `boot` when kernel and cloud-init began (cloudinit/analyze/show.py).
 */
import type { ReadItem } from '../trace/boot.js';
import type { Nanoseconds } from '../trace/event.js';
import { decimalToNs } from './reading/decimal-time.js';
import type { LineParser, ReadOptions, SourceLine, TraceFormat } from './reading/format.js';
import type { Meaning } from './reading/moments.js';
import { NamedMoments } from './reading/named-moments.js';
import { Remarks } from './reading/remarks.js';
import { MAX_UNITS, UnitTimes } from './reading/unit-times.js';
import { unwrapped } from './reading/unwrapped.js';

const SECONDS = '(\\d{1,9})\\.(\\d{1,9})';
const RECORD = /^[ \t]{0,16}-- (?:Boot Record \d{1,6}|Most Recent (?:Container )?Boot Record) --/;
const SIGN = /^[ \t]{0,16}-- (?:Boot Record \d{1,6}|Most Recent (?:Container )?Boot Record) --/m;
const STAGE = /^\s{0,16}Starting stage: (\S{1,128})/;
const EVENT = new RegExp(`^[\\s|]{0,40}\`->(.{1,300}?) @${SECONDS}s \\+${SECONDS}s\\s*$`);
const BLAME = new RegExp(`^\\s{0,40}${SECONDS}s \\(([^()]{1,256})\\)\\s*$`);
const WALL = /^\s{0,16}([A-Z][A-Za-z -]{2,60}?)(?: at)?: (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?/;
/** What it says of a module that it ran is no part of the module's name. */
const VERDICT = / (?:ran successfully|previously ran|failed)\b.*$/;

/** What lines of `boot` are to the stages. */
const WALL_MEANINGS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['Kernel Started', 'kernelBegins'],
  ['Kernel ended boot', 'kernelEnds'],
]);

const REMARKS = {
  'other-zero': {
    severity: 'note',
    message:
      'Times of cloud-init count from the first event of each record. Times of its boot record count from the start of the kernel.',
    once: true,
  },
  'before-zero': { severity: 'warning', message: 'A time before the first time of its record was left out.' },
  'unit-limit': {
    severity: 'warning',
    message: `Modules beyond ${MAX_UNITS} of a boot were left out:`,
  },
  'no-events': {
    severity: 'warning',
    message: 'No event of cloud-init was found. cloud-init analyze show prints events.',
  },
} as const;

export const cloudInitAnalyze: TraceFormat = unwrapped(
  {
    id: 'cloud-init-analyze',
    title: 'cloud-init analyze show, blame, boot',
    needles: [],
    sniff: (head) => (RECORD.test(head.trimStart()) ? 'yes' : SIGN.test(head) ? 'maybe' : 'no'),
    createParser: (options) => new CloudInitParser(options),
  },
  (line) => [RECORD, STAGE, EVENT, BLAME, WALL].some((row) => row.test(line.slice(0, 1024))),
);

class CloudInitParser implements LineParser {
  readonly #remarks: Remarks<keyof typeof REMARKS>;
  readonly #moments = new NamedMoments('cloud-init', 'guest-monotonic');
  readonly #units = new UnitTimes();
  #stage = '';
  /** Time of day of the record's first line with one, in nanoseconds since midnight of its day. */
  #zero: { readonly ms: number; readonly ns: Nanoseconds } | null = null;

  constructor({ input }: ReadOptions) {
    this.#remarks = new Remarks(input, REMARKS);
  }

  push({ number, text }: SourceLine): readonly ReadItem[] {
    const items: ReadItem[] = [];
    const row = text.slice(0, 1024);
    if (RECORD.test(row)) this.#startRecord(number, items);
    else if (this.#moments.latest !== null) this.#take(row, number, items);
    return items;
  }

  end(): readonly ReadItem[] {
    const items: ReadItem[] = [];
    this.#endRecord(items);
    const { count, leftOut } = this.#units;
    if (leftOut > 0) this.#remarks.say('unit-limit', null, items, `${leftOut}.`);
    if (this.#moments.count === 0 && count === 0) this.#remarks.say('no-events', null, items);
    return items;
  }

  #startRecord(line: number, items: ReadItem[]): void {
    this.#endRecord(items);
    this.#remarks.say('other-zero', line, items);
    this.#moments.open(items);
    this.#stage = '';
    this.#zero = null;
  }

  #endRecord(items: ReadItem[]): void {
    if (this.#moments.latest !== null) this.#units.flush(this.#moments.latest, 0, items);
  }

  #take(row: string, line: number, items: ReadItem[]): void {
    const stage = STAGE.exec(row)?.[1];
    if (stage !== undefined) this.#stage = stage;
    const event = EVENT.exec(row);
    if (event !== null) this.#event(event, line, items);
    const blame = BLAME.exec(row);
    if (blame !== null) {
      const [, whole = '', fraction = '', name = ''] = blame;
      this.#units.add({ name, afterNs: null, durationNs: decimalToNs(whole, fraction, 9) });
    }
    const wall = WALL.exec(row);
    if (wall !== null) this.#wall(wall, line, items);
  }

  #event(
    [, name = '', at = '', atFraction = '', took = '', tookFraction = '']: RegExpExecArray,
    line: number,
    items: ReadItem[],
  ): void {
    const timeNs = decimalToNs(at, atFraction, 9);
    const id = `${this.#stage}/${name.replace(VERDICT, '')}`;
    this.#moments.add({ timeNs, line, name, meaning: 'userspace', id }, items);
    this.#units.add({ name: id, afterNs: timeNs, durationNs: decimalToNs(took, tookFraction, 9) });
  }

  #wall(
    [, name = '', day = '', time = '', fraction = '']: RegExpExecArray,
    line: number,
    items: ReadItem[],
  ): void {
    const ms = Date.parse(`${day}T${time}Z`);
    if (Number.isNaN(ms)) return;
    const ns = decimalToNs('0', fraction, 9);
    this.#zero ??= { ms, ns };
    const timeNs = (ms - this.#zero.ms) * 1e6 + (ns - this.#zero.ns);
    if (timeNs < 0 || !Number.isSafeInteger(timeNs)) {
      this.#remarks.say('before-zero', line, items);
      return;
    }
    this.#moments.add({ timeNs, line, name, meaning: WALL_MEANINGS.get(name) ?? 'userspace' }, items);
  }
}
