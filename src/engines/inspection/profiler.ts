/** Collects the samples of a boot and, when the guest has ended, makes a profile of them while its memory is still there. */
import { buildProfile, type ProfileOptions } from '../../inspect/build-profile.js';
import type { ModuleMap } from '../../inspect/uefi-modules.js';
import type { Diagnostic } from '../../trace/diagnostic.js';
import type { Profile, Sample } from '../../trace/profile/profile.js';
import type { GuestObserver } from '../../vmm/index.js';

type RawSample = Parameters<GuestObserver['onSample']>[0];
type Memory = Parameters<GuestObserver['onEnd']>[0];

/** Maximum number of samples kept for one boot; the rest count as lost. */
const MAX_SAMPLES = 500_000;
const SECOND_NS = 1_000_000_000;
/** The instruction pointer of a processor that has not been started. */
const RESET_CS = 0xf000;
const RESET_RIP = 0xfff0n;

export interface ProfilerParts {
  readonly hz: number;
  /** Names of stages by number. */
  readonly stageNames: readonly string[];
  readonly file: ProfileOptions['file'];
  /** Where the firmware says that its modules are; filled while the guest runs. */
  readonly modules: ModuleMap;
}

export class Profiler implements GuestObserver {
  readonly periodNs: number;
  readonly isLive = false;
  readonly #parts: ProfilerParts;
  readonly #samples: Sample[] = [];
  /** By vCPU: ticks that came, from the first to the last. */
  readonly #ticks = new Map<number, { firstNs: number; lastNs: number; count: number }>();
  #built: { profile: Profile; diagnostics: readonly Diagnostic[] } | null = null;

  constructor(parts: ProfilerParts) {
    this.#parts = parts;
    this.periodNs = Math.round(SECOND_NS / parts.hz);
  }

  /** An empty profile, for a boot before its first sample. */
  get empty(): Profile {
    return {
      hz: this.#parts.hz,
      samples: 0,
      lostTicks: 0,
      symbols: { source: 'none', count: 0, detail: null },
      kernelSamples: 0,
      rootedKernelSamples: 0,
      idleSamples: 0,
      stacks: [],
    };
  }

  /** Null before the guest has ended. */
  get result(): { readonly profile: Profile; readonly diagnostics: readonly Diagnostic[] } | null {
    return this.#built;
  }

  onSample(sample: RawSample, vcpu: number): void {
    if (sample.cs === RESET_CS && sample.registers.rip === RESET_RIP) return;
    this.#count(sample.timeNs, vcpu);
    if (this.#samples.length === MAX_SAMPLES) return;
    const { timeNs, stage, cs, registers, stack, outer } = sample;
    const name = this.#parts.stageNames[stage] ?? 'setup';
    const rest = outer === undefined ? {} : { outer };
    this.#samples.push({ timeNs, vcpu, stage: name, cs, ...registers, stack, ...rest });
  }

  onEnd(memory: Memory, lost: number): void {
    const { hz, file, modules } = this.#parts;
    const lostTicks = this.#lostTicks() + lost;
    this.#built = buildProfile(this.#samples, memory, { hz, lostTicks, file, modules });
  }

  #count(timeNs: number, vcpu: number): void {
    const ticks = this.#ticks.get(vcpu) ?? { firstNs: timeNs, lastNs: timeNs, count: 0 };
    ticks.lastNs = timeNs;
    ticks.count += 1;
    this.#ticks.set(vcpu, ticks);
  }

  /** Ticks that should have come between the first and the last and did not, and samples that were not kept. */
  #lostTicks(): number {
    let came = 0;
    let missed = 0;
    for (const { firstNs, lastNs, count } of this.#ticks.values()) {
      came += count;
      missed += Math.max(0, Math.round((lastNs - firstNs) / this.periodNs) + 1 - count);
    }
    return missed + came - this.#samples.length;
  }
}
