/** What can be fuzzed: an arbitrary input and what must hold of it, for the short form in the tests and the long one by hand. */
import type fc from 'fast-check';
import type { Requirement } from '../helpers/requirements.js';

export interface FuzzTarget {
  readonly id: string;
  /** What holds, in one sentence. */
  readonly claim: string;
  /** Inputs of the short form. */
  readonly shortRuns: number;
  /** What the machine must have for it; absent when nothing. */
  readonly needs?: Requirement;
  /** A fresh property and what it has reached so far. `onInput` is called before each input. */
  create(onInput: () => void): FuzzSession;
}

export interface FuzzSession {
  readonly property: fc.IRawProperty<unknown>;
  /** Counts that must not stay 0: fuzzing that reaches nothing says nothing. */
  readonly reached: Readonly<Record<string, number>>;
  close(): void;
}
