/**
 * Firecracker's log with `--boot-timer`: one line when the guest's init writes 123 to the boot timer device, the same
 * in every release (vmm/src/devices/pseudo/boot_timer.rs). It is the only moment of a boot that this log times.
 */
import type { ReadItem } from '../trace/boot.js';
import type { Nanoseconds } from '../trace/event.js';
import type { LineParser, ReadOptions, SourceLine, TraceFormat } from './format.js';
import { momentEvent } from './moments.js';
import { Remarks } from './remarks.js';

const MESSAGE = /Guest-boot-time = {1,8}(\d{1,15}) us \d{1,12} ms, {1,8}(\d{1,15}) CPU us \d{1,12} CPU ms/;
/** `[instance]` until v1.3, `[instance:thread]` and `[instance:thread:LEVEL:location]` since. */
const INSTANCE = /\[([^\][:]{1,64})(?::[^\][]{0,200})?\] *$/;
const MAX_HEAD = 320;

const REMARKS = {
  'torn-line': { severity: 'warning', message: 'Part of a boot-timer line, which was left out.' },
  'time-out-of-range': {
    severity: 'warning',
    message: 'A boot time beyond 104 days cannot be right and was left out.',
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
  needles: ['Guest-b'],
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

class FirecrackerParser implements LineParser {
  readonly #remarks: Remarks<keyof typeof REMARKS>;
  #boots = 0;
  /** The line before. A guest may write twice; another machine, or a time that falls, is another boot. */
  #latest: { readonly instance: string; readonly timeNs: Nanoseconds } | null = null;

  constructor({ input }: ReadOptions) {
    this.#remarks = new Remarks(input, REMARKS);
  }

  push({ number, text }: SourceLine): readonly ReadItem[] {
    const items: ReadItem[] = [];
    const at = text.indexOf('Guest-boot-time');
    const match = at === -1 ? null : MESSAGE.exec(text.slice(at, at + 160));
    const timeNs = Number(match?.[1]) * 1000;
    if (match === null) this.#remarks.say('torn-line', number, items);
    else if (!Number.isSafeInteger(timeNs)) this.#remarks.say('time-out-of-range', number, items);
    else this.#place({ timeNs, line: number, message: match[0], head: text.slice(0, at) }, items);
    return items;
  }

  end(): readonly ReadItem[] {
    const items: ReadItem[] = [];
    if (this.#boots === 0) this.#remarks.say('no-events', null, items);
    return items;
  }

  #place(found: Found, items: ReadItem[]): void {
    const { timeNs, line, message, head } = found;
    const instance = INSTANCE.exec(head.slice(-MAX_HEAD))?.[1] ?? '';
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
