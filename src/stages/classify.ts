/** Codes to stages: a table turned into one look-up per code. The code byte decides, never a word printed beside it. */
import { codeOfMoment } from '../trace/banners.js';
import { STANDARD_CODES, stageOfBoundary } from '../trace/boundary.js';
import { orderedStages, rangeOf, type StageTable } from '../trace/stage-table.js';

export interface CodeClass {
  readonly stage: string;
  /** Place of the stage in the order of the boot, from 0; null for codes without an order. */
  readonly rank: number | null;
  readonly name: string | null;
  /** Which end of its stage the code stands for; null for a code that is no standard boundary. */
  readonly boundary: 'begin' | 'end' | null;
  /** A stage of this code alone is measured with 0: the range says so, or it has no order. */
  readonly instant: boolean;
}

/** Both ends of a stage, by the stage's name. They count where the table in force has them in the stage of that name. */
const BOUNDARIES: ReadonlyMap<string, { readonly begin: number; readonly end: number }> = new Map(
  STANDARD_CODES.map((codes) => [codes.stage, codes]),
);

/** Which end of a stage a code stands for. */
export function boundaryOf(stage: string, code: number): CodeClass['boundary'] {
  const boundaries = BOUNDARIES.get(stage);
  if (code === boundaries?.begin) return 'begin';
  return code === boundaries?.end ? 'end' : null;
}

/** Which end of a stage a moment stands for. */
export function boundaryOfMoment(stage: string, key: string): CodeClass['boundary'] {
  const code = codeOfMoment(key);
  return code !== null && stageOfBoundary(code) === stage ? boundaryOf(stage, code) : null;
}

/** Says to which class a code belongs; codes are 0x00 to MAX_CODE. */
export type Classifier = (code: number) => CodeClass;

/** The classifier of a table. Codes outside all ranges belong to its fallback and have no order. */
export function createClassifier(table: StageTable): Classifier {
  const order = orderedStages(table);
  const classOf = (code: number): CodeClass => {
    const range = rangeOf(table, code);
    const stage = range?.stage ?? table.fallback;
    const rank = range === undefined || range.unordered ? null : order.indexOf(stage);
    const name = table.names.get(code) ?? null;
    const instant = rank === null || range?.instant === true;
    return { stage, rank, name, boundary: boundaryOf(stage, code), instant };
  };
  const ofBytes = Array.from({ length: 256 }, (_, code) => classOf(code));
  // Codes of two bytes are looked up when they come: few logs have any.
  return (code) => ofBytes[code] ?? classOf(code);
}
