/** The parser of logs that are lines of text with a time in front: what differs between them is how a time is written. */
import type { Clock, ReadItem } from '../../trace/boot.js';
import type { TextChannel } from '../../trace/event.js';
import type { ClockReading } from './decimal-time.js';
import type { LineParser, ReadOptions, SourceLine } from './format.js';
import { type Remark, Remarks } from './remarks.js';
import { MAX_LINE_TEXT, TextBoots } from './text-boots.js';

export interface TimedLine<Code extends string> {
  readonly clock: Clock;
  readonly time: ClockReading;
  /** What follows the time. */
  readonly text: string;
  /** What has to be said about such a line. */
  readonly remark: Code | null;
  readonly writer?: string | null;
  /** True of a line that may belong to a boot and begins none: it counts where a boot with its clock is open. */
  readonly isFollower?: boolean;
  /** The same line on another clock, for a boot that has that one. */
  readonly otherwise?: TimedLine<Code>;
  /** True of the first line on another zero of the same clock: it begins a boot. */
  readonly startsAnew?: boolean;
}

export interface TimedLineFormat<Code extends string> {
  readonly channel: TextChannel;
  /** Null for a line without a time. */
  readonly parseLine: (row: string) => TimedLine<Code> | null;
  /** The words of each remark; each is given once. */
  readonly remarks: Readonly<Record<Code, Remark>>;
  /** Whose times are missing where nothing is found. */
  readonly expected: string;
}

/** Xen's own lines, before and between those of its first guest: `(XEN) [    3.438566] text`. */
const XEN_LINE = /^\(XEN\) \[ *\d{1,9}\.\d{6}\]/;

type CommonRemark = 'untimed-lines' | 'hypervisor-lines' | 'cut-text' | 'no-events';

/** How many of the lines that are not empty have a time, and whether the first one has. */
export function countTimedLines(
  head: string,
  parseLine: (row: string) => object | null,
): { readonly count: number; readonly isFirst: boolean } {
  const lines = head.split('\n').filter((line) => line.trim() !== '');
  const timed = lines.map((line) => parseLine(line) !== null);
  return { count: timed.filter(Boolean).length, isFirst: timed[0] ?? false };
}

export class TimedLineParser<Code extends string> implements LineParser {
  readonly #format: TimedLineFormat<Code>;
  readonly #remarks: Remarks<Code | CommonRemark>;
  readonly #boots: TextBoots;
  #untimed = 0;
  #ofXen = 0;
  #firstUntimed: number | null = null;

  constructor({ input }: ReadOptions, format: TimedLineFormat<Code>) {
    this.#format = format;
    this.#boots = new TextBoots(format.channel);
    const common: Readonly<Record<CommonRemark, Remark>> = {
      'untimed-lines': { severity: 'note', message: 'Lines without a time were left out:' },
      'hypervisor-lines': {
        severity: 'note',
        message: 'Lines of Xen were left out, because they have a different clock:',
      },
      'cut-text': {
        severity: 'note',
        message: `Long lines were cut to ${MAX_LINE_TEXT} characters:`,
      },
      'no-events': { severity: 'warning', message: `No line was found that begins with ${format.expected}.` },
    };
    this.#remarks = new Remarks<Code | CommonRemark>(input, { ...format.remarks, ...common });
  }

  push({ number, text: row }: SourceLine): readonly ReadItem[] {
    const items: ReadItem[] = [];
    const read = this.#format.parseLine(row);
    const found = read !== null && this.#isOfNoBoot(read) ? (read.otherwise ?? read) : read;
    if (found === null || this.#isOfNoBoot(found)) {
      if (row.trim() === '') return items;
      if (XEN_LINE.test(row)) this.#ofXen += 1;
      else {
        this.#untimed += 1;
        this.#firstUntimed ??= number;
      }
      return items;
    }
    const { clock, time, text, remark, writer = null, startsAnew } = found;
    if (remark !== null) this.#remarks.say(remark, number, items);
    if (startsAnew === true) this.#boots.leave(writer);
    this.#boots.push({ clock, time, line: number, text, writer }, items);
    return items;
  }

  #isOfNoBoot({ isFollower = false, clock, writer = null }: TimedLine<Code>): boolean {
    return isFollower && this.#boots.clockOf(writer) !== clock;
  }

  end(): readonly ReadItem[] {
    const items: ReadItem[] = [];
    const { boots, cutLines } = this.#boots;
    if (this.#untimed > 0) this.#remarks.say('untimed-lines', this.#firstUntimed, items, `${this.#untimed}.`);
    if (this.#ofXen > 0) this.#remarks.say('hypervisor-lines', null, items, `${this.#ofXen}.`);
    if (cutLines > 0) this.#remarks.say('cut-text', null, items, `${cutLines}.`);
    if (boots === 0) this.#remarks.say('no-events', null, items);
    return items;
  }
}
