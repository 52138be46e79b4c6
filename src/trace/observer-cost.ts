/** What watching a boot cost it: the exits that its port accesses made, and those of them that are debug output. */
import type { ExitCount } from './boot.js';
import type { Nanoseconds } from './event.js';
import type { Timeline } from './timeline.js';

export interface ExitSum {
  readonly count: number;
  readonly totalNs: Nanoseconds;
}

export interface ObserverCost {
  /** Up to the last event; what shares are of. */
  readonly wholeNs: Nanoseconds;
  /** Of all I/O ports. */
  readonly ports: ExitSum;
  /** Of the ports through which a guest says what it does: 0x80, 0x402, the debug console and the serial port. */
  readonly debug: ExitSum;
  /** The device that took most of `debug`; null when there was none. */
  readonly dearest: DebugDevice | null;
}

/** As exits name the devices that take debug output. */
export const DEBUG_DEVICES = ['post-port', 'debug-console', 'firmware-debug', 'com1'] as const;
export type DebugDevice = (typeof DEBUG_DEVICES)[number];

/** Null where exits were not counted. */
export function observerCost({ boot, totalNs, events }: Timeline): ObserverCost | null {
  if (boot.exits === null) return null;
  const ports = boot.exits.filter(({ kind }) => kind === 'pio');
  const byDevice = DEBUG_DEVICES.map((name) => ({
    name,
    sum: sumOf(ports.filter(({ device }) => device === name)),
  }));
  const dearest = byDevice.reduce((most, one) => (one.sum.totalNs > most.sum.totalNs ? one : most));
  return {
    wholeNs: Math.max(totalNs, events.at(-1)?.timeNs ?? 0),
    ports: sumOf(ports),
    debug: sumOf(byDevice.map(({ sum }) => sum)),
    dearest: dearest.sum.count > 0 ? dearest.name : null,
  };
}

function sumOf(rows: readonly Pick<ExitCount, 'count' | 'totalNs'>[]): ExitSum {
  return {
    count: rows.reduce((sum, { count }) => sum + count, 0),
    totalNs: rows.reduce((sum, { totalNs }) => sum + totalNs, 0),
  };
}
