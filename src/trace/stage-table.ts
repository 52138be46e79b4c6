/** The stages and names of codes and moments, and the names of the stages in a table. */
import { STANDARD_STAGES } from './event.js';

export interface StageRange {
  readonly stage: string;
  /** First and last code, inclusive. */
  readonly from: number;
  readonly to: number;
  /** Codes of this range are marks without an order, as custom codes are. */
  readonly unordered: boolean;
  /** A single code of this range is a whole stage that takes no time, rather than a stage that was not measured. */
  readonly instant?: boolean | undefined;
}

/** The table in force. The order of `ranges` is the order of the stages. Every code belongs to exactly one range or to `fallback`. */
export interface StageTable {
  readonly ranges: readonly StageRange[];
  /** Stage of codes that no range holds; unordered. */
  readonly fallback: string;
  readonly names: ReadonlyMap<number, string>;
  /** What a user says of moments, by key or by the name that the source prints; the ranges do not touch them. */
  readonly moments?: ReadonlyMap<string, MomentRule> | undefined;
}

/** What a moment is to the user; where something is absent, the source's own word holds. */
export interface MomentRule {
  /** A stage of the table, or a standard one. */
  readonly stage?: string | undefined;
  readonly name?: string | undefined;
}

type Stages = Pick<StageTable, 'ranges' | 'fallback'>;

/** The range that holds a code; undefined for a code of the fallback. */
export function rangeOf({ ranges }: Pick<StageTable, 'ranges'>, code: number): StageRange | undefined {
  return ranges.find(({ from, to }) => from <= code && code <= to);
}

/** Stages of the table that have an order, first to last. A stage of several ranges stands where its first one does. */
export function orderedStages({ ranges }: Pick<StageTable, 'ranges'>): readonly string[] {
  return [...new Set(ranges.filter(({ unordered }) => !unordered).map(({ stage }) => stage))];
}

/** Every stage that the table can give: its ranges' in order, then the fallback. */
export function stageNames({ ranges, fallback }: Stages): readonly string[] {
  return [...new Set([...ranges.map(({ stage }) => stage), fallback])];
}

/** Every stage that a boot can have under the table: texts and moments have the standard ones, whatever the table says. */
export function bootStages(table: Stages): readonly string[] {
  return [...new Set([...stageNames(table), ...STANDARD_STAGES])];
}
