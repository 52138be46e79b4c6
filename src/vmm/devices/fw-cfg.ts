/**
 * QEMU's firmware configuration device (its docs/specs/fw_cfg), through which SeaBIOS and OVMF ask for the memory
 * map, the kernel to boot and more. Selector at 0x510, data at 0x511, read-only. The DMA interface is fw-cfg-dma.ts.
 */
import type { PioDevice } from '../bus/bus.js';
import type { DeviceState } from '../bus/device-state.js';
import { FOUR_GIB } from '../bus/memory-map.js';

export const FW_CFG_PORT = 0x510;
export const FW_CFG_PORTS = 2;

const SELECTOR = 0;
const SIGNATURE = 0x00;
const INTERFACE_ID = 0x01;
const RAM_SIZE = 0x03;
const CPU_COUNT = 0x05;
const MAX_CPUS = 0x0f;
const FILE_DIRECTORY = 0x19;
/** Bits of INTERFACE_ID: the traditional interface, and DMA. */
const INTERFACES = 0b11;
const FIRST_FILE = 0x20;
const FILE_NAME_SIZE = 56;
const FILE_ENTRY_SIZE = 64;

/** Words of the state: what is selected, and which byte of it is read next. */
const ITEM = 0;
const POSITION = 1;
const SELECTION_WORDS = 2;

const E820_RAM = 1;
const E820_ENTRY_SIZE = 20;

/** Items by selector. */
export type FwCfgItems = ReadonlyMap<number, Uint8Array>;

export interface FwCfgFile {
  /** At most 55 ASCII characters. */
  readonly name: string;
  readonly data: Uint8Array;
}

export function fwCfgItems(
  memory: { readonly low: number; readonly high: number },
  cpus: number,
  files: readonly FwCfgFile[],
): FwCfgItems {
  const items = new Map<number, Uint8Array>([
    [SIGNATURE, new TextEncoder().encode('QEMU')],
    [INTERFACE_ID, littleEndian(4, INTERFACES)],
    [RAM_SIZE, littleEndian(8, memory.low)],
    [CPU_COUNT, littleEndian(2, cpus)],
    [MAX_CPUS, littleEndian(2, cpus)],
    [FILE_DIRECTORY, directory(files)],
  ]);
  files.forEach((file, index) => {
    items.set(FIRST_FILE + index, file.data);
  });
  return items;
}

/** The memory map as `etc/e820` gives it. */
export function e820File(memory: { readonly low: number; readonly high: number }): FwCfgFile {
  const ranges = [{ base: 0, size: memory.low }];
  if (memory.high > 0) ranges.push({ base: FOUR_GIB, size: memory.high });
  const data = new Uint8Array(ranges.length * E820_ENTRY_SIZE);
  const fields = new DataView(data.buffer);
  ranges.forEach(({ base, size }, index) => {
    const at = index * E820_ENTRY_SIZE;
    fields.setBigUint64(at, BigInt(base), true);
    fields.setBigUint64(at + 8, BigInt(size), true);
    fields.setUint32(at + 16, E820_RAM, true);
  });
  return { name: 'etc/e820', data };
}

/** A machine without a disk ends its boot where SeaBIOS finds nothing to boot, instead of waiting a minute first. */
export function bootFailWaitFile(milliseconds: number): FwCfgFile {
  return { name: 'etc/boot-fail-wait', data: littleEndian(4, milliseconds) };
}

/** A kernel that a firmware is to start, in the parts in which it asks for them. */
export interface FwCfgKernel {
  /** The part of a bzImage that runs in real mode, and the rest. */
  readonly setup: Uint8Array;
  readonly kernel: Uint8Array;
  readonly initramfs: Uint8Array | null;
  /** With its final zero. */
  readonly commandLine: Uint8Array;
}

/** Selectors of size and contents of each part (QEMU's include/standard-headers/linux/qemu_fw_cfg.h, hw/i386/x86.c). */
const KERNEL_PARTS = [
  { size: 0x08, data: 0x11, of: ({ kernel }: FwCfgKernel) => kernel },
  { size: 0x0b, data: 0x12, of: ({ initramfs }: FwCfgKernel) => initramfs ?? new Uint8Array() },
  { size: 0x14, data: 0x15, of: ({ commandLine }: FwCfgKernel) => commandLine },
  { size: 0x17, data: 0x18, of: ({ setup }: FwCfgKernel) => setup },
] as const;

export function fwCfgKernelItems(parts: FwCfgKernel): FwCfgItems {
  return new Map(
    KERNEL_PARTS.flatMap(({ size, data, of }) => {
      const bytes = of(parts);
      return [
        [size, littleEndian(4, bytes.length)],
        [data, bytes],
      ] as const;
    }),
  );
}

/** What both interfaces read: the selected item from where it was read last. */
export interface FwCfgCursor {
  /** Of the selected item, null where there is none. */
  readonly data: Uint8Array | null;
  readonly position: number;
  select(selector: number): void;
  /** At most to the end of the item. */
  moveTo(position: number): void;
}

/** @param createItems called at the first access: a kernel that is entered directly never asks */
export function createFwCfgCursor(state: DeviceState, createItems: () => FwCfgItems): FwCfgCursor {
  const selection = state.words('fw-cfg', SELECTION_WORDS);
  let items: FwCfgItems | null = null;
  const selected = () => {
    items ??= createItems();
    return items.get(selection[ITEM]!) ?? null;
  };
  return {
    get data() {
      return selected();
    },
    get position() {
      return selection[POSITION]!;
    },
    select(selector) {
      selection[ITEM] = selector & 0xffff;
      selection[POSITION] = 0;
    },
    moveTo(position) {
      selection[POSITION] = Math.min(position, selected()?.length ?? 0);
    },
  };
}

export function createFwCfg(cursor: FwCfgCursor): PioDevice {
  return {
    name: 'fw-cfg',
    read(offset, width) {
      const { data } = cursor;
      let value = 0;
      for (let i = 0; i < width; i++) {
        if (offset + i === SELECTOR) continue;
        value |= (data?.[cursor.position] ?? 0) << (8 * i);
        cursor.moveTo(cursor.position + 1);
      }
      return value >>> 0;
    },
    write(offset, _width, value) {
      if (offset === SELECTOR) cursor.select(value);
    },
  };
}

/** Big-endian, as the specification has it: count, then size, selector, reserved and name of each file. */
function directory(files: readonly FwCfgFile[]): Uint8Array {
  const data = new Uint8Array(4 + files.length * FILE_ENTRY_SIZE);
  const fields = new DataView(data.buffer);
  fields.setUint32(0, files.length);
  files.forEach((file, index) => {
    const at = 4 + index * FILE_ENTRY_SIZE;
    fields.setUint32(at, file.data.length);
    fields.setUint16(at + 4, FIRST_FILE + index);
    data.set(new TextEncoder().encode(file.name).subarray(0, FILE_NAME_SIZE - 1), at + 8);
  });
  return data;
}

function littleEndian(length: number, value: number): Uint8Array {
  const data = new Uint8Array(length);
  for (let i = 0, rest = value; i < length; i++, rest = Math.floor(rest / 256)) data[i] = rest % 256;
  return data;
}
