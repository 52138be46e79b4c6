import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  EHDR64_SIZE,
  EM_X86_64,
  isElf,
  PHDR64_SIZE,
  PT_LOAD,
  programHeaders,
  readByteOrder,
  readClass,
  readMachine,
  readProgramHeader,
  readSectionHeader,
  readWord,
  SHF_EXECINSTR,
  SHT_DYNSYM,
  SHT_SYMTAB,
  SYM32,
  SYM64,
  sectionHeaders,
} from '../../src/inspect/elf.js';
import { viewOf } from '../../src/inspect/guest-bytes.js';
import { buildElf } from './build-elf.js';

describe('a program that the linker made', () => {
  const file = readFileSync('/bin/ls');
  const view = viewOf(file);

  test('is a 64-bit file for this machine', () => {
    expect(isElf(file)).toBe(true);
    expect([readClass(view), readByteOrder(view), readMachine(view)]).toEqual([2, 1, EM_X86_64]);
  });

  test('has segments that lie in the file, the first where the program headers are', () => {
    const { offset, count, size } = programHeaders(view, true);
    expect([offset, size]).toEqual([BigInt(EHDR64_SIZE), PHDR64_SIZE]);
    const headers = Array.from({ length: count }, (_, at) =>
      readProgramHeader(view, EHDR64_SIZE + at * size, true),
    );
    const loads = headers.filter(({ type }) => type === PT_LOAD);
    expect(loads[0]).toMatchObject({ offset: 0n, physicalAddress: 0n, alignment: 0x1000n });
    for (const load of loads) {
      expect(load.offset + load.fileSize).toBeLessThanOrEqual(file.length);
      expect(load.memorySize).toBeGreaterThanOrEqual(load.fileSize);
    }
  });

  test('has a table of dynamic symbols whose names are in the section that it links to', () => {
    const { offset, count, size } = sectionHeaders(view, true);
    const sections = Array.from({ length: count }, (_, at) =>
      readSectionHeader(view, Number(offset) + at * size, true),
    );
    const table = sections.find(({ type }) => type === SHT_DYNSYM)!;
    const names = sections[table.link]!;
    expect(Number(table.size) % SYM64.bytes).toBe(0);
    const text = file.subarray(Number(names.offset), Number(names.offset + names.size)).toString('latin1');
    const known = Array.from({ length: Number(table.size) / SYM64.bytes }, (_, at) => {
      const start = view.getUint32(Number(table.offset) + at * SYM64.bytes + SYM64.name, true);
      return text.slice(start, text.indexOf('\0', start));
    });
    expect(known).toContain('__libc_start_main');
    expect(sections.some(({ flags }) => (Number(flags) & SHF_EXECINSTR) !== 0)).toBe(true);
  });
});

test('the headers of a 32-bit file have narrower words', () => {
  const view = viewOf(buildElf([{ name: 'start', value: 0x10_0000 }], { bits: 32 }));
  const { offset, count, size } = sectionHeaders(view, false);
  expect([offset, count, size]).toEqual([52n, 5, 40]);
  const table = readSectionHeader(view, 52 + 3 * size, false);
  expect(table).toMatchObject({ type: SHT_SYMTAB, flags: 0n, size: BigInt(SYM32.bytes), link: 4 });
  expect(readWord(view, Number(table.offset) + SYM32.value, false)).toBe(0x10_0000n);
});

test('any number is given as it is, and what lies outside of the bytes is a RangeError', () => {
  const bytes = new Uint8Array(EHDR64_SIZE).fill(0xff);
  expect(programHeaders(viewOf(bytes), true).offset).toBe(2n ** 64n - 1n);
  expect(() => sectionHeaders(viewOf(bytes.subarray(0, 61)), true)).toThrow(RangeError);
  expect(() => readProgramHeader(viewOf(bytes), 16, true)).toThrow(RangeError);
  expect(isElf(bytes.subarray(0, 3))).toBe(false);
});
