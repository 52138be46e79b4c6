/**
 * The DMA interface of QEMU's firmware configuration device (its docs/specs/fw_cfg, "Guest-side DMA Interface"): the guest writes the
 * address of a structure, by which items are selected, skipped and copied into its memory. Items cannot be written. All of its
 * numbers are big-endian, those in ports included.
 */
import { type AccessWidth, type PioDevice, wordBytes } from '../bus/bus.js';
import type { DeviceState } from '../bus/device-state.js';
import type { GuestMemory } from '../bus/memory.js';
import { FOUR_GIB, MiB } from '../bus/memory-map.js';
import type { FwCfgCursor } from './fw-cfg.js';

export const FW_CFG_DMA_PORT = 0x514;
export const FW_CFG_DMA_PORTS = 8;

/** What the port reads as: the sign that the interface is there. */
const SIGNATURE = new TextEncoder().encode('QEMU CFG');
const HIGH = 0;
const LOW = 4;

/** struct FWCfgDmaAccess. */
const ACCESS = { control: 0, length: 4, address: 8, size: 16 } as const;
const CONTROL = { error: 1 << 0, read: 1 << 1, skip: 1 << 2, select: 1 << 3, write: 1 << 4 } as const;
const SELECTOR_SHIFT = 16;

/** The guest chooses how much is copied: after so much, others get at the devices, and the run may end. */
const PIECE = 1 * MiB;

export interface FwCfgDmaParts {
  readonly state: DeviceState;
  readonly cursor: FwCfgCursor;
  readonly memory: GuestMemory;
  readonly isStopping: () => boolean;
  readonly giveWay: () => void;
}

export function createFwCfgDma(parts: FwCfgDmaParts): PioDevice {
  const high = parts.state.words('fw-cfg-dma', 1);
  return {
    name: 'fw-cfg-dma',
    read(offset, width) {
      const bytes = SIGNATURE.subarray(offset, offset + width);
      return bytes.reduce((value, byte, i) => value | (byte << (8 * i)), 0) >>> 0;
    },
    write(offset, width: AccessWidth, value) {
      if (width !== 4) return;
      if (offset === HIGH) high[0] = value;
      if (offset !== LOW) return;
      const address = swapBytes(high[0]! >>> 0) * FOUR_GIB + swapBytes(value);
      high[0] = 0;
      access(address, parts);
    },
  };
}

/** An access that lies outside of RAM is not done: there is nowhere to say so. */
function access(address: number, parts: FwCfgDmaParts): void {
  const { memory, cursor } = parts;
  if (!memory.contains(address, ACCESS.size)) return;
  const fields = memory.view(address, ACCESS.size);
  const control = fields.getUint32(ACCESS.control);
  const length = fields.getUint32(ACCESS.length);
  const target = fields.getUint32(ACCESS.address) * FOUR_GIB + fields.getUint32(ACCESS.address + 4);
  if ((control & CONTROL.select) !== 0) cursor.select(control >>> SELECTOR_SHIFT);
  const isDone = transfer(control, { target, length }, parts);
  fields.setUint32(ACCESS.control, isDone ? 0 : CONTROL.error);
}

interface Transfer {
  readonly target: number;
  readonly length: number;
}

function transfer(control: number, { target, length }: Transfer, parts: FwCfgDmaParts): boolean {
  if ((control & CONTROL.read) !== 0) {
    return length === 0 || (parts.memory.contains(target, length) && copyItem({ target, length }, parts));
  }
  if ((control & CONTROL.write) !== 0) return false;
  if ((control & CONTROL.skip) !== 0) parts.cursor.moveTo(parts.cursor.position + length);
  return true;
}

/** What lies behind the end of an item is zero. The item is that of the beginning, whatever others select meanwhile. */
function copyItem(
  { target, length }: Transfer,
  { cursor, memory, isStopping, giveWay }: FwCfgDmaParts,
): boolean {
  const { data, position } = cursor;
  for (let done = 0; done < length; done += PIECE) {
    if (done > 0) giveWay();
    if (isStopping()) return false;
    const size = Math.min(PIECE, length - done);
    const bytes = data?.subarray(position + done, position + done + size) ?? new Uint8Array();
    const room = memory.slice(target + done, size);
    room.set(bytes);
    room.fill(0, bytes.length);
  }
  cursor.moveTo(position + length);
  return true;
}

function swapBytes(value: number): number {
  return wordBytes(value).reduce((swapped, byte) => swapped * 256 + byte, 0);
}
