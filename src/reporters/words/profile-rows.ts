/** A profile in words and rows, for every format that shows its tree as text. */
import type { Profile } from '../../trace/profile/profile.js';
import type { ProfileNode } from '../../trace/profile/profile-tree.js';
import { writeShare } from './time-text.js';

/** A callee with at least this share of its caller's samples stands in the same row. */
const CHAIN_SHARE = 0.98;

/** A smaller share of idle samples says nothing. */
const LEAST_IDLE = 0.001;

/** `2050 samples at 1000 Hz, 327 ticks without one, 12.0 % idle, 99.8 % of kernel stacks followed to their end` */
export function describeProfile(profile: Profile): string {
  const { samples, hz, lostTicks, idleSamples, kernelSamples, rootedKernelSamples, symbols } = profile;
  const facts = [`${samples} samples at ${hz} Hz`];
  if (lostTicks > 0) facts.push(`${lostTicks} ticks without a sample`);
  if (idleSamples > LEAST_IDLE * samples) facts.push(`${writeShare(idleSamples, samples)} idle`);
  if (kernelSamples > 0) {
    facts.push(`${writeShare(rootedKernelSamples, kernelSamples)} of kernel stacks followed to their end`);
  }
  if (symbols.source === 'none') facts.push('function names are unknown');
  return facts.join(', ');
}

export interface TreeRow {
  readonly depth: number;
  /** Functions that call one another, the outermost first. */
  readonly names: readonly string[];
  readonly self: number;
  readonly total: number;
}

/** What is below `node`, callers first; a chain of functions that only call one another is one row. */
export function* treeRows(node: ProfileNode, depth = 0): Generator<TreeRow> {
  for (const child of node.children) {
    const names = [child.name];
    let last = child;
    for (let next = onlyCallee(last); next !== null; next = onlyCallee(last)) {
      names.push(next.name);
      last = next;
    }
    yield { depth, names, self: last.self, total: child.total };
    yield* treeRows(last, depth + 1);
  }
}

function onlyCallee({ total, children }: ProfileNode): ProfileNode | null {
  const [first] = children;
  return first !== undefined && first.total >= CHAIN_SHARE * total ? first : null;
}

/** Without a sign: the head of the column has it. */
export function percentText(part: number, whole: number): string {
  return ((100 * part) / whole).toFixed(1);
}
