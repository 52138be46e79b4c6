/** The walks of the house: how far a reader goes who follows one thing through the source, and how far is far enough. */
import { type Code, type Walk, type WalkOptions, walk } from './call-walk.js';

export interface MeasuredWalk extends WalkOptions {
  readonly title: string;
  /** What is counted, and the most that there may be of it. */
  readonly counts: 'climbs' | 'returns';
  readonly most: number;
}

export const WALKS: readonly MeasuredWalk[] = [
  {
    title: 'flags of run',
    from: 'cli/work/run-and-report.ts#runAndShow',
    follows: 'flags',
    counts: 'climbs',
    most: 3,
  },
  {
    title: 'the plan made of them',
    from: 'cli/work/run-and-report.ts#runCommand',
    follows: 'command',
    counts: 'climbs',
    most: 3,
  },
  {
    title: 'the same, where guests boot',
    from: 'cli/work/boot-session.ts#bootAndShow',
    follows: 'command',
    counts: 'climbs',
    most: 5,
  },
  {
    title: 'reading an input',
    from: 'cli/input/inputs.ts#readInput',
    within: /^cli\/input\//,
    counts: 'returns',
    most: 8,
  },
];

export interface WalkFigures {
  readonly title: string;
  readonly counts: MeasuredWalk['counts'];
  readonly most: number;
  readonly walk: Walk;
}

export function measureWalks(code: Code): readonly WalkFigures[] {
  return WALKS.map((measured) => {
    const { title, counts, most } = measured;
    return { title, counts, most, walk: walk(code, measured) };
  });
}
