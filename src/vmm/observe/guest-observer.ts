/** Inspects a guest from outside while it runs, and its memory after it has ended. */
import type { Nanoseconds } from '../../trace/event.js';
import type { GuestMemory } from '../bus/memory.js';
import type { RawSample } from './sample-log.js';

export interface GuestObserver {
  /** Time between two looks at each vCPU. */
  readonly periodNs: Nanoseconds;
  /** Whether looks are handed over while the guest runs; those of others wait until it has ended, which disturbs it less. */
  readonly isLive: boolean;
  /** One look at the guest: samples in order of time for each vCPU, and current memory. */
  onSample(sample: RawSample, vcpu: number, memory: GuestMemory): void;
  /** The guest has ended and its memory is still there. `lost`: samples that found no room. */
  onEnd(memory: GuestMemory, lost: number): void;
}
