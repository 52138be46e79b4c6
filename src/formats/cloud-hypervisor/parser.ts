/**
 * Reads Cloud Hypervisor logs of every release, line by line: undo the wrapping, find the boot-code message that
 * ends the row, read the prefix before it, put it into its boot. Only boot codes become events, and lines that a mark
 * of the user's matches.
 */
import type { ReadItem } from '../../trace/boot.js';
import { POST_PORT } from '../../trace/debug-ports.js';
import type { CodeEvent } from '../../trace/event.js';
import {
  type LineParser,
  type ReadOptions,
  type SourceLine,
  TIME_FORMATS,
  type TimeFormat,
} from '../reading/format.js';
import { Remarks } from '../reading/remarks.js';
import { SilentStarts } from '../reading/silent-starts.js';
import { BootSplitter, type Placement } from './boot-splitter.js';
import { matchCommonLine } from './common-line.js';
import { findFailure } from './failure.js';
import { compileLogTemplate, type LogTemplate, type TemplateMatch } from './log-template.js';
import {
  BOOT_MESSAGE,
  type CodeMessage,
  findCodeMessage,
  NEEDLES,
  START_MESSAGE,
  startsLikeCodeMessage,
  wordOfCode,
} from './message.js';
import { describeMissingCodes } from './missing-codes.js';
import { MonitorLines } from './monitor-lines.js';
import { findPrefixHead, type Prefix, type PrefixTime, parsePrefix, parseUnknownPrefix } from './prefix.js';
import { describeWrongWord, REMARKS } from './remarks.js';
import { decodeTrailingSeconds, type SecondsForm, type TrailingTime } from './trailing-seconds.js';
import { cutNulHole, stripControlSequences, unwrap } from './wrapping.js';

