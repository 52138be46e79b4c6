/** The table in force where a user gives none: the standard stages, and above them marks. */
import { STANDARD_CODES } from '../../trace/boundary.js';
import type { StageTable } from '../../trace/stage-table.js';

/** Stage of codes that no range holds, unless a user's table says otherwise. */
export const DEFAULT_FALLBACK = 'custom';

/** Firmware, bootloader, kernel, userspace in order; 0x80 and above are marks without an order. */
export const BUILT_IN_TABLE: StageTable = {
  ranges: [
    ...STANDARD_CODES.map(({ stage, from, to }) => ({ stage, from, to, unordered: false })),
    { stage: DEFAULT_FALLBACK, from: 0x80, to: 0xff, unordered: true },
  ],
  fallback: DEFAULT_FALLBACK,
  names: new Map(),
};
