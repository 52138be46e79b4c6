/** The ends of the standard stages, each with the code that Cloud Hypervisor's guests write there. */
import { STANDARD_STAGES, type StandardStage } from './event.js';

/** First and last code of each stage, as the built-in table knows them. */
export const BOUNDARY = {
  firmwareBegins: 0x00,
  firmwareEnds: 0x01,
  bootloaderBegins: 0x20,
  bootloaderEnds: 0x21,
  kernelBegins: 0x40,
  kernelEnds: 0x41,
  userspaceBegins: 0x60,
  userspaceEnds: 0x61,
} as const;

export type BoundaryCode = (typeof BOUNDARY)[keyof typeof BOUNDARY];

/** Codes that each standard stage has. */
const CODES_OF_STAGE = 0x20;

/** The stage that a boundary is an end of. */
export function stageOfBoundary(code: BoundaryCode): StandardStage {
  return STANDARD_STAGES[Math.floor(code / CODES_OF_STAGE)]!;
}
