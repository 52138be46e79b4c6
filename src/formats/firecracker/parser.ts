/**
 * Reads Firecracker's log. A boot is known by the boot timer's line; the other lines of its process have their times from it. What
 * Firecracker says of a start that failed is read too, and where one process logged a boot time, one that started a guest and logged none
 * is a boot as well.
 */
import type { ReadItem, Stop } from '../../trace/boot.js';
import { printable } from '../../trace/printable.js';
import { unwrap } from '../cloud-hypervisor/wrapping.js';
import { type ClockReading, elapsedNs } from '../reading/decimal-time.js';
import type { LineParser, ReadOptions, SourceLine } from '../reading/format.js';
import { momentEvent } from '../reading/moments.js';
import { Remarks } from '../reading/remarks.js';
import { SilentStarts } from '../reading/silent-starts.js';
import { type BootTime, type LogLine, parseBootTime, parseLogLine } from './log-line.js';
import { FirecrackerProcess } from './process.js';

const REMARKS = {
  'torn-line': { severity: 'warning', message: 'An incomplete boot-timer line was left out.' },
  'time-out-of-range': {
    severity: 'warning',
    message: 'A boot time beyond 104 days was left out, because it cannot be right.',
  },
  'quoted-time': {
    severity: 'note',
    message: 'A "Guest-boot-time" inside another message is not a time of a guest and was left out.',
  },
  'time-falls': {
    severity: 'warning',
    message:
      'The time of day goes back here. Firecracker overwrites its log from the start and keeps the rest, so the following lines belong to an older process.',
    once: true,
  },
  'before-zero': {
    severity: 'note',
    message: 'Lines from before the creation of the machine were left out:',
  },
  'no-events': {
    severity: 'warning',
    message:
      'No "Guest-boot-time" line was found. Start Firecracker with --boot-timer, log at level Info, and let the guest write 123 to the boot timer.',
  },
} as const;

/** Firecracker's own messages about its progress (src/firecracker/src/main.rs, `main_exec`). */
const STARTS = /^Running Firecracker v\d/;
const FAILS = /^(RunWithoutApiError error: .*|RunWithApi error: .*)/;
const EXITS = /^(Firecracker exiting with error\. exit_code=\d+)/;
const ENDS = /^Firecracker exiting successfully\./;
/** A process with an API socket waits; its guest starts by a request (`{"action_type": "InstanceStart"}`). */
const WAITS = /^Listening on API socket/;
const STARTS_GUEST = /^.{0,200}InstanceStart/;
const WITHOUT_TIME = 'Firecracker ended before its guest wrote the boot timer';
/** Lines of two threads are written out of order by less. */
const MAX_FALL_NS = 1_000_000_000;
const MAX_WORDS = 1000;
/** Machines beyond this many are taken for one. */
const MAX_INSTANCES = 1024;
/** Processes without a boot time that are kept until the end. */
const MAX_UNTIMED = 64;

export class FirecrackerParser implements LineParser {
  readonly #remarks: Remarks<keyof typeof REMARKS>;
  readonly #processes = new Map<string, FirecrackerProcess>();
  readonly #starts = new SilentStarts();
  #boots = 0;
  #latestInstance = '';
  /** Why the process could not go on, in its own words. */
  #failure: Pick<Stop, 'detail' | 'line'> | null = null;
  #latestWall: ClockReading | null = null;
  #untimed: FirecrackerProcess[] = [];
  #leftOut = 0;

  constructor({ input }: ReadOptions) {
    this.#remarks = new Remarks(input, REMARKS);
  }

  push({ number, text: row }: SourceLine): readonly ReadItem[] {
    const items: ReadItem[] = [];
    const { row: text, writer } = row.startsWith('2') ? { row, writer: null } : unwrap(row);
    const at = text.indexOf('Guest-boot-time');
    if (at !== -1) {
      const time = parseBootTime(text, at);
      if (time === 'torn') this.#remarks.say('torn-line', number, items);
      else if (time === 'too-long') this.#remarks.say('time-out-of-range', number, items);
      else if (time === 'quoted') this.#remarks.say('quoted-time', number, items);
      else this.#takeTime(time, writer, number, items);
      return items;
    }
    if (text.includes('Guest-b')) this.#remarks.say('torn-line', number, items);
    const line = parseLogLine(text);
    if (line !== null) this.#takeLine(line, writer, number, items);
    return items;
  }

