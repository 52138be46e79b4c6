/** Codes to stages: a table turned into one look-up per code. The code byte decides, never a word printed beside it. */
import { codeOfMoment } from '../trace/banners.js';
import { BOUNDARY, stageOfBoundary } from '../trace/boundary.js';
import type { StageTable } from '../trace/stage-table.js';

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

/**
 * The codes that Cloud Hypervisor's guests write at both ends of a stage, by the stage's name. They count where the table in force has
 * them in the stage of that name.
 */
const BOUNDARIES: ReadonlyMap<string, { readonly begin: number; readonly end: number }> = new Map([
  ['firmware', { begin: BOUNDARY.firmwareBegins, end: BOUNDARY.firmwareEnds }],
  ['bootloader', { begin: BOUNDARY.bootloaderBegins, end: BOUNDARY.bootloaderEnds }],
  ['kernel', { begin: BOUNDARY.kernelBegins, end: BOUNDARY.kernelEnds }],
  ['userspace', { begin: BOUNDARY.userspaceBegins, end: BOUNDARY.userspaceEnds }],
]);

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

/** Says to which class a code belongs; codes are 0x00 to 0xff. */
export type Classifier = (code: number) => CodeClass;

/** Stages of the table that have an order, first to last. A stage of several ranges stands where its first one does. */
export function orderedStages(table: StageTable): readonly string[] {
  const ordered = table.ranges.filter((range) => !range.unordered);
  return [...new Set(ordered.map((range) => range.stage))];
}

/** Every stage that the table can give: its ranges' in order, then the fallback. */
export function stageNames(table: StageTable): readonly string[] {
  return [...new Set([...table.ranges.map((range) => range.stage), table.fallback])];
}

/** The classifier of a table. Codes outside all ranges belong to its fallback and have no order. */
export function createClassifier(table: StageTable): Classifier {
  const order = orderedStages(table);
  const classes = Array.from({ length: 256 }, (_, code): CodeClass => {
    const range = table.ranges.find(({ from, to }) => from <= code && code <= to);
    const stage = range?.stage ?? table.fallback;
    const rank = range === undefined || range.unordered ? null : order.indexOf(stage);
    const name = table.names.get(code) ?? null;
    const instant = rank === null || range?.instant === true;
    return { stage, rank, name, boundary: boundaryOf(stage, code), instant };
  });
  return (code) => classes[code & 0xff]!;
}
