/** The exits of all vCPUs as a trace holds them: what each kind of access cost the boot, dearest first. */
import type { ExitCount } from '../trace/boot.js';
import type { Nanoseconds } from '../trace/event.js';
import type { ExitPrices } from './exit-prices.js';
import type { CountedExits } from './exits/exit-account.js';
import type { KvmCounter } from './exits/kvm-stats.js';
import type { StageCount } from './exits/stage-counters.js';
import type { Platform } from './machine/wiring.js';

export interface ExitCostParts {
  /** One list a vCPU. */
  readonly counted: readonly (readonly CountedExits[])[];
  /** By the numbers that the exits carry. */
  readonly stageNames: readonly string[];
  /** To name the devices. */
  readonly platform: Pick<Platform, 'pio' | 'mmio'>;
  /** What KVM counted in each stage; empty where it counts nothing. */
  readonly kvm: readonly StageCount[];
  /** Measured on this host, without any handling. */
  readonly prices: ExitPrices;
}

export function describeExits({ counted, stageNames, platform, kvm, prices }: ExitCostParts): ExitCount[] {
  const merged = new Map<string, CountedExits>();
  for (const exits of counted.flat()) {
    const key = `${exits.stage} ${exits.kind} ${exits.address} ${exits.direction}`;
    const known = merged.get(key);
    merged.set(key, known === undefined ? exits : sum(known, exits));
  }
  const seen = [...merged.values()];
  const kernel = kvm.flatMap((count) => kernelExits(count, seen));
  const rows = [
    ...seen.map((exits) => describe(exits, stageNames, platform, prices.exitNs)),
    ...kernel.map(({ stage, reason, count }) => ({
      stage: stageNames[stage] ?? 'setup',
      kind: 'kernel' as const,
      address: null,
      direction: null,
      device: reason,
      count,
      totalNs: count * prices.kernelExitNs,
    })),
  ];
  return keepDearest(rows.sort((a, b) => b.totalNs - a.totalNs));
}

/** A guest chooses addresses: what many vCPUs can make of them would be a line that no reader of trace files takes. */
export const MOST_EXIT_ROWS = 4096;

/** The dearest rows; the exits of all others are one row a stage, behind them. */
function keepDearest(rows: readonly ExitCount[]): ExitCount[] {
  const rest = new Map<string, ExitCount>();
  for (const { stage, count, totalNs } of rows.slice(MOST_EXIT_ROWS)) {
    const known = rest.get(stage) ?? { stage, ...ANY_EXIT, count: 0, totalNs: 0 };
    rest.set(stage, { ...known, count: known.count + count, totalNs: known.totalNs + totalNs });
  }
  return [...rows.slice(0, MOST_EXIT_ROWS), ...rest.values()];
}

const ANY_EXIT = { kind: 'other', address: null, direction: null, device: null } as const;

function sum(a: CountedExits, b: CountedExits): CountedExits {
  return { ...a, count: a.count + b.count, handlerNs: a.handlerNs + b.handlerNs };
}

function describe(
  { stage, kind, address, direction, count, handlerNs }: CountedExits,
  stageNames: readonly string[],
  { pio, mmio }: Pick<Platform, 'pio' | 'mmio'>,
  exitNs: Nanoseconds,
): ExitCount {
  const hasAddress = kind === 'pio' || kind === 'mmio';
  return {
    stage: stageNames[stage] ?? 'setup',
    kind,
    address: hasAddress ? address : null,
    direction: hasAddress ? direction : null,
    device: kind === 'pio' ? pio.nameAt(address) : kind === 'mmio' ? mmio.nameAt(address) : null,
    count,
    totalNs: handlerNs + count * exitNs,
  };
}

/** What KVM's counters are called in a report. */
const REASONS: readonly (readonly [KvmCounter, string])[] = [
  ['irq_exits', 'interrupts'],
  ['halt_exits', 'halts'],
  ['pf_taken', 'page faults'],
];

/** Exits that never came to the monitor: all that KVM counted without those that did, by reason as far as it is known. */
function kernelExits(
  { stage, counts }: StageCount,
  seen: readonly CountedExits[],
): { stage: number; reason: string; count: number }[] {
  const ours = seen.reduce((sum, exits) => sum + (exits.stage === stage ? exits.count : 0), 0);
  let left = Math.max(0, counts.exits - ours);
  const rows: { stage: number; reason: string; count: number }[] = [];
  for (const [counter, reason] of REASONS) {
    const count = Math.min(counts[counter], left);
    left -= count;
    rows.push({ stage, reason, count });
  }
  return [...rows, { stage, reason: 'other reasons', count: left }].filter(({ count }) => count > 0);
}
