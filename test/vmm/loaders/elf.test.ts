import { describe, expect, test } from 'vitest';
import { isElf } from '../../../src/inspect/elf.js';
import { findNote, readSegments } from '../../../src/vmm/loaders/elf.js';
import {
  ELF,
  type ElfPart,
  elf32File,
  elfFile,
  elfNote,
  PT_NOTE,
  pattern,
  put,
  refusal,
  word,
} from './kernel-files.js';

const refused = (file: Uint8Array) => refusal(() => readSegments(file, 'vmlinux'));

function changed(at: number, size: number, value: number | bigint): Uint8Array {
  const file = elfFile([{ address: 0x10_0000, content: pattern(100) }]);
  put(file, at, size, value);
  return file;
}

describe('an ELF file', () => {
  test('is known by its first four bytes', () => {
    expect(isElf(elfFile([]))).toBe(true);
    expect(isElf(elfFile([]).subarray(0, 4))).toBe(true);
    expect(isElf(elfFile([]).subarray(0, 3))).toBe(false);
    for (let i = 0; i < 4; i++) expect(isElf(changed(i, 1, 0))).toBe(false);
  });

  test('gives its segments with their physical addresses', () => {
    const file = elfFile([
      { address: 0x10_0000, content: pattern(10), memorySize: 20, alignment: 0x1000 },
      { type: 7, address: 2n ** 63n, alignment: 8 },
    ]);
    expect(readSegments(file, 'vmlinux')).toEqual([
      { type: 1, offset: 176, address: 0x10_0000, fileSize: 10, memorySize: 20, alignment: 0x1000 },
      { type: 7, offset: 186, address: 2 ** 63, fileSize: 0, memorySize: 0, alignment: 8 },
    ]);
    expect(readSegments(elfFile([]), 'vmlinux')).toEqual([]);
  });

  test('may say that it is for an i386, as CLOUDHV.fd does', () => {
    const file = elfFile([{ address: 0x10_0000, content: pattern(10) }]);
    const expected = readSegments(file, 'vmlinux');
    put(file, ELF.machine, 2, 3);
    expect(readSegments(file, 'vmlinux')).toEqual(expected);
  });

  test('may be one of 32 bits', () => {
    const file = elf32File([
      { address: 0x10_0000, content: pattern(10), memorySize: 20, alignment: 0x1000 },
      { type: 7, address: 0xffff_ffff, alignment: 8 },
    ]);
    expect(readSegments(file, 'vmlinux')).toEqual([
      { type: 1, offset: 116, address: 0x10_0000, fileSize: 10, memorySize: 20, alignment: 0x1000 },
      { type: 7, offset: 126, address: 0xffff_ffff, fileSize: 0, memorySize: 0, alignment: 8 },
    ]);
    expect(refused(file.subarray(0, 51))[0]).toBe('elf-truncated');
    expect(refused(file.subarray(0, 115))[0]).toBe('elf-truncated');
    put(file, 42, 2, 31);
    expect(refused(file)[1]).toContain('2 program headers of 31 bytes');
  });

  test('may lie anywhere in a larger buffer', () => {
    const file = elfFile([{ address: 0x10_0000, content: pattern(10) }]);
    const shifted = new Uint8Array(file.length + 3);
    shifted.set(file, 3);
    expect(readSegments(shifted.subarray(3), 'vmlinux')).toEqual(readSegments(file, 'vmlinux'));
  });
});

describe('what is not for this machine', () => {
  test.each([
    ['of 32 bits for x86-64', changed(4, 1, 1), 'of class 1 for machine 62'],
    ['of no size', changed(4, 1, 3), 'of class 3 for machine 62'],
    ['big-endian', changed(5, 1, 2), 'big-endian'],
    ['for aarch64', changed(18, 2, 183), 'for machine 183'],
  ])('%s is foreign', (_name, file, why) => {
    expect(refused(file)).toEqual([
      'elf-foreign',
      `vmlinux is an ELF file, but ${why}; a file for x86 is expected`,
      'use the x86-64 build of it',
    ]);
  });
});

