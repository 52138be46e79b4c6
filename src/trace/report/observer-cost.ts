/** What watching a boot cost it: the exits that its port accesses made, and those of them that are debug output. */
import type { ExitCount } from '../boot.js';
import { COM1_LINE_STATUS_PORT, COM1_PORT } from '../debug-ports.js';
import type { Nanoseconds } from '../event.js';
import { type Timeline, wholeOf } from './timeline.js';

export interface ExitSum {
  readonly count: number;
  readonly totalNs: Nanoseconds;
}

export interface ObserverCost {
  /** What shares are of. */
  readonly wholeNs: Nanoseconds;
  /** Of all I/O ports. */
  readonly ports: ExitSum;
  /**
   * Of the ports through which a guest says what it does: writes to 0x80, 0x402, the debug console and the data of the serial
   * port, there with one read of its status for each byte.
   */
  readonly debug: ExitSum;
  /** The device that took most of `debug`; null when there was none. */
  readonly dearest: DebugDevice | null;
}

/** As exits name the devices that take debug output. */
export const DEBUG_DEVICES = ['post-port', 'debug-console', 'firmware-debug', 'com1'] as const;
export type DebugDevice = (typeof DEBUG_DEVICES)[number];

/** A read of the serial port's status: what a guest does before each byte, and all the time while it waits for a key. */
export function isSerialStatusPoll({ kind, device, address, direction }: ExitCount): boolean {
  return kind === 'pio' && device === 'com1' && address === COM1_LINE_STATUS_PORT && direction === 'read';
}

/** Null where exits were not counted. */
export function observerCost(timeline: Timeline): ObserverCost | null {
  const { boot } = timeline;
  if (boot.exits === null) return null;
  const ports = boot.exits.filter(({ kind }) => kind === 'pio');
  const byDevice = DEBUG_DEVICES.map((name) => ({ name, sum: debugSum(name, ports) }));
  const dearest = byDevice.reduce((most, one) => (one.sum.totalNs > most.sum.totalNs ? one : most));
  return {
    wholeNs: wholeOf(timeline),
    ports: sumOf(ports),
    debug: sumOf(byDevice.map(({ sum }) => sum)),
    dearest: dearest.sum.count > 0 ? dearest.name : null,
  };
}

/** Only writes say something; a serial port's other registers say nothing of the boot either. */
function debugSum(name: DebugDevice, ports: readonly ExitCount[]): ExitSum {
  const writes = ports.filter(({ device, direction }) => device === name && direction === 'write');
  if (name !== 'com1') return sumOf(writes);
  const data = writes.filter(({ address }) => address === COM1_PORT);
  return sumOf([...data, ...data.map((row) => pollsBefore(row, ports))]);
}

/** The polls that belong to the bytes of a stage: at most one each, however often the guest polled for other reasons. */
function pollsBefore({ stage, count }: ExitCount, ports: readonly ExitCount[]): ExitSum {
  const polls = sumOf(ports.filter((row) => row.stage === stage && isSerialStatusPoll(row)));
  const own = Math.min(polls.count, count);
  return own === 0
    ? { count: 0, totalNs: 0 }
    : { count: own, totalNs: Math.round((polls.totalNs * own) / polls.count) };
}

function sumOf(rows: readonly Pick<ExitCount, 'count' | 'totalNs'>[]): ExitSum {
  return {
    count: rows.reduce((sum, { count }) => sum + count, 0),
    totalNs: rows.reduce((sum, { totalNs }) => sum + totalNs, 0),
  };
}
