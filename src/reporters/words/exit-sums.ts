/** What a stage's exits come to: how often the guest left for the monitor, and what that cost. */
import type { ExitCount } from '../../trace/boot.js';
import type { Nanoseconds } from '../../trace/event.js';

export interface ExitSum {
  readonly count: number;
  readonly totalNs: Nanoseconds;
}

/** By stage; empty where exits were not counted. */
export function sumExits(exits: readonly ExitCount[] | null): ReadonlyMap<string, ExitSum> {
  const sums = new Map<string, ExitSum>();
  for (const { stage, count, totalNs } of exits ?? []) {
    const sum = sums.get(stage) ?? { count: 0, totalNs: 0 };
    sums.set(stage, { count: sum.count + count, totalNs: sum.totalNs + totalNs });
  }
  return sums;
}
