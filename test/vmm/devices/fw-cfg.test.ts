import { describe, expect, test } from 'vitest';
import { FOUR_GIB, GiB, MiB } from '../../../src/vmm/bus/memory-map.js';
import {
  bootFailWaitFile,
  createFwCfg,
  createFwCfgCursor,
  e820File,
  fwCfgItems,
  fwCfgKernelItems,
} from '../../../src/vmm/devices/fw-cfg.js';
import { freshState, runSteps } from './device-table.js';

const memory = { low: 3 * GiB, high: 5 * GiB };

function create() {
  const files = [e820File(memory), bootFailWaitFile(0x0102_0304)];
  const device = createFwCfg(createFwCfgCursor(freshState(), () => fwCfgItems(memory, 4, files)));
  const item = (selector: number, length: number) => {
    device.write(0, 2, selector);
    return Uint8Array.from({ length }, () => device.read(1, 1));
  };
  return { device, item };
}

describe('the items', () => {
  test('say who it is, how, how much memory and how many CPUs', () => {
    const { item } = create();
    expect(Buffer.from(item(0x00, 4)).toString()).toBe('QEMU');
    expect([...item(0x01, 4)]).toEqual([3, 0, 0, 0]);
    expect(Buffer.from(item(0x03, 8)).readBigUInt64LE()).toBe(BigInt(3 * GiB));
    expect([...item(0x05, 2)]).toEqual([4, 0]);
    expect([...item(0x0f, 2)]).toEqual([4, 0]);
  });

  test('are listed in a big-endian directory, each under its own selector', () => {
    const { item } = create();
    const directory = Buffer.from(item(0x19, 4 + 2 * 64));
    expect(directory.readUInt32BE(0)).toBe(2);
    const entries = [0, 1].map((index) => {
      const entry = directory.subarray(4 + index * 64);
      const name = entry.subarray(8, 64);
      return [entry.readUInt32BE(0), entry.readUInt16BE(4), name.subarray(0, name.indexOf(0)).toString()];
    });
    expect(entries).toEqual([
      [40, 0x20, 'etc/e820'],
      [4, 0x21, 'etc/boot-fail-wait'],
    ]);
    expect([...item(0x21, 4)]).toEqual([4, 3, 2, 1]);
  });

  test('give the RAM below and above 4 GiB as two ranges, or one where there is no more', () => {
    const data = Buffer.from(create().item(0x20, 40));
    const range = (at: number) => [
      data.readBigUInt64LE(at),
      data.readBigUInt64LE(at + 8),
      data.readUInt32LE(at + 16),
    ];
    expect([range(0), range(20)]).toEqual([
      [0n, BigInt(3 * GiB), 1],
      [BigInt(FOUR_GIB), BigInt(5 * GiB), 1],
    ]);
    expect(e820File({ low: 512 * MiB, high: 0 }).data).toHaveLength(20);
  });

  test('cut a name that is too long, and end it', () => {
    const items = fwCfgItems(memory, 1, [{ name: 'x'.repeat(100), data: new Uint8Array(1) }]);
    const name = items.get(0x19)!.subarray(4 + 8, 4 + 64);
    expect([name[54], name[55]]).toEqual([0x78, 0]);
  });
});

test('a kernel is there in its parts, each with its size', () => {
  const part = (first: number, length: number) => Uint8Array.from({ length }, (_, i) => first + i);
  const items = fwCfgKernelItems({
    setup: part(1, 3),
    kernel: part(16, 5),
    initramfs: null,
    commandLine: part(32, 4),
  });
  const size = (selector: number) => new DataView(items.get(selector)!.buffer).getUint32(0, true);
  expect([size(0x08), size(0x0b), size(0x14), size(0x17)]).toEqual([5, 0, 4, 3]);
  expect([0x11, 0x12, 0x15, 0x18].map((selector) => items.get(selector)![0])).toEqual([16, undefined, 32, 1]);
});

describe('the ports', () => {
  test('read on from where they are, zero past the end and for what is not there', () => {
    const { device } = create();
    runSteps(device, [
      ['w', 0, 0x05, 2],
      ['r', 1, 4],
      ['r', 1, 0],
      ['r', 1, 0],
      ['w', 0, 0x05, 2],
      ['r', 1, 4],
      ['w', 0, 0x7777, 2],
      ['r', 1, 0],
      ['r', 1, 0, 4],
    ]);
  });

  test('take wide reads as so many bytes, the selector apart', () => {
    const { device } = create();
    runSteps(device, [
      ['w', 0, 0x00, 2],
      ['r', 1, 0x4551, 2],
      ['r', 1, 0x554d, 2],
      ['w', 0, 0x00, 2],
      ['r', 1, 0x554d_4551, 4],
      ['w', 0, 0x00, 2],
      ['r', 0, 0x00],
      ['r', 0, 0x5100, 2],
      ['r', 1, 0x45],
    ]);
  });

  test('cannot be written to', () => {
    const { device } = create();
    runSteps(device, [
      ['w', 0, 0x00, 2],
      ['w', 1, 0xff],
      ['r', 1, 0x51],
      ['w', 0, 0x00, 2],
      ['r', 1, 0x51],
    ]);
  });
});
