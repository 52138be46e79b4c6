/**
 * A profile on a time axis: the interval in which samples show a function on the stack of a virtual CPU. Between two
 * samples, a function is assumed to stay if both have it in the same place.
 */
import type { Nanoseconds } from '../event.js';
import type { ProfileStack } from './profile.js';

/** A function was entered, or left; what it called comes in between. */
export interface StackEdge {
  readonly kind: 'enter' | 'leave';
  readonly timeNs: Nanoseconds;
  readonly name: string;
  /** Samples that it was seen in, known when it is left. */
  readonly samples: number;
}

/** Samples that are further apart than this many ticks say nothing about the time between them. */
const MOST_TICKS = 3;

interface OpenFunction {
  readonly name: string;
  samples: number;
}

/**
 * Of each virtual CPU in order of its number, edges in order of time. A sample stands for the time until the next, or
 * for one tick (1/`hz` seconds) when that is far. Stacks without times are left out.
 */
export function* stackEdges(
  stacks: readonly ProfileStack[],
  hz: number,
): Generator<readonly [vcpu: number, edges: Iterable<StackEdge>]> {
  const vcpus = new Set(stacks.flatMap(({ vcpu, timesNs }) => (timesNs === undefined ? [] : [vcpu])));
  for (const vcpu of [...vcpus].sort((a, b) => a - b)) {
    const own = stacks.filter((stack) => stack.vcpu === vcpu);
    yield [vcpu, edgesOf(samplesOf(own), 1e9 / hz)];
  }
}

interface SeenStack {
  readonly timeNs: Nanoseconds;
  readonly frames: readonly string[];
}

function samplesOf(stacks: readonly ProfileStack[]): readonly SeenStack[] {
  return stacks
    .flatMap(({ frames, timesNs = [] }) => timesNs.map((timeNs): SeenStack => ({ timeNs, frames })))
    .sort((a, b) => a.timeNs - b.timeNs);
}

function* edgesOf(samples: readonly SeenStack[], tickNs: number): Generator<StackEdge> {
  const open: OpenFunction[] = [];
  let knownUntilNs = 0;
  for (const [at, { timeNs, frames }] of samples.entries()) {
    const nextNs = samples[at + 1]?.timeNs ?? Number.POSITIVE_INFINITY;
    if (nextNs === timeNs) continue;
    if (timeNs > knownUntilNs) yield* leave(open, 0, knownUntilNs);
    else yield* leave(open, sharedDepth(open, frames), timeNs);
    for (const one of open) one.samples += 1;
    for (const name of frames.slice(open.length)) {
      open.push({ name, samples: 1 });
      yield { kind: 'enter', timeNs, name, samples: 0 };
    }
    knownUntilNs = nextNs - timeNs <= MOST_TICKS * tickNs ? nextNs : timeNs + Math.round(tickNs);
  }
  yield* leave(open, 0, knownUntilNs);
}

/** How many of the outermost functions are the same. */
function sharedDepth(open: readonly OpenFunction[], frames: readonly string[]): number {
  const differs = open.findIndex(({ name }, depth) => name !== frames[depth]);
  return differs < 0 ? open.length : differs;
}

/** Leaves all functions below `depth`, the innermost first. */
function* leave(open: OpenFunction[], depth: number, timeNs: Nanoseconds): Generator<StackEdge> {
  for (const { name, samples } of open.splice(depth).reverse()) {
    yield { kind: 'leave', timeNs, name, samples };
  }
}