  end(): readonly ReadItem[] {
    const items: ReadItem[] = [];
    this.#starts.end();
    this.#takeSilent(items);
    for (const instance of [...this.#processes.keys()]) this.#leave(instance);
    // Where no guest wrote the timer, the monitor's own events are all there is.
    if (this.#boots === 0) for (const process of this.#untimed) process.open(this.#boots++, items);
    if (this.#leftOut > 0) this.#remarks.say('before-zero', null, items, `${this.#leftOut}.`);
    if (this.#boots === 0) this.#remarks.say('no-events', null, items);
    return items;
  }

  #takeTime(time: BootTime, writer: string | null, line: number, items: ReadItem[]): void {
    const { timeNs, wall, vcpu, message } = time;
    this.#noteFall(wall, line, items);
    const instance = this.#nameOf(time, writer);
    this.#starts.show(null);
    this.#takeSilent(items);
    const known = this.#processes.get(instance);
    if (known?.isSameBoot(timeNs, wall) === false) this.#leave(instance);
    const process = this.#processOf(instance);
    const isNew = process.boot === null;
    process.reach(timeNs, wall, this.#boots, items);
    if (isNew) this.#boots += 1;
    const boot = process.boot ?? 0;
    const text = { kind: 'text', timeNs, line, vcpu, channel: 'monitor', text: message } as const;
    const name = 'guest boot time';
    const code = momentEvent('firecracker', { timeNs, line, meaning: 'userspaceBegins', name });
    items.push({ kind: 'event', boot, event: text }, { kind: 'event', boot, event: { ...code, vcpu } });
  }

  #takeLine(found: LogLine, writer: string | null, line: number, items: ReadItem[]): void {
    const { wall, vcpu, message } = found;
    const isStart = STARTS.test(message);
    if (!isStart) this.#noteFall(wall, line, items);
    else if (wall !== null) this.#latestWall = wall;
    const instance = this.#nameOf(found, writer);
    if (isStart) {
      this.#leave(instance);
      this.#processes.set(instance, new FirecrackerProcess(wall));
    } else if (wall !== null) this.#processOf(instance).take({ wall, line, vcpu, message }, items);
    this.#takeOwnWords(message, instance, line, items);
  }

  /** A process that starts has a boot of its own; one that ends by an error had one that failed. */
  #takeOwnWords(message: string, instance: string, line: number, items: ReadItem[]): void {
    const [, why] = FAILS.exec(message) ?? [];
    const [, exit] = EXITS.exec(message) ?? [];
    if (STARTS.test(message)) {
      this.#failure = null;
      this.#starts.begin(null);
    } else if (why !== undefined) this.#failure = { detail: printable(why.slice(0, MAX_WORDS)), line };
    else if (exit !== undefined) this.#fail(this.#failure ?? { detail: exit, line }, instance, items);
    else if (WAITS.test(message)) this.#starts.forget(null);
    else if (STARTS_GUEST.test(message)) this.#starts.begin(null);
    else if (ENDS.test(message)) {
      this.#starts.stop(null, { reason: 'crash', timeNs: null, detail: WITHOUT_TIME, line });
      this.#leave(instance);
    }
    this.#takeSilent(items);
  }

  #takeSilent(items: ReadItem[]): void {
    for (const stop of this.#starts.take()) {
      const boot = this.#boots++;
      items.push({ kind: 'boot', boot, vmmStartNs: null });
      if (stop !== null) items.push({ kind: 'stop', boot, stop });
    }
  }

  #fail(told: Pick<Stop, 'detail' | 'line'>, instance: string, items: ReadItem[]): void {
    const booted = this.#processes.get(instance)?.boot ?? null;
    this.#starts.forget(null);
    const boot = booted ?? this.#boots++;
    if (booted === null) items.push({ kind: 'boot', boot, vmmStartNs: null });
    const reason = booted === null ? 'start' : 'crash';
    items.push({ kind: 'stop', boot, stop: { reason, timeNs: null, ...told } });
    this.#processes.delete(instance);
    this.#failure = null;
  }

  /** Firecracker neither empties its log nor appends to it: lines of an older process can stand behind those of a newer one. */
  #noteFall(wall: ClockReading | null, line: number, items: ReadItem[]): void {
    if (wall === null) return;
    if (this.#latestWall !== null && elapsedNs(this.#latestWall, wall) < -MAX_FALL_NS) {
      this.#remarks.say('time-falls', line, items);
      for (const instance of [...this.#processes.keys()]) this.#leave(instance);
      this.#starts.end();
    }
    this.#latestWall = wall;
  }

  /** What this machine writes next is of another process. */
  #leave(instance: string): void {
    const process = this.#processes.get(instance);
    if (process === undefined) return;
    this.#processes.delete(instance);
    this.#leftOut += process.leftOut;
    const isUntimed = process.boot === null && process.hasZero;
    if (isUntimed && this.#boots === 0 && this.#untimed.length < MAX_UNTIMED) this.#untimed.push(process);
  }

  /** A line that names only a thread belongs to the machine that was named last. */
  #nameOf({ instance }: Pick<LogLine, 'instance'>, writer: string | null): string {
    if (instance === null) return this.#latestInstance;
    const name = writer === null ? instance : `${writer} ${instance}`;
    this.#latestInstance = this.#processes.has(name) || this.#processes.size < MAX_INSTANCES ? name : '';
    return this.#latestInstance;
  }

  #processOf(instance: string): FirecrackerProcess {
    const known = this.#processes.get(instance);
    if (known !== undefined) return known;
    const process = new FirecrackerProcess(null);
    this.#processes.set(instance, process);
    return process;
  }
}
