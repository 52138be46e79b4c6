/** Views of a profile: what called what, and which functions the time is in. */
import type { ProfileStack } from './profile.js';

/** A function in a place: all stacks that begin alike down to it. */
export interface ProfileNode {
  readonly name: string;
  /** Samples in which it is the innermost. */
  readonly self: number;
  /** Samples in it and in what it called. */
  readonly total: number;
  /** The largest first. */
  readonly children: readonly ProfileNode[];
}

interface GrowingNode {
  readonly name: string;
  self: number;
  total: number;
  readonly children: Map<string, GrowingNode>;
}

/** The tree of all stacks; its root has no name and stands for all samples. */
export function profileTree(stacks: readonly ProfileStack[]): ProfileNode {
  const root: GrowingNode = { name: '', self: 0, total: 0, children: new Map() };
  for (const { frames, count } of stacks) {
    let node = root;
    node.total += count;
    for (const name of frames) {
      const child = node.children.get(name) ?? { name, self: 0, total: 0, children: new Map() };
      node.children.set(name, child);
      child.total += count;
      node = child;
    }
    node.self += count;
  }
  return finish(root);
}

function finish({ name, self, total, children }: GrowingNode): ProfileNode {
  const sorted = [...children.values()].map(finish).sort((a, b) => b.total - a.total);
  return { name, self, total, children: sorted };
}

/** The tree without what has fewer than `least` samples; what is left out still counts in its callers. */
export function pruneTree(node: ProfileNode, least: number): ProfileNode {
  const children = node.children
    .filter(({ total }) => total >= least)
    .map((child) => pruneTree(child, least));
  return { ...node, children };
}

export interface HotFunction {
  readonly name: string;
  /** Samples in which it is the innermost, or the innermost but for the thunk of a return. */
  readonly self: number;
  /** Samples in which it occurs. */
  readonly total: number;
}

/** Thunks for returns and indirect calls (arch/x86/lib/retpoline.S): their time counts for their callers. */
const THUNK =
  /^(__x86_(return|indirect)_thunk\w*|\w+_return_thunk|__x86_indirect_(call|jump)_thunk\w*|zen_untrain_ret|retbleed_untrain_ret|srso_\w*safe_ret|__fentry__)$/;

/** All functions, sorted by their own samples, then by all samples. */
export function hotFunctions(stacks: readonly ProfileStack[]): readonly HotFunction[] {
  const functions = new Map<string, { self: number; total: number }>();
  const at = (name: string): { self: number; total: number } => {
    const row = functions.get(name) ?? { self: 0, total: 0 };
    functions.set(name, row);
    return row;
  };
  for (const { frames, count } of stacks) {
    const own = innermost(frames);
    for (const name of new Set(frames)) if (name === own || !THUNK.test(name)) at(name).total += count;
    at(own).self += count;
  }
  return [...functions]
    .map(([name, { self, total }]): HotFunction => ({ name, self, total }))
    .sort((a, b) => b.self - a.self || b.total - a.total);
}

function innermost(frames: readonly string[]): string {
  return frames.findLast((name) => !THUNK.test(name)) ?? frames.at(-1) ?? '';
}

/** Stages with samples, in order of appearance, and the stacks of each. */
export function stacksByStage(stacks: readonly ProfileStack[]): ReadonlyMap<string, readonly ProfileStack[]> {
  const stages = new Map<string, ProfileStack[]>();
  for (const stack of stacks) {
    const same = stages.get(stack.stage);
    if (same === undefined) stages.set(stack.stage, [stack]);
    else same.push(stack);
  }
  return stages;
}