describe('truncation', () => {
  const file = elfFile([{ address: 0x10_0000, content: pattern(100) }]);

  test.each([
    ['in the file header', 63, 64],
    ['in a program header', 119, 120],
    ['in a segment', 219, 220],
  ])('by one byte %s is seen', (_name, length, expected) => {
    expect(refused(file.subarray(0, length))).toEqual([
      'elf-truncated',
      `vmlinux is a truncated ELF file: ${length} bytes, at least ${expected} expected`,
      'check that the file is complete',
    ]);
    expect(file).toHaveLength(220);
    expect(() => readSegments(file, 'vmlinux')).not.toThrow();
  });

  test.each([
    ['program headers', ELF.phoff, 2n ** 64n - 1n],
    ['a segment', 64 + 8, 2n ** 64n - 100n],
    ['as much of a segment', 64 + 32, 2n ** 63n],
  ])('%s beyond any file counts as truncation', (_name, at, value) => {
    expect(refused(changed(at, 8, value))[0]).toBe('elf-truncated');
  });
});

describe('nonsense', () => {
  test.each([
    ['too many program headers', changed(ELF.phnum, 2, 257), '257 program headers of 56 bytes'],
    ['program headers that are too small', changed(ELF.phentsize, 2, 55), '1 program headers of 55 bytes'],
    [
      'more in the file than in memory',
      changed(64 + 40, 8, 99),
      'a segment of 100 bytes in the file and 99 in memory',
    ],
  ])('is refused: %s', (_name, file, message) => {
    expect(refused(file)).toEqual([
      'elf-malformed',
      expect.stringContaining(message),
      'check that the file is complete',
    ]);
  });

  test('is not what a file may have: as many headers as there can be, none, and notes that are not loaded', () => {
    const most = elfFile(Array.from({ length: 256 }, () => ({ type: 0 })));
    expect(readSegments(most, 'vmlinux')).toHaveLength(256);
    const none = elfFile([]);
    put(none, ELF.phentsize, 2, 0);
    expect(readSegments(none, 'vmlinux')).toEqual([]);
    const note = elfFile([{ type: PT_NOTE, content: pattern(10), memorySize: 0 }]);
    expect(readSegments(note, 'vmlinux')).toMatchObject([{ fileSize: 10, memorySize: 0 }]);
  });
});

describe('a note', () => {
  const find = (parts: readonly ElfPart[]) => {
    const file = elfFile(parts);
    return findNote(file, readSegments(file, 'vmlinux'), { owner: 'Xen', type: 18 });
  };
  const join = (...notes: Uint8Array[]) => Uint8Array.from(notes.flatMap((note) => [...note]));
  const wanted = (alignment = 4) => elfNote('Xen\0', 18, word(0x1234), alignment);

  test.each([
    ['alone', 4, wanted()],
    [
      'behind others of odd sizes',
      4,
      join(elfNote('Linux\0', 257, word(7, 1)), elfNote('Xen\0', 5, pattern(6)), wanted()),
    ],
    ['behind one without name and description', 4, join(elfNote('', 18, word(0, 0)), wanted())],
    [
      'of 8-byte words',
      8,
      join(elfNote('GNU\0', 5, pattern(20), 8), elfNote('Linux\0', 1, pattern(4), 8), wanted(8)),
    ],
    ['before bytes that are none', 4, join(wanted(), word(0x7fff_ffff))],
  ])('is found %s', (_name, alignment, content) => {
    expect(find([{ type: PT_NOTE, alignment, content }])).toEqual(word(0x1234));
  });

  test('is found in a later segment, and the first one counts', () => {
    const other = { type: PT_NOTE, content: elfNote('GNU\0', 3, pattern(20)) };
    const later = elfNote('Xen\0', 18, word(2));
    expect(find([other, { type: PT_NOTE, content: join(wanted(), later) }])).toEqual(word(0x1234));
  });

  test.each([
    ['of another type', elfNote('Xen\0', 17, word(1))],
    ['of another owner', elfNote('Xem\0', 18, word(1))],
    ['of an owner whose name goes on', elfNote('Xen\0\0', 18, word(1))],
    ['of an owner without its zero', elfNote('Xen', 18, word(1))],
    ['cut off in its description', wanted().subarray(0, 19)],
    ['cut off in its header', wanted().subarray(0, 11)],
    ['with a name of 4 GiB', Uint8Array.from([255, 255, 255, 255, ...wanted().subarray(4)])],
    ['behind one of 4 GiB', join(word(4), word(0xffff_ffff), word(18), wanted())],
    ['further in than notes are searched', join(elfNote('GNU\0', 3, new Uint8Array(64 * 1024)), wanted())],
  ])('is not found %s', (_name, content) => {
    expect(find([{ type: PT_NOTE, content }])).toBeNull();
  });

  test('is not found in a segment that is loaded', () => {
    expect(find([{ address: 0x10_0000, content: wanted() }])).toBeNull();
  });
});
