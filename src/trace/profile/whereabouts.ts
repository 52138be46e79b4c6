/**
 * Where a virtual CPU mostly was while an initcall ran, by the samples of the same boot: in the initcall itself, or in a
 * thread that the kernel ran meanwhile, whose work the initcall's time is not to be blamed for.
 */
import type { Initcall } from './initcall.js';
import { isIdle, type Profile } from './profile.js';

export interface Whereabouts {
  /** The initcall, what a thread was made for, or `[idle]`. */
  readonly place: string;
  /** Samples there, and all that were taken meanwhile. */
  readonly samples: number;
  readonly all: number;
}

const IDLE = '[idle]';

/** Fewer samples than these say nothing. */
const LEAST_SAMPLES = 5;

/**
 * Outermost functions of threads, deferred work and the start of Linux, which say nothing about the work itself
 * (kernel/kthread.c, init/main.c).
 */
const STARTS: ReadonlySet<string> = new Set([
  'ret_from_fork',
  'ret_from_fork_asm',
  'kthread',
  'worker_thread',
  'process_one_work',
  'process_scheduled_works',
  'kernel_init',
  'kernel_init_freeable',
  'do_one_initcall',
]);

/** Answers for each initcall of the boot; null where too few samples have a time in it. */
export function whereaboutsIn(profile: Profile | undefined): (initcall: Initcall) => Whereabouts | null {
  const samples = (profile?.stacks ?? []).flatMap(({ vcpu, frames, timesNs = [] }) =>
    timesNs.map((timeNs) => ({ timeNs, vcpu, frames })),
  );
  return (initcall) => {
    const { name, startNs, durationNs, vcpu } = initcall;
    const endNs = startNs + (durationNs ?? 0);
    const meanwhile = samples.filter(
      (sample) =>
        sample.timeNs >= startNs && sample.timeNs < endNs && (vcpu === null || sample.vcpu === vcpu),
    );
    const counts = new Map<string, number>();
    for (const { frames } of meanwhile) {
      const place = placeOf(frames, name);
      counts.set(place, (counts.get(place) ?? 0) + 1);
    }
    const [most] = [...counts].sort(([, a], [, b]) => b - a);
    if (most === undefined || meanwhile.length < LEAST_SAMPLES) return null;
    return { place: most[0], samples: most[1], all: meanwhile.length };
  };
}

function placeOf(frames: readonly string[], initcall: string): string {
  if (frames.includes(initcall)) return initcall;
  if (isIdle({ frames })) return IDLE;
  return frames.find((name) => !STARTS.has(name)) ?? frames.at(-1) ?? IDLE;
}
