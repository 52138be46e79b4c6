/** A boot to be made, and a boot that was made. */
import type { Reading, Side, Stop } from '../trace/boot.js';
import type { Diagnostic } from '../trace/diagnostic.js';
import type { Nanoseconds } from '../trace/event.js';
import type { GuestRequest } from '../trace/guest.js';
import type { RunControl } from '../trace/run.js';

/** The guest of a boot, and when its run ends. */
export interface BootPlan
  extends Pick<RunControl, 'timeoutNs' | 'untilCode' | 'untilMoments' | 'endsOnPanic' | 'marks'> {
  readonly request: GuestRequest;
  /** What the boot is called in the report. */
  readonly input: string;
  /** Diagnostics that apply to every boot of this plan. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface BootOrder<Plan extends BootPlan = BootPlan> {
  readonly plan: Plan;
  /** `boot 3`, `warm-up 1`; null where there is only one. */
  readonly name: string | null;
  /** Position among all boots of the run, warm-ups too: the number that each item of the boot has. */
  readonly index: number;
  readonly warmup: boolean;
  readonly side: Side | null;
  /** See RunControl. */
  readonly startedNs: Nanoseconds;
}

export interface GuestRun<Plan extends BootPlan = BootPlan> {
  readonly order: BootOrder<Plan>;
  readonly reading: Reading;
  readonly stop: Stop;
}
