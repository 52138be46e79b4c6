/**
 * Writes to I/O ports, recorded from outside the guest → codes, text, resets, and boots separated by process. Ports
 * have the meaning that boottrace's own runner and Cloud Hypervisor give them; other ports are skipped.
 */
import type { Clock, ReadItem } from '../../trace/boot.js';
import { CHANNEL_OF_PORT, COM1_LINE_CONTROL_PORT, POST_PORT } from '../../trace/debug-ports.js';
import type { LifecyclePhase, TextChannel } from '../../trace/event.js';
import { ByteLine, type ByteOrigin } from './byte-lines.js';
import { type ClockReading, elapsedNs } from './decimal-time.js';
import type { Remarks } from './remarks.js';

/** What happened in which process, when and where it was recorded. */
export interface Sighting {
  /** Which process; empty where the recording does not say. */
  readonly process: string;
  readonly time: ClockReading;
  readonly line: number;
  readonly vcpu: number | null;
}

export interface PortWrite extends Sighting {
  readonly port: number;
  /** The first value of `count`; only its low byte counts. */
  readonly value: number;
  /** More than 1 for string instructions, of which only the first value may be recorded. */
  readonly count: number;
}

/** Bit of the serial port's line control; with it set, what is written to the port itself is the low byte of its divisor. */
const DIVISOR_LATCH = 0x80;
/** Reset control of PC chipsets: bit 2 resets. */
const RESET_CONTROL = 0xcf9;
const RESET_CPU = 0x04;
/** Command port of the keyboard controller, and its command that pulses the CPU's reset line. */
const I8042_COMMAND = 0x64;
const I8042_RESET = 0xfe;

/** A clock that falls by more than this was set, or the line before is torn: times do not compare. */
const MAX_FALL_NS = 1_000_000_000;

/** Processes beyond this many share one entry, so that a hostile log cannot fill memory with names. */
export const MAX_PROCESSES = 4096;

interface OpenBoot {
  readonly number: number;
  readonly zero: ClockReading;
  latest: ClockReading;
  readonly lines: Map<TextChannel, ByteLine>;
  divisorLatch: boolean;
  /** When the guest asked for a reset: what comes next is another boot, and this its zero. */
  resetAt: ClockReading | null;
}

/** Ports that this table gives a meaning to, to pass over the others early. */
export function isKnownPort(port: number): boolean {
  return (
    port === POST_PORT ||
    CHANNEL_OF_PORT.has(port) ||
    port === COM1_LINE_CONTROL_PORT ||
    port === RESET_CONTROL ||
    port === I8042_COMMAND
  );
}

/** What `PortWriteBoots` may say of the clock of its input. */
export const CLOCK_REMARKS = {
  'before-zero': {
    severity: 'warning',
    message: 'Events before the zero of their boot were set to zero:',
  },
  'clock-jumped': {
    severity: 'warning',
    message:
      'The clock went back by more than a second, or forward by months, so the following events are a new boot:',
  },
} as const;

export class PortWriteBoots {
  readonly #clock: Clock;
  readonly #current = new Map<string, OpenBoot>();
  #boots = 0;
  #writes = 0;
  #unseen = 0;
  #late = 0;
  #jumps = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Bytes of string instructions that were written and not recorded. */
  get unseenBytes(): number {
    return this.#unseen;
  }

  /** Codes and bytes of text so far. */
  get writes(): number {
    return this.#writes;
  }

