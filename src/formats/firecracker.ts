/**
 * Firecracker's log with `--boot-timer`: one line when the guest's init writes 123 to the boot timer device, the same
 * in every release (vmm/src/devices/pseudo/boot_timer.rs). It is the only moment of a boot that is read; what Firecracker says of a start
 * that failed is read too, and where one process logged a boot time, one that started a guest and logged none is a boot as well.
 */
import type { ReadItem, Stop } from '../trace/boot.js';
import type { Nanoseconds } from '../trace/event.js';
import { printable } from '../trace/printable.js';
import type { LineParser, ReadOptions, SourceLine, TraceFormat } from './reading/format.js';
import { momentEvent } from './reading/moments.js';
import { Remarks } from './reading/remarks.js';
import { SilentStarts } from './reading/silent-starts.js';

/** With the CPU's time since v0.11; documents cut it short, and another monitor (2019) prints milliseconds alone. */
const MESSAGE =
  /Guest-boot-time = {1,8}(?:(\d{1,15}) us )?(\d{1,12}) ms(?:, {1,8}\d{1,15} CPU us(?: \d{1,12} CPU ms|(?=\s|$))|(?=\s*(?:$|\n)))/;
/** `[instance]` until v1.3, `[instance:thread]` and `[instance:thread:LEVEL:location]` since. */
const INSTANCE = /\[([^\][:]{1,64})(?::[^\][]{0,200})?\] *$/;
const MAX_HEAD = 320;

const REMARKS = {
  'torn-line': { severity: 'warning', message: 'Part of a boot-timer line, which was left out.' },
  'time-out-of-range': {
    severity: 'warning',
    message: 'A boot time beyond 104 days cannot be right and was left out.',
  },
  'quoted-time': {
    severity: 'note',
    message: 'A "Guest-boot-time" inside another message is no time of a guest and was left out.',
  },
  'time-falls': {
    severity: 'warning',
    message:
      'The time of day falls here. Firecracker overwrites its log from the start and leaves the rest: what follows is of an older process.',
    once: true,
  },
  'no-events': {
    severity: 'warning',
    message:
      'No "Guest-boot-time" line was found. Start Firecracker with --boot-timer, log at level Info, and let the guest write 123 to the boot timer.',
  },
} as const;

export const firecracker: TraceFormat = {
  id: 'firecracker',
  title: 'Firecracker log',
  needles: ['Guest-b', 'Running', 'RunWith', 'exiting', 'Listeni', 'Instanc'],
  sniff: (head) => (MESSAGE.test(head) ? 'yes' : /\bRunning Firecracker v\d/.test(head) ? 'maybe' : 'no'),
  createParser: (options) => new FirecrackerParser(options),
};

interface Found {
  readonly timeNs: Nanoseconds;
  readonly line: number;
  readonly message: string;
  /** What stands before the message. */
  readonly head: string;
}

/** Lines by which Firecracker itself says how it goes (src/firecracker/src/main.rs, `main_exec`). */
const STARTS = /\] Running Firecracker v\d/;
const FAILS = /\] (RunWithoutApiError error: .*|RunWithApi error: .*)/;
const EXITS = /\] (Firecracker exiting with error\. exit_code=\d+)/;
const ENDS = /\] Firecracker exiting successfully\./;
/** A process with an API socket waits; its guest starts by a request (`{"action_type": "InstanceStart"}`). */
const WAITS = /\] Listening on API socket/;
const STARTS_GUEST = /\] .{0,200}InstanceStart/;
const WITHOUT_TIME = 'Firecracker ended, and its guest had not written the boot timer';
/** The message stands behind other text of the same line: somebody quotes it. */
const QUOTED = /\] +[^\s[].*$/;
const WALL = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)/;
/** Lines of two threads are written out of order by less. */
const MAX_FALL_MS = 1000;
const MAX_WORDS = 1000;

class FirecrackerParser implements LineParser {
  readonly #remarks: Remarks<keyof typeof REMARKS>;
  #boots = 0;
  /** The line before. A guest may write twice; another machine, or a time that falls, is another boot. */
  #latest: { readonly instance: string; readonly timeNs: Nanoseconds } | null = null;
  /** Why the process could not go on, in its own words. */
  #failure: Pick<Stop, 'detail' | 'line'> | null = null;
  #latestWallMs: number | null = null;
  readonly #starts = new SilentStarts();

  constructor({ input }: ReadOptions) {
    this.#remarks = new Remarks(input, REMARKS);
  }

