/** The ports of a guest as sockets that QEMU writes to: which is which, and their bytes in the order of their times. */
import type { Duplex } from 'node:stream';
import { type GuestEvent, postCode } from '../../capture/guest-event.js';
import { type Diagnostic, warning } from '../../trace/diagnostic.js';
import { milliseconds } from '../../trace/duration.js';
import type { Nanoseconds, TextChannel } from '../../trace/event.js';
import type { GuestRequest } from '../../trace/guest.js';
import type { SerialInput } from '../../trace/run.js';
import type { QemuDescriptors } from './arguments.js';
import type { PortSocket, PortSockets } from './port-sockets.js';

type PortName = 'post' | TextChannel;

/** Readings of the two clocks differ by less than this unless one of them was set. */
const CLOCK_STEP_NS = 100_000;
/** From a collection that left something waiting to the next. */
const SHORT_WAIT_MS = 1;
/** Maximum number of key presses on their way to the guest. */
const MAX_TYPED = 256;

/** With the time of the wall clock; its zero is that of the sockets. */
type PortEvent = Extract<GuestEvent, { kind: 'code' | 'byte' }>;

export class GuestPorts {
  readonly #sockets: PortSockets;
  readonly #ports: ReadonlyMap<PortName, PortSocket>;
  /** Collected and not yet handed on. */
  #held: PortEvent[] = [];
  #collectedNs: Nanoseconds = 0;
  #typed: number[] = [];
  #unstamped = 0;
  readonly #firstOffsetNs: Nanoseconds;
  /** By how much the wall clock has been set since the beginning. */
  #setNs: Nanoseconds = 0;
  #timesSet = 0;

  constructor(sockets: PortSockets, request: GuestRequest) {
    this.#sockets = sockets;
    this.#firstOffsetNs = sockets.wallOffsetNs();
    const names: PortName[] = ['post', 'firmware-debug'];
    if (request.debugConsolePort !== null) names.push('debug-console');
    if (request.serial) names.push('serial');
    this.#ports = new Map(names.map((name) => [name, sockets.open()]));
  }

  /** Where the other process finds its ends, when they follow one another from `first`. */
  descriptors(first: number): Omit<QemuDescriptors, 'monitor' | 'firmware'> {
    const names = [...this.#ports.keys()];
    const at = (name: PortName) => (names.includes(name) ? first + names.indexOf(name) : null);
    return {
      post: first,
      firmwareDebug: first + 1,
      debugConsole: at('debug-console'),
      serial: at('serial'),
    };
  }

  /** In the order of `descriptors`. */
  get peerFds(): (number | 'pipe')[] {
    return [...this.#ports.values()].map(({ peerFd }) => peerFd);
  }

  /** Called when the other process has started. `streams`: Node's streams for the peers, in their order. */
  attach(streams: readonly unknown[]): void {
    [...this.#ports.values()].forEach((port, index) => {
      port.closePeer();
      port.attach?.(streams[index] as Duplex);
    });
  }

  close(): void {
    for (const port of this.#ports.values()) port.close();
  }

  /** On the clock of the bytes, which runs on steadily when the wall clock is set. */
  nowNs(): Nanoseconds {
    return this.#sockets.nowNs() - this.#setNs;
  }

  /** A time of QEMU's own on the clock of the bytes. */
  steadyNs(seconds: number, microseconds: number): Nanoseconds {
    return (seconds - this.#sockets.originSeconds) * 1e9 + microseconds * 1e3 - this.#setNs;
  }

  readable(timeoutMs: number): Promise<void> {
    return this.#sockets.readable(this.holds ? SHORT_WAIT_MS : timeoutMs);
  }

  /** True while something was collected and not handed on. */
  get holds(): boolean {
    return this.#held.length > 0;
  }

  /** Empties the sockets; returns how many bytes came. */
  collect(): number {
    const before = this.#held.length;
    this.#watchClock();
    this.#collectedNs = this.nowNs();
    for (const [name, socket] of this.#ports) {
      const isOpen = socket.read((bytes, stampNs) => {
        if (stampNs === null) this.#unstamped += bytes.length;
        const timeNs = stampNs === null ? this.#collectedNs : stampNs - this.#setNs;
        for (const value of bytes) this.#held.push(eventOf(name, value, timeNs));
      });
      if (!isOpen) socket.close();
    }
    return this.#held.length - before;
  }

  #watchClock(): void {
    const setNs = this.#sockets.wallOffsetNs() - this.#firstOffsetNs;
    if (Math.abs(setNs - this.#setNs) < CLOCK_STEP_NS) return;
    this.#setNs = setNs;
    this.#timesSet++;
  }

  /**
   * Passes on the collected bytes in order of time across the ports. Bytes newer than the beginning of the last
   * collection wait for the next one, because an older byte may have arrived in a socket that was already emptied.
   */
  hand(take: (event: PortEvent) => void): void {
    const events = this.#held.toSorted((a, b) => a.timeNs - b.timeNs);
    const young = events.findIndex(({ timeNs }) => timeNs > this.#collectedNs);
    const due = young < 0 ? events.length : young;
    this.#held = events.slice(due);
    for (const event of events.slice(0, due)) take(event);
  }

  /** Passes keys on, one a write, since a write that does not fit into the port's buffer would be cut. */
  type(input: SerialInput): void {
    const serial = this.#ports.get('serial');
    if (serial === undefined) return;
    this.#typed.push(...input.take(MAX_TYPED - this.#typed.length));
    while (this.#typed.length > 0 && serial.write(Uint8Array.of(this.#typed[0]!))) this.#typed.shift();
  }

  /** Diagnostics about the times. */
  findings(): Diagnostic[] {
    const found: Diagnostic[] = [];
    const { whyLate } = this.#sockets;
    if (whyLate !== undefined) {
      const message = `Times are arrival times, up to milliseconds late: ${whyLate}.`;
      found.push(warning('arrival-times', message));
    }
    if (this.#unstamped > 0) {
      const message = `The kernel did not note the times of ${this.#unstamped} bytes. Their times are arrival times, up to milliseconds late.`;
      found.push(warning('arrival-times', message));
    }
    if (this.#timesSet > 0) {
      const message =
        `The host's clock was set during the run, by ${milliseconds(this.#setNs)} ms in all. Times were corrected; ` +
        'times in the last milliseconds before the change may be wrong by this amount.';
      found.push(warning('clock-set', message));
    }
    return found;
  }
}

function eventOf(name: PortName, value: number, timeNs: Nanoseconds): PortEvent {
  return name === 'post'
    ? postCode(timeNs, null, value)
    : { kind: 'byte', timeNs, vcpu: null, channel: name, value };
}