  /** Says what was wrong with the clock, once at the end. */
  sayFaults(remarks: Pick<Remarks<keyof typeof CLOCK_REMARKS>, 'say'>, items: ReadItem[]): void {
    if (this.#late > 0) remarks.say('before-zero', null, items, `${this.#late}.`);
    if (this.#jumps > 0) remarks.say('clock-jumped', null, items, `${this.#jumps} times.`);
  }

  write(write: PortWrite, items: ReadItem[]): void {
    const { port, value } = write;
    if (!isKnownPort(port)) return;
    if (isReset(port, value)) {
      this.#reset(write, items);
      return;
    }
    const boot = this.#bootAfterReset(write, items);
    const channel = CHANNEL_OF_PORT.get(port);
    if (channel !== undefined) this.#text(boot, channel, write, items);
    else if (port === POST_PORT) this.#code(boot, write, items);
    else if (port === COM1_LINE_CONTROL_PORT) boot.divisorLatch = (value & DIVISOR_LATCH) !== 0;
  }

  /** A moment in the life of a guest. */
  lifecycle(phase: LifecyclePhase, sighting: Sighting, items: ReadItem[]): void {
    const boot = this.#boot(sighting, items);
    const event = { kind: 'lifecycle', ...this.#origin(boot, sighting), phase } as const;
    items.push({ kind: 'event', boot: boot.number, event });
  }

  /** True when this process, or one that it shares a boot with, has given a sign of life. */
  knows(process: string): boolean {
    return this.#current.has(this.#key(process));
  }

  /**
   * A sign of life of this process. Its first boot counts from the first one, or from `start` where that is known to be
   * earlier. True when this is the first.
   */
  appear(sighting: Sighting, start: ClockReading | null, items: ReadItem[]): boolean {
    if (this.knows(sighting.process)) {
      this.#boot(sighting, items);
      return false;
    }
    this.#open(sighting, start ?? sighting.time, items);
    return true;
  }

  /** Lines of text that were still open. */
  end(items: ReadItem[]): void {
    for (const boot of this.#current.values()) this.#endLines(boot, items);
  }

  #code(boot: OpenBoot, write: PortWrite, items: ReadItem[]): void {
    const origin = this.#origin(boot, write);
    this.#writes += 1;
    this.#unseen += unseenOf(write);
    items.push({
      kind: 'event',
      boot: boot.number,
      event: { kind: 'code', ...origin, code: write.value & 0xff, port: POST_PORT },
    });
  }

  #text(boot: OpenBoot, channel: TextChannel, write: PortWrite, items: ReadItem[]): void {
    if (channel === 'serial' && boot.divisorLatch) return;
    this.#writes += 1;
    const line = boot.lines.get(channel) ?? new ByteLine(channel);
    boot.lines.set(channel, line);
    const ended = line.push(write.value & 0xff, this.#origin(boot, write));
    const unseen = unseenOf(write);
    this.#unseen += unseen;
    line.skip(unseen);
    if (ended !== null) items.push({ kind: 'event', boot: boot.number, event: ended });
  }

  #reset(write: PortWrite, items: ReadItem[]): void {
    const boot = this.#boot(write, items);
    // Kernels try several ways to reset, one after another.
    if (boot.resetAt !== null) return;
    this.#endLines(boot, items);
    this.lifecycle('reset', write, items);
    boot.resetAt = write.time;
  }

  #endLines(boot: OpenBoot, items: ReadItem[]): void {
    for (const line of boot.lines.values()) {
      const ended = line.end();
      if (ended !== null) items.push({ kind: 'event', boot: boot.number, event: ended });
    }
  }

  /** The latest boot of the process; its first one begins here. */
  #boot(sighting: Sighting, items: ReadItem[]): OpenBoot {
    const known = this.#current.get(this.#key(sighting.process));
    if (known === undefined) return this.#open(sighting, sighting.time, items);
    if (isComparable(known, sighting.time)) return known;
    this.#jumps += 1;
    this.#endLines(known, items);
    return this.#open(sighting, sighting.time, items);
  }

  #bootAfterReset(sighting: Sighting, items: ReadItem[]): OpenBoot {
    const { resetAt } = this.#boot(sighting, items);
    return resetAt === null ? this.#boot(sighting, items) : this.#open(sighting, resetAt, items);
  }

  #open(sighting: Sighting, zero: ClockReading, items: ReadItem[]): OpenBoot {
    const boot: OpenBoot = {
      number: this.#boots,
      zero,
      latest: zero,
      lines: new Map(),
      divisorLatch: false,
      resetAt: null,
    };
    this.#boots += 1;
    this.#current.set(this.#key(sighting.process), boot);
    const writer = sighting.process === '' ? {} : { writer: sighting.process };
    items.push({ kind: 'boot', boot: boot.number, vmmStartNs: null, clock: this.#clock, ...writer });
    return boot;
  }

  #key(process: string): string {
    return this.#current.has(process) || this.#current.size < MAX_PROCESSES ? process : '';
  }

  #origin(boot: OpenBoot, { time, line, vcpu }: Sighting): ByteOrigin {
    const sinceNs = elapsedNs(boot.zero, time);
    if (elapsedNs(boot.latest, time) > 0) boot.latest = time;
    if (sinceNs < 0) this.#late += 1;
    return { timeNs: Math.max(0, sinceNs), line, vcpu };
  }
}

/** Values that were written and not recorded. */
function unseenOf({ count }: PortWrite): number {
  return Math.max(0, count - 1);
}

function isReset(port: number, value: number): boolean {
  return port === RESET_CONTROL
    ? (value & RESET_CPU) !== 0
    : port === I8042_COMMAND && (value & 0xff) === I8042_RESET;
}

function isComparable({ zero, latest }: OpenBoot, time: ClockReading): boolean {
  return elapsedNs(latest, time) >= -MAX_FALL_NS && elapsedNs(zero, time) <= Number.MAX_SAFE_INTEGER;
}