  push({ number, text }: SourceLine): readonly ReadItem[] {
    const items: ReadItem[] = [];
    this.#noteFall(text, number, items);
    const at = text.indexOf('Guest-boot-time');
    if (!text.includes('Guest-b')) this.#takeOwnWords(text, number, items);
    else if (at === -1) this.#remarks.say('torn-line', number, items);
    else if (QUOTED.test(text.slice(0, at))) this.#remarks.say('quoted-time', number, items);
    else this.#takeTime(text, at, number, items);
    return items;
  }

  end(): readonly ReadItem[] {
    const items: ReadItem[] = [];
    this.#starts.end();
    this.#takeSilent(items);
    if (this.#boots === 0) this.#remarks.say('no-events', null, items);
    return items;
  }

  #takeTime(text: string, at: number, line: number, items: ReadItem[]): void {
    const match = MESSAGE.exec(text.slice(at, at + 160));
    const timeNs = match?.[1] === undefined ? Number(match?.[2]) * 1_000_000 : Number(match[1]) * 1000;
    if (match === null) this.#remarks.say('torn-line', line, items);
    else if (!Number.isSafeInteger(timeNs)) this.#remarks.say('time-out-of-range', line, items);
    else this.#place({ timeNs, line, message: match[0], head: text.slice(0, at) }, items);
  }

  /** A process that starts has a boot of its own; one that ends by an error had one that failed. */
  #takeOwnWords(text: string, line: number, items: ReadItem[]): void {
    const [, why] = FAILS.exec(text) ?? [];
    const [, exit] = EXITS.exec(text) ?? [];
    if (STARTS.test(text)) {
      this.#latest = null;
      this.#failure = null;
      this.#starts.begin(null);
    } else if (why !== undefined) this.#failure = { detail: printable(why.slice(0, MAX_WORDS)), line };
    else if (exit !== undefined) this.#fail(this.#failure ?? { detail: exit, line }, items);
    else if (WAITS.test(text)) this.#starts.forget(null);
    else if (STARTS_GUEST.test(text)) this.#starts.begin(null);
    else if (ENDS.test(text))
      this.#starts.stop(null, { reason: 'crash', timeNs: null, detail: WITHOUT_TIME, line });
    this.#takeSilent(items);
  }

  #takeSilent(items: ReadItem[]): void {
    for (const stop of this.#starts.take()) {
      const boot = this.#boots++;
      items.push({ kind: 'boot', boot, vmmStartNs: null });
      if (stop !== null) items.push({ kind: 'stop', boot, stop });
    }
  }

  #fail(told: Pick<Stop, 'detail' | 'line'>, items: ReadItem[]): void {
    const hasBooted = this.#latest !== null;
    this.#starts.forget(null);
    if (!hasBooted) items.push({ kind: 'boot', boot: this.#boots++, vmmStartNs: null });
    const reason = hasBooted ? 'crash' : 'start';
    items.push({ kind: 'stop', boot: this.#boots - 1, stop: { reason, timeNs: null, ...told } });
    this.#latest = null;
    this.#failure = null;
  }

  /** Firecracker neither empties its log nor appends to it: lines of an older process can stand behind those of a newer one. */
  #noteFall(text: string, line: number, items: ReadItem[]): void {
    const wallMs = Date.parse(`${WALL.exec(text)?.[1]}Z`);
    if (Number.isNaN(wallMs)) return;
    const latest = this.#latestWallMs;
    if (latest !== null && wallMs < latest - MAX_FALL_MS && !STARTS.test(text)) {
      this.#remarks.say('time-falls', line, items);
      this.#latest = null;
      this.#starts.end();
    }
    this.#latestWallMs = wallMs;
  }

  #place(found: Found, items: ReadItem[]): void {
    const { timeNs, line, message, head } = found;
    const instance = INSTANCE.exec(head.slice(-MAX_HEAD))?.[1] ?? '';
    this.#starts.show(null);
    this.#takeSilent(items);
    const latest = this.#latest;
    if (latest === null || latest.instance !== instance || timeNs < latest.timeNs) {
      items.push({ kind: 'boot', boot: this.#boots, vmmStartNs: null });
      this.#boots += 1;
    }
    this.#latest = { instance, timeNs };
    const boot = this.#boots - 1;
    const text = { kind: 'text', timeNs, line, vcpu: null, channel: 'monitor', text: message } as const;
    const name = 'guest boot time';
    const code = momentEvent('firecracker', { timeNs, line, meaning: 'userspaceBegins', name });
    items.push({ kind: 'event', boot, event: text }, { kind: 'event', boot, event: code });
  }
}
