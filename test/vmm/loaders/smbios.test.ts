import { describe, expect, test } from 'vitest';
import { InputError } from '../../../src/trace/errors.js';
import { MiB } from '../../../src/vmm/bus/memory-map.js';
import { SMBIOS_ADDRESS } from '../../../src/vmm/loaders/low-memory.js';
import { smbiosFirmwareFiles, writeSmbiosTables } from '../../../src/vmm/loaders/smbios.js';
import { guestMemory } from './kernel-files.js';

const MACHINE = { product: 'A board', oemStrings: ['one', 'two=2'] };

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const sum = (bytes: Uint8Array) => bytes.reduce((total, byte) => total + byte, 0) & 0xff;

/** Walks structures as a reader does: type, bytes of the formatted part, strings. */
function readStructures(bytes: Uint8Array) {
  const found: { type: number; fields: Uint8Array; strings: string[]; size: number }[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes[at + 1]!;
    let end = at + length;
    while (bytes[end] !== 0 || bytes[end + 1] !== 0) end++;
    const strings = text(bytes.subarray(at + length, end)).split('\0');
    const size = end + 2 - at;
    found.push({
      type: bytes[at]!,
      fields: bytes.slice(at, at + length),
      strings: strings.filter(Boolean),
      size,
    });
    at += size;
  }
  return found;
}

/** As Linux does (drivers/firmware/dmi_scan.c): the newer entry point, or the older one, on 16-byte boundaries below 1 MiB. */
function scan(machine = MACHINE) {
  const memory = guestMemory(2 * MiB);
  writeSmbiosTables(memory, machine);
  const area = memory.slice(SMBIOS_ADDRESS, 0x1_0000);
  const find = (anchor: string) => {
    for (let at = 0; at < area.length; at += 16)
      if (text(area.subarray(at, at + anchor.length)) === anchor) return area.slice(at, at + 32);
    throw new Error(`no ${anchor}`);
  };
  return { memory, first: text(area.subarray(0, 5)), v3: find('_SM3_'), v2: find('_SM_') };
}

describe('tables of a kernel that is entered directly', () => {
  const { memory, first, v3, v2 } = scan();
  const fields3 = new DataView(v3.buffer);
  const fields2 = new DataView(v2.buffer);
  const tables = memory.slice(Number(fields3.getBigUint64(16, true)), fields3.getUint32(12, true));

  test('are found by both entry points, which are whole', () => {
    expect(first).toBe('_SM3_');
    expect(sum(v3.subarray(0, v3[6]))).toBe(0);
    expect(sum(v2.subarray(0, v2[5]))).toBe(0);
    expect(text(v2.subarray(16, 21))).toBe('_DMI_');
    expect(sum(v2.subarray(16, 31))).toBe(0);
    expect(fields2.getUint32(24, true)).toBe(Number(fields3.getBigUint64(16, true)));
    expect(fields2.getUint16(22, true)).toBe(tables.length);
    const structures = readStructures(tables);
    expect(fields2.getUint16(28, true)).toBe(structures.length);
    expect(fields2.getUint16(8, true)).toBe(Math.max(...structures.map(({ size }) => size)));
  });

  test('say who made the machine, that it is virtual, and the strings for programs', () => {
    const structures = readStructures(tables);
    expect(structures.map(({ type, strings }) => [type, strings])).toEqual([
      [0, ['boottrace', '0']],
      [1, ['boottrace', 'A board']],
      [11, ['one', 'two=2']],
      [32, []],
      [127, []],
    ]);
    const [bios, system, oem] = structures;
    expect(bios!.fields.length).toBe(0x18);
    expect(bios!.fields[0x13]! & 0x10).toBe(0x10);
    expect(system!.fields.length).toBe(0x1b);
    expect(oem!.fields[4]).toBe(2);
    expect(structures.map(({ fields }) => fields[2])).toEqual([0, 1, 2, 3, 4]);
  });
});

test('a machine without strings has no structure of type 11, and more than 255 are in several', () => {
  const types = (oemStrings: string[]) => {
    const { data } = smbiosFirmwareFiles({ product: 'board', oemStrings })[0]!;
    return readStructures(data).map(({ type, strings }) => (type === 11 ? strings.length : -type));
  };
  expect(types([])).toEqual([-1, -32, -127]);
  expect(types(Array.from({ length: 256 }, (_, i) => `s${i}`))).toEqual([-1, 255, 1, -32, -127]);
});

test('a firmware gets the tables without type 0, and an entry point to complete', () => {
  const files = new Map(smbiosFirmwareFiles(MACHINE).map(({ name, data }) => [name, data]));
  const tables = files.get('etc/smbios/smbios-tables')!;
  const anchor = files.get('etc/smbios/smbios-anchor')!;
  expect(readStructures(tables).map(({ type }) => type)).toEqual([1, 11, 32, 127]);
  // What OVMF demands (DetectSmbiosVersionLib): size, version, anchors, and the length of the tables.
  expect(anchor.length).toBe(31);
  expect([anchor[6], text(anchor.subarray(0, 4)), text(anchor.subarray(16, 21))]).toEqual([
    2,
    '_SM_',
    '_DMI_',
  ]);
  expect(new DataView(anchor.buffer).getUint16(22, true)).toBe(tables.length);
});

test.each([
  ['too many', Array.from({ length: 700 }, () => 'x'.repeat(100)), /take \d+ bytes .* room for \d+/],
  ['empty', [''], /"" cannot be a string/],
  ['with a zero', ['a\0b'], /"a\\u0000b" cannot be a string/],
])('strings that are %s are refused', (_name, oemStrings, message) => {
  const machine = { product: 'board', oemStrings };
  for (const build of [() => smbiosFirmwareFiles(machine), () => scan(machine)]) {
    expect(build).toThrow(InputError);
    expect(build).toThrow(message);
  }
});
