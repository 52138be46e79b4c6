/** The exits of all vCPUs as a trace holds them: what each kind of access cost the boot, dearest first. */
import type { ExitCount } from '../trace/boot.js';
import type { Nanoseconds } from '../trace/event.js';
import type { CountedExits } from './exit-account.js';
import type { Platform } from './platform.js';

export interface ExitCostParts {
  /** One list a vCPU. */
  readonly counted: readonly (readonly CountedExits[])[];
  /** By the numbers that the exits carry. */
  readonly stageNames: readonly string[];
  /** To name the devices. */
  readonly platform: Pick<Platform, 'pio' | 'mmio'>;
  /** Measured cost of one way out of the guest and back, without any handling. */
  readonly exitNs: Nanoseconds;
}

export function describeExits({ counted, stageNames, platform, exitNs }: ExitCostParts): ExitCount[] {
  const merged = new Map<string, CountedExits>();
  for (const exits of counted.flat()) {
    const key = `${exits.stage} ${exits.kind} ${exits.address} ${exits.direction}`;
    const known = merged.get(key);
    merged.set(key, known === undefined ? exits : sum(known, exits));
  }
  return [...merged.values()]
    .map((exits) => describe(exits, stageNames, platform, exitNs))
    .sort((a, b) => b.totalNs - a.totalNs);
}

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
