/** Damaged kernels, firmware, symbol files and disk images. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseSymbolFile } from '../../src/inspect/symbols/symbol-file.js';
import { InputError } from '../../src/trace/errors.js';
import type { GuestMemory } from '../../src/vmm/bus/memory.js';
import { MiB } from '../../src/vmm/bus/memory-map.js';
import { checkRaw, SIGNATURE_BYTES } from '../../src/vmm/disks/disk-format.js';
import { bzImage } from '../../src/vmm/loaders/bzimage.js';
import { pvhElf } from '../../src/vmm/loaders/pvh-elf.js';
import { checkRom, loadRom } from '../../src/vmm/loaders/rom.js';
import { buildElf } from '../inspect/build-elf.js';
import { guardedMemory, mutated } from '../vmm/loaders/hostile-files.js';
import { bzImageFile, ELF, kernelImage, pvhFile, SETUP_HEADER } from '../vmm/loaders/kernel-files.js';
import type { FuzzTarget } from './target.js';

interface Case {
  readonly what: 'bzimage' | 'elf' | 'rom' | 'symbols' | 'disk';
  readonly bytes: Uint8Array;
  readonly initramfs: number;
}

const RAM = 8 * MiB;
const BZ_FIELDS = Object.values(SETUP_HEADER).filter(([at]) => at !== SETUP_HEADER.header[0]);
const ELF_FIELDS = [
  [24, 8],
  [ELF.phoff, 8],
  [ELF.phentsize, 2],
  [ELF.phnum, 2],
  ...[0, 1].flatMap((part) =>
    [0, 8, 16, 24, 32, 40, 48].map((at) => [ELF.headerSize + part * ELF.programHeaderSize + at, 8] as const),
  ),
] as const;
const SYMBOLS = buildElf([
  { name: 'main', value: 0x1000, size: 16, type: 2, section: 1 },
  { name: 'data', value: 0x2000, type: 1, section: 2 },
]);
const SYMBOL_FIELDS = [0x28, ...Array.from({ length: 40 }, (_, at) => 64 + at * 8)].map(
  (at) => [at, 8] as const,
);
const SYSTEM_MAP = Buffer.from(
  'ffffffff81000000 T _text\nffffffff81000040 t start\nffffffff81001000 D data\n',
);

const anyBytes = fc.uint8Array({ maxLength: 1024, size: 'max' });
const rom = fc.oneof(
  fc.tuple(fc.nat(5), fc.nat(4095), anyBytes).map(([pages, rest, end]) => {
    const image = new Uint8Array(pages * 4096 + (rest % 8 === 0 ? rest : 0));
    image.set(end.subarray(0, image.length), Math.max(0, image.length - end.length));
    return image;
  }),
  anyBytes,
);
const cases: fc.Arbitrary<Case> = fc
  .tuple(
    fc.oneof(
      {
        weight: 20,
        arbitrary: mutated(bzImageFile(), { fields: BZ_FIELDS, header: [0x1f1, 0x290] }).map(
          (bytes) => ['bzimage', bytes] as const,
        ),
      },
      {
        weight: 20,
        arbitrary: mutated(pvhFile(), { fields: ELF_FIELDS, header: [4, 176] }).map(
          (bytes) => ['elf', bytes] as const,
        ),
      },
      { weight: 5, arbitrary: rom.map((bytes) => ['rom', bytes] as const) },
      {
        weight: 10,
        arbitrary: fc
          .oneof(
            mutated(SYMBOLS, { fields: SYMBOL_FIELDS, header: [4, 420] }),
            mutated(SYSTEM_MAP, { fields: [[0, 8]], header: [0, SYSTEM_MAP.length] }),
            anyBytes,
          )
          .map((bytes) => ['symbols', bytes] as const),
      },
      { weight: 5, arbitrary: anyBytes.map((bytes) => ['disk', bytes] as const) },
    ),
    fc.oneof(fc.nat(9000), fc.constantFrom(0, 4 * MiB, RAM + 1)),
  )
  .map(([[what, bytes], initramfs]) => ({ what, bytes, initramfs }));

const ZEROES = new Uint8Array(RAM + 1);

/** Returns whether it was taken; refuses with an InputError or fails. */
function load({ what, bytes, initramfs }: Case, memory: GuestMemory): boolean {
  try {
    switch (what) {
      case 'bzimage':
      case 'elf': {
        const image = kernelImage(bytes, { initramfs: ZEROES.subarray(0, initramfs) });
        const { registers } = (what === 'elf' ? pvhElf : bzImage).load(image, memory);
        assert.ok(memory.contains(registers.rip!, 1), 'the entry is outside of RAM');
        return true;
      }
      case 'rom':
        checkRom(bytes, 'rom');
        loadRom(bytes, memory);
        return true;
      case 'symbols':
        return parseSymbolFile(bytes, 'symbols').size > 0;
      case 'disk':
        checkRaw('disk', {
          start: bytes.subarray(0, SIGNATURE_BYTES),
          end: bytes.subarray(-SIGNATURE_BYTES),
        });
        return true;
    }
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}

export const loaders: FuzzTarget = {
  id: 'loaders',
  claim: 'a file is loaded within RAM or refused with what is wrong with it',
  shortRuns: 10_000,
  create(onInput) {
    const { memory, check } = guardedMemory(RAM);
    const reached = { taken: 0, refused: 0 };
    const property = fc.property(cases, (one) => {
      if (load(one, memory)) reached.taken += 1;
      else reached.refused += 1;
      check();
    });
    return { property: property.beforeEach(onInput), reached, close: () => undefined };
  },
};
