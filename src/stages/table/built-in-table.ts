/** The ranges of Cloud Hypervisor's debug port (devices/src/legacy/debug_port.rs), unchanged since they came in 2019. */
import type { StageTable } from '../../trace/stage-table.js';

/** Stage of codes that no range holds, unless a user's table says otherwise. */
export const DEFAULT_FALLBACK = 'custom';

/** Firmware, bootloader, kernel, userspace in order; 0x80 and above are marks without an order. */
export const BUILT_IN_TABLE: StageTable = {
  ranges: [
    { stage: 'firmware', from: 0x00, to: 0x1f, unordered: false },
    { stage: 'bootloader', from: 0x20, to: 0x3f, unordered: false },
    { stage: 'kernel', from: 0x40, to: 0x5f, unordered: false },
    { stage: 'userspace', from: 0x60, to: 0x7f, unordered: false },
    { stage: DEFAULT_FALLBACK, from: 0x80, to: 0xff, unordered: true },
  ],
  fallback: DEFAULT_FALLBACK,
  names: new Map(),
};