const MAX_WRAPPED = 4096;
const MAX_WRAPPED_LINE = 1024;
const PART_OF_MESSAGE = /\[Debug I\/O|Debug I\/O port/;
/** Level of the lines that say what went wrong. */
const ERROR_LEVEL = 'ERROR:';
/** What a terminal leaves of a message in the line that it is too long for. */
const BROKEN = /\[Debug I\/O port: [^[]{0,40}$/;

interface BrokenRow {
  readonly row: string;
  readonly writer: string | null;
  readonly line: number;
}

const BARE: Prefix = { start: 0, time: null, vcpu: null };

export class CloudHypervisorParser implements LineParser {
  readonly #template: LogTemplate | null;
  readonly #timeFormat: TimeFormat;
  readonly #head: () => string;
  readonly #remarks: Remarks<keyof typeof REMARKS>;
  readonly #boots = new BootSplitter();
  readonly #starts = new SilentStarts();
  /** Lines of named writers that were read, for those that come twice. */
  readonly #wrapped = new Set<string>();
  readonly #formsSeen = new Set<SecondsForm>();
  /** Null without a mark of the user's. */
  readonly #monitor: MonitorLines | null;
  /** A row of which a terminal put the end into the next line. */
  #broken: BrokenRow | null = null;
  #hasEvents = false;

  constructor({ input, logFormat, timeFormat = TIME_FORMATS[0], head = () => '', marks = [] }: ReadOptions) {
    this.#template = logFormat === undefined ? null : compileLogTemplate(logFormat);
    this.#timeFormat = timeFormat;
    this.#head = head;
    this.#remarks = new Remarks(input, REMARKS);
    this.#monitor = marks.length === 0 ? null : new MonitorLines(marks);
  }

  get wantsNext(): boolean {
    return this.#broken !== null;
  }

  push(line: SourceLine): readonly ReadItem[] {
    const items: ReadItem[] = [];
    if (this.#broken !== null) {
      const rest = this.#join(this.#broken, line.text, items);
      if (rest !== null) return [...items, rest];
    }
    if (this.#monitor !== null && !NEEDLES.some((needle) => line.text.includes(needle))) {
      const { row, writer } = unwrap(stripControlSequences(line.text));
      this.#monitor.hold(writer, row, line.number);
      return items;
    }
    const common = this.#template === null ? matchCommonLine(line) : null;
    const event =
      common === null
        ? this.#pushOther(line, items)
        : this.#placeCode(null, common.prefix, common.message, line.number, items);
    if (event === null) return items;
    // Of a million lines, almost none has more than its event, and a growing array would reserve space for many.
    return items.length === 0 ? [event] : [...items, event];
  }

  end(): readonly ReadItem[] {
    const silent: ReadItem[] = [];
    if (this.#broken !== null) this.#remarks.say('torn-line', this.#broken.line, silent);
    this.#starts.end();
    this.#takeSilent(silent);
    if (this.#monitor !== null) this.#endLines(this.#monitor, silent);
    if (this.#hasEvents) return silent;
    const items = silent.filter(({ kind }) => kind === 'diagnostic');
    this.#remarks.say('no-events', null, items, describeMissingCodes(this.#head()));
    return items;
  }

  /** The event of a line of any shape, around which anything may stand; what else it says goes to `items`. */
  #pushOther({ number, text }: SourceLine, items: ReadItem[]): ReadItem | null {
    const visible = cutNulHole(text);
    if (visible.length < text.length) this.#remarks.say('nul-bytes', number, items);
    const line = stripControlSequences(visible);
    const { row, writer } = unwrap(line);
    const match = this.#matchTemplate(line, row);
    const message = match?.message ?? findCodeMessage(row);
    if (message !== null && writer !== null && this.#isDoubled(writer, row)) return null;
    if (message === null) {
      this.#monitor?.hold(writer, row, number);
      if (row.trimEnd().endsWith(BOOT_MESSAGE)) this.#startBoot(writer, row, items);
      else if (row.trimEnd().endsWith(START_MESSAGE)) this.#startGuest(writer, row);
      else if (!this.#takeFailure(writer, row, number, items))
        this.#explainMissingMessage({ row, writer, line: number }, items);
      return null;
    }
    const prefix = match?.prefix ?? this.#findPrefix(row, message, number, items);
    return prefix === null ? null : this.#placeCode(writer, prefix, message, number, items);
  }

  /** Kata and its containerd both log what a console says: the same words with the same clocks are one line. */
  #isDoubled(writer: string, row: string): boolean {
    if (row.length > MAX_WRAPPED_LINE) return false;
    const key = `${writer} ${row}`;
    if (this.#wrapped.has(key)) return true;
    if (this.#wrapped.size >= MAX_WRAPPED) this.#wrapped.clear();
    this.#wrapped.add(key);
    return false;
  }

  /** The line is written at zero, so its prefix says how long the monitor ran before. */
  #startBoot(writer: string | null, row: string, items: ReadItem[]): void {
    const prefix = parsePrefix(row.slice(0, row.lastIndexOf(BOOT_MESSAGE)));
    if (prefix?.time == null) return;
    this.#boots.endBoots();
    const { boot, vmmStartNs } = this.#boots.place(writer, { prefix: prefix.time, trailingNs: 0 });
    items.push({ kind: 'boot', boot, vmmStartNs });
  }

  /** A process that starts a guest has a boot of its own, though the guest write no code. */
  #startGuest(writer: string | null, row: string): void {
    const head = findPrefixHead(row);
    if (head === null || row.slice(head.messageStart).trimEnd() !== START_MESSAGE) return;
    if (writer !== null && this.#isDoubled(writer, row)) return;
    const time = parsePrefix(row.slice(0, head.messageStart))?.time ?? null;
    if (time !== null && this.#boots.startProcess(writer, time)) this.#starts.begin(writer);
  }

  /** What comes before an event at `place`: its boot, if it is the first of it, and lines of the monitor. */
  #openBoot(writer: string | null, prefix: PrefixTime | null, place: Placement, items: ReadItem[]): void {
    const { boot, isNewBoot, vmmStartNs } = place;
    const lines = this.#monitor?.place(writer, prefix, place);
    if (lines !== undefined) items.push(...lines.earlier);
    if (isNewBoot) items.push({ kind: 'boot', boot, vmmStartNs });
    if (lines !== undefined) items.push(...lines.own);
  }

  #endLines(monitor: MonitorLines, items: ReadItem[]): void {
    const lines = monitor.end(this.#hasEvents ? null : () => this.#boots.addSilent());
    for (const line of lines) items.push(line);
    if (lines.some(({ kind }) => kind === 'event')) this.#hasEvents = true;
    if (monitor.leftOut > 0) this.#remarks.say('before-zero', null, items, `Lines: ${monitor.leftOut}.`);
  }

  #takeSilent(items: ReadItem[]): void {
    for (const _ of this.#starts.take())
      items.push({ kind: 'boot', boot: this.#boots.addSilent(), vmmStartNs: null });
  }

  /** The guest of `writer` is seen; what started before it and is over was not. */
  #show(writer: string | null, items: ReadItem[]): void {
    if (this.#starts.isSettled) return;
    this.#starts.show(writer);
    this.#takeSilent(items);
  }

  /** A start that failed is a boot of its own without events; a crash ends the boot of its writer. */
  #takeFailure(writer: string | null, row: string, line: number, items: ReadItem[]): boolean {
    const head = row.includes(ERROR_LEVEL) ? findPrefixHead(row) : null;
    const stop = head === null ? null : findFailure(row.slice(head.messageStart), line);
    if (head === null || stop === null) return false;
    const prefix = parsePrefix(row.slice(0, head.messageStart))?.time ?? null;
    const isStart = stop.reason === 'start';
    if (isStart) this.#boots.endBoots();
    this.#show(writer, items);
    const place = this.#boots.place(writer, { prefix, trailingNs: isStart ? 0 : null });
    this.#openBoot(writer, prefix, { ...place, vmmStartNs: null }, items);
    if (isStart) this.#boots.endBoots();
    this.#hasEvents = true;
    const timeNs = isStart ? null : place.timeNs;
    items.push({ kind: 'stop', boot: place.boot, stop: { ...stop, timeNs } });
    return true;
  }

  /** The template may itself look like a wrapping: a JSON record, for one. */
  #matchTemplate(line: string, row: string): TemplateMatch | null {
    if (this.#template === null) return null;
    return this.#template(line) ?? (row === line ? null : this.#template(row));
  }

  /** The code of a row that was broken in two; null where the next line is not its end. */
  #join({ row, writer, line }: BrokenRow, next: string, items: ReadItem[]): ReadItem | null {
    this.#broken = null;
    const rest = stripControlSequences(next);
    // A blank at the end of a line is lost where a terminal's text is copied.
    const whole = rest.includes('[Debug ')
      ? undefined
      : [row + rest, `${row} ${rest}`].find((text) => findCodeMessage(text) !== null);
    const message = whole === undefined ? null : findCodeMessage(whole);
    if (whole === undefined || message === null) {
      this.#remarks.say('torn-line', line, items);
      return null;
    }
    const prefix = this.#findPrefix(whole, message, line, items);
    return prefix === null ? null : this.#placeCode(writer, prefix, message, line, items);
  }

  /** A row that holds part of a message, or all of it inside something else. */
  #explainMissingMessage(found: BrokenRow, items: ReadItem[]): void {
    const { row, line } = found;
    if (!PART_OF_MESSAGE.test(row)) return;
    const head = findPrefixHead(row);
    if (head !== null && BROKEN.test(row.trimEnd()) && startsLikeCodeMessage(row, head.messageStart)) {
      this.#broken = { ...found, row: row.trimEnd() };
      return;
    }
    if (head === null || startsLikeCodeMessage(row, head.messageStart)) {
      this.#remarks.say('torn-line', line, items);
    }
  }

  /** The prefix before the message; null when what is there shows that the message is quoted. */
  #findPrefix(row: string, message: CodeMessage, line: number, items: ReadItem[]): Prefix | null {
    if (this.#template !== null) this.#remarks.say('log-format-mismatch', line, items);
    const before = row.slice(0, message.start);
    const prefix = parsePrefix(before);
    if (prefix === null) return this.#findUnknownPrefix(before, line, items);
    if (prefix.start > 0 && findPrefixHead(before.slice(0, prefix.start)) !== null) {
      this.#remarks.say('torn-neighbour', line, items);
    }
    return prefix;
  }

  #findUnknownPrefix(before: string, line: number, items: ReadItem[]): Prefix | null {
    // A whole prefix further left has a message of its own, which this one is a part of.
    if (findPrefixHead(before) !== null) return null;
    const prefix = before.trim() === '' ? BARE : parseUnknownPrefix(before);
    if (prefix === null) this.#remarks.say('quoted-code', line, items);
    else this.#remarks.say('no-prefix-time', line, items);
    return prefix;
  }

  #placeCode(
    writer: string | null,
    prefix: Prefix,
    message: CodeMessage,
    line: number,
    items: ReadItem[],
  ): ReadItem | null {
    const { seconds, code } = message;
    const trailing = seconds === null ? null : decodeTrailingSeconds(seconds, this.#timeFormat);
    if (trailing === null && (seconds !== null || prefix.time === null)) {
      this.#remarks.say(seconds === null ? 'no-time' : 'time-out-of-range', line, items);
      return null;
    }
    this.#noteMessage(message, trailing, line, items);
    this.#show(writer, items);
    const place = this.#boots.place(writer, { prefix: prefix.time, trailingNs: trailing?.ns ?? null });
    this.#openBoot(writer, prefix.time, place, items);
    // aarch64 guests write to a debug register of their serial port, which replaces the same port.
    const event: CodeEvent = {
      kind: 'code',
      timeNs: place.timeNs,
      line,
      vcpu: prefix.vcpu,
      code,
      port: POST_PORT,
    };
    this.#hasEvents = true;
    return { kind: 'event', boot: place.boot, event };
  }

  #noteMessage(message: CodeMessage, trailing: TrailingTime | null, line: number, items: ReadItem[]): void {
    if (message.word !== wordOfCode(message.code))
      this.#remarks.say('word-disagrees', line, items, describeWrongWord(message));
    if (message.form === 'A1') this.#remarks.say('aarch64-codes', line, items);
    if (trailing === null) {
      this.#remarks.say('no-trailing-time', line, items);
      return;
    }
    this.#formsSeen.add(trailing.form);
    if (trailing.form === 'total-micros') this.#remarks.say('misprinted-seconds', line, items);
    if (this.#formsSeen.has('total-micros') && this.#formsSeen.has('decimal')) {
      this.#remarks.say('mixed-time-forms', line, items);
    }
  }
}
