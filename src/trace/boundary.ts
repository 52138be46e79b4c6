/**
 * The codes of the standard stages: the ranges of Cloud Hypervisor's debug port (devices/src/legacy/debug_port.rs), unchanged since they
 * came in 2019, and the codes that its guests write at both ends of a stage.
 */
import type { StandardStage } from './event.js';

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

export interface StandardCodes {
  readonly stage: StandardStage;
  /** All codes of the stage, inclusive. */
  readonly from: number;
  readonly to: number;
  readonly begin: BoundaryCode;
  readonly end: BoundaryCode;
}

/** In the order of a boot. Codes above belong to no standard stage. */
export const STANDARD_CODES: readonly StandardCodes[] = [
  { stage: 'firmware', from: 0x00, to: 0x1f, begin: BOUNDARY.firmwareBegins, end: BOUNDARY.firmwareEnds },
  {
    stage: 'bootloader',
    from: 0x20,
    to: 0x3f,
    begin: BOUNDARY.bootloaderBegins,
    end: BOUNDARY.bootloaderEnds,
  },
  { stage: 'kernel', from: 0x40, to: 0x5f, begin: BOUNDARY.kernelBegins, end: BOUNDARY.kernelEnds },
  { stage: 'userspace', from: 0x60, to: 0x7f, begin: BOUNDARY.userspaceBegins, end: BOUNDARY.userspaceEnds },
];

/** The standard stage whose range holds a code; null for codes above them. */
export function standardStageOf(code: number): StandardStage | null {
  return STANDARD_CODES.find(({ from, to }) => from <= code && code <= to)?.stage ?? null;
}

/** The stage that a boundary is an end of. */
export function stageOfBoundary(code: BoundaryCode): StandardStage {
  return standardStageOf(code)!;
}
