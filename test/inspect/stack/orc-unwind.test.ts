import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ORC_REGISTER, type OrcEntry, type OrcFormat } from '../../../src/inspect/stack/orc-entry.js';
import { unwind } from '../../../src/inspect/stack/orc-unwind.js';
import { MAX_FRAMES } from '../../../src/trace/profile/profile.js';
import { END, entry, orcTable, STACK, sampleAt, TEXT, UNDEFINED, wordBytes } from '../build-orc.js';

type Rows = readonly (readonly [number, OrcEntry])[];

function unwinder(rows: Rows, { looksUpWithOffset = false, format = 'typed' as OrcFormat } = {}) {
  const table = orcTable(rows, format);
  return {
    looksUpWithOffset,
    find: table.find,
    isReturnAddress: (address: bigint) => address >= TEXT && address < TEXT + 0x1000n,
  };
}

/** Distances from TEXT, innermost first. */
function places(...[sample, by]: Parameters<typeof unwind>) {
  const { frames, end } = unwind(sample, by);
  return { frames: frames.map(({ address }) => Number(address - TEXT)), end };
}

/** Functions at 0x100, 0x200 ...; the thread begins at 0x900. */
const ROWS: Rows = [
  [0x100, entry({ spOffset: 8 })],
  [0x200, entry({ spOffset: 24, bpRegister: ORC_REGISTER.previousSp, bpOffset: -16 })],
  [
    0x300,
    entry({ spRegister: ORC_REGISTER.bp, spOffset: 16, bpRegister: ORC_REGISTER.previousSp, bpOffset: -16 }),
  ],
  [0x400, entry({ kind: 'registers', spOffset: 0, signal: true })],
  [0x500, entry({ kind: 'interrupt-frame', spOffset: 0, signal: true })],
  [0x600, entry({ spRegister: ORC_REGISTER.r10, spOffset: 0 })],
  [0x700, entry({ spRegister: ORC_REGISTER.spIndirect, spOffset: 8 })],
  [0x800, UNDEFINED],
  [0x900, END],
  [0xa00, END],
];

const at = (distance: number): bigint => TEXT + BigInt(distance);

describe('unwind', () => {
  it('follows calls to where the thread began', () => {
    // In 0x110; called from 0x220, with two words of its own and a saved bp; called from 0x910.
    const sample = sampleAt(0x110, [at(0x220), 7n, 8n, at(0x910)]);
    expect(places(sample, unwinder(ROWS))).toEqual({ frames: [0x110, 0x220, 0x910], end: 'root' });
  });

  it('follows frame pointers that were saved', () => {
    // 0x220 saves bp, 0x320 has its frame where bp points.
    const sample = sampleAt(0x220, [7n, STACK + 0x20n, at(0x320), 0n, 0n, at(0x910)]);
    expect(places(sample, unwinder(ROWS))).toEqual({ frames: [0x220, 0x320, 0x910], end: 'root' });
  });

  it.each<OrcFormat>(['plain', 'typed'])(
    'looks an interrupted instruction up as it is, format %s',
    (format) => {
      const registers = Array<bigint>(16).fill(0n);
      // The interrupted function had just begun: one byte before lies another.
      const frame = [at(0x100), 0x10n, 0x2n, STACK + 0xa8n, 0x18n];
      const sample = sampleAt(0x410, [...registers, ...frame, at(0x910)]);
      const expected = { frames: [0x410, 0x100, 0x910], end: 'root' };
      expect(places(sample, unwinder(ROWS, { format }))).toEqual(expected);
    },
  );

  it('ends where user mode was left, whatever its stack pointer is', () => {
    const frame = [0x40_1000n, 0x33n, 0x202n, 0x7fff_0000n, 0x2bn];
    expect(places(sampleAt(0x510, frame), unwinder(ROWS))).toEqual({ frames: [0x510], end: 'user' });
  });

  it('uses registers of the interrupted code, where a frame is in one', () => {
    const sample = sampleAt(0x610, [at(0x110), at(0x910)], { r10: STACK + 8n });
    expect(places(sample, unwinder(ROWS)).frames).toEqual([0x610, 0x110, 0x910]);
    expect(places(sampleAt(0x610, [at(0x110)]), unwinder(ROWS)).end).toBe('wrong');
  });

  it.each([
    [false, [STACK + 0x10n, 0n, at(0x910)]],
    [true, [0n, STACK + 0x18n, at(0x910)]],
  ])('finds an indirect stack pointer; with the offset first: %s', (looksUpWithOffset, words) => {
    const sample = sampleAt(0x710, words);
    expect(places(sample, unwinder(ROWS, { looksUpWithOffset })).frames).toEqual([0x710, 0x910]);
  });

  it('leaves an interrupt stack for the one before', () => {
    const outer = { address: 0xffff_c900_0000_1000n, bytes: wordBytes([at(0x910)]) };
    const rows: Rows = [
      [0x100, entry({ spRegister: ORC_REGISTER.bpIndirect, spOffset: 0 })],
      ...ROWS.slice(1),
    ];
    const words = [at(0x110), outer.address + 8n];
    const sample = sampleAt(0x110, words, { rbp: STACK + 8n });
    expect(places({ ...sample, outer }, unwinder(rows))).toEqual({ frames: [0x110, 0x910], end: 'root' });
    expect(places(sample, unwinder(rows))).toEqual({ frames: [0x110], end: 'not-copied' });
  });

  it.each([
    [[at(0x110)], [0x810, 0x110]],
    [
      [1n, at(0x110)],
      [0x810, 0x110],
    ],
  ])('steps out of a thunk, which has no entry: %#', (words, frames) => {
    expect(places(sampleAt(0x810, words), unwinder(ROWS)).frames).toEqual(frames);
  });

  it('looks a return address up by the call before it, which may be the last of its function', () => {
    const sample = sampleAt(0x110, [at(0x300), 7n, 8n, at(0x910)]);
    expect(places(sample, unwinder(ROWS))).toEqual({ frames: [0x110, 0x300, 0x910], end: 'root' });
  });

  it('tells addresses behind a call from those that were interrupted', () => {
    const frame = [at(0x110), 0x10n, 0x2n, STACK + 0x28n, 0x18n];
    const sample = sampleAt(0x510, [...frame, at(0x910)]);
    const { frames } = unwind(sample, unwinder(ROWS));
    expect(frames.map(({ isReturn }) => isReturn)).toEqual([false, false, true]);
    const thunk = unwind(sampleAt(0x810, [at(0x110)]), unwinder(ROWS));
    expect(thunk.frames.map(({ isReturn }) => isReturn)).toEqual([false, true]);
  });

  it('says where the stack of the outermost frame begins', () => {
    const sample = sampleAt(0x110, [at(0x220), 7n, 8n, at(0x910)]);
    expect(unwind(sample, unwinder(ROWS)).sp).toBe(STACK + 0x20n);
    expect(unwind(sampleAt(0x110, []), unwinder(ROWS)).sp).toBe(STACK);
  });

  it.each([
    ['dx', ORC_REGISTER.dx, 12],
    ['di', ORC_REGISTER.di, 14],
    ['r10', ORC_REGISTER.r10, 7],
    ['r13', ORC_REGISTER.r13, 2],
  ] as const)('finds a frame in %s, of the sample or as an interrupt saved it', (name, spRegister, place) => {
    const by = unwinder([[0x100, entry({ spRegister, spOffset: 0 })], ...ROWS.slice(3)]);
    const own = { rdx: 0n, rdi: 0n, r10: 0n, r13: 0n, [name.length === 2 ? `r${name}` : name]: STACK + 8n };
    expect(places(sampleAt(0x110, [at(0x910)], own), by)).toEqual({ frames: [0x110, 0x910], end: 'root' });
    const registers = Array<bigint>(16).fill(0n);
    registers[place] = STACK + 0xb8n;
    const frame = [at(0x110), 0x10n, 0x2n, STACK + 0xa8n, 0x18n];
    const sample = sampleAt(0x410, [...registers, ...frame, 0n, at(0x910)]);
    expect(places(sample, by)).toEqual({ frames: [0x410, 0x110, 0x910], end: 'root' });
  });

  it('goes on with the frame pointer that an interrupt saved, or that a function kept at its own', () => {
    const rows: Rows = [
      [0x100, entry({ spRegister: ORC_REGISTER.bp, spOffset: 16, bpRegister: ORC_REGISTER.bp, bpOffset: 8 })],
      ...ROWS.slice(2),
    ];
    const registers = Array<bigint>(16).fill(0n);
    registers[4] = STACK + 0xa0n;
    // Its return address is at +8 from there and its caller's frame pointer too, which makes no frame of it.
    const frame = [at(0x110), 0x10n, 0x2n, STACK + 0x98n, 0x18n];
    const sample = sampleAt(0x410, [...registers, ...frame, at(0x910)]);
    expect(places(sample, unwinder(rows))).toEqual({ frames: [0x410, 0x110, 0x910], end: 'root' });
    // The one at 0x110 hands on what is 8 bytes above its own.
    const chain = sampleAt(0x110, [0n, at(0x320), STACK + 0x18n, 0n, at(0x910)], { rbp: STACK });
    const kept: Rows = [
      [
        0x100,
        entry({ spRegister: ORC_REGISTER.bp, spOffset: 16, bpRegister: ORC_REGISTER.bp, bpOffset: 16 }),
      ],
      ...ROWS.slice(2),
    ];
    expect(places(chain, unwinder(kept))).toEqual({ frames: [0x110, 0x320, 0x910], end: 'root' });
  });

  it('ends where user mode was left, also when its stack pointer is one of the kernel', () => {
    const frame = [0x40_1000n, 0x33n, 0x202n, STACK, 0x2bn];
    const unwound = unwind(sampleAt(0x510, frame), unwinder(ROWS));
    expect([unwound.frames.length, unwound.end, unwound.sp]).toEqual([1, 'user', STACK]);
  });

  it.each([0, 1, 2, 3])('needs the whole frame of an interrupt, of which %i words were copied', (count) => {
    const frame = [at(0x110), 0x10n, 0x2n, STACK + 0x28n].slice(0, count);
    expect(places(sampleAt(0x510, frame), unwinder(ROWS))).toEqual({ frames: [0x510], end: 'not-copied' });
  });

  it.each([
    [
      'a frame pointer that was saved where nothing was copied',
      { bpRegister: ORC_REGISTER.previousSp, bpOffset: 64 },
    ],
    ['a frame pointer in a register that never holds one', { bpRegister: ORC_REGISTER.r13 }],
    ['a stack pointer in a register that never holds one', { spRegister: 15 }],
    ['a stack pointer behind one that was not copied', { spRegister: ORC_REGISTER.spIndirect, spOffset: 8 }],
  ])('does not go on without %s', (_, change) => {
    const words = 'spOffset' in change ? [] : [at(0x910)];
    const by = unwinder([[0x100, entry(change)], ...ROWS.slice(1)]);
    expect(places(sampleAt(0x110, words), by)).toEqual({ frames: [0x110], end: 'wrong' });
  });

  it.each([
    ['shorter', STACK],
    ['different', STACK + 8n],
  ])('follows no stack that does not get %s', (_, bp) => {
    const sample = sampleAt(0x220, [7n, bp, at(0x320), 0n, 0n]);
    expect(places(sample, unwinder(ROWS))).toEqual({ frames: [0x220, 0x320], end: 'wrong' });
  });

  describe('from one stack to another', () => {
    const outer = {
      address: 0xffff_c900_0000_1000n,
      bytes: wordBytes([at(0xb10)]),
    };
    const rows: Rows = [
      [0x100, entry({ spRegister: ORC_REGISTER.bpIndirect, spOffset: 8 })],
      ...ROWS.slice(1),
      [0xb00, entry({ spRegister: ORC_REGISTER.bpIndirect, spOffset: 16 })],
      [0xc00, END],
    ];
    const words = [0n, outer.address + 8n, STACK + 0x28n, 0n, at(0x910)];

    it('never goes back', () => {
      const sample = { ...sampleAt(0x110, words, { rbp: STACK }), outer };
      expect(places(sample, unwinder(rows))).toEqual({ frames: [0x110, 0xb10], end: 'wrong' });
    });

    it('goes on to one that was not copied, and ends there', () => {
      const interrupted: Rows = [
        ...rows.slice(0, -2),
        [0xb00, entry({ kind: 'interrupt-frame', spOffset: 0, signal: true })],
        [0xc00, END],
      ];
      const bytes = wordBytes([at(0xb10), at(0x220), 0x10n, 0n, 0x1234n]);
      const sample = { ...sampleAt(0x110, words, { rbp: STACK }), outer: { ...outer, bytes } };
      expect(places(sample, unwinder(interrupted))).toEqual({
        frames: [0x110, 0xb10, 0x220],
        end: 'not-copied',
      });
    });
  });

  it('steps out of a thunk only where it was interrupted in one', () => {
    const sample = sampleAt(0x110, [at(0x810), at(0x220)]);
    expect(places(sample, unwinder(ROWS))).toEqual({ frames: [0x110, 0x810], end: 'no-entry' });
  });

  it('takes no more steps than a stack may have frames', () => {
    const sample = sampleAt(0x110, Array<bigint>(2 * MAX_FRAMES).fill(at(0x110)));
    const { frames, end } = places(sample, unwinder(ROWS));
    expect([frames.length, end]).toEqual([MAX_FRAMES, 'wrong']);
  });

  it('says why it could not go on', () => {
    expect(places(sampleAt(0x810, [1n, 2n]), unwinder(ROWS)).end).toBe('no-entry');
    expect(places(sampleAt(0x110, [0x1234n]), unwinder(ROWS))).toEqual({
      frames: [0x110, 0x1234 - Number(TEXT)],
      end: 'no-entry',
    });
    expect(places(sampleAt(0x110, []), unwinder(ROWS)).end).toBe('not-copied');
    const backward: Rows = [[0x100, entry({ spOffset: 0 })], ...ROWS.slice(1)];
    expect(places(sampleAt(0x110, [1n]), unwinder(backward)).end).not.toBe('root');
  });

  it('ends on any stack and any table', () => {
    const anyEntry = fc.record({
      kind: fc.constantFrom('undefined', 'call', 'registers', 'interrupt-frame'),
      signal: fc.boolean(),
      spRegister: fc.nat(15),
      spOffset: fc.integer({ min: -0x40, max: 0x40 }),
      bpRegister: fc.nat(15),
      bpOffset: fc.integer({ min: -0x40, max: 0x40 }),
    }) as fc.Arbitrary<OrcEntry>;
    const word = fc.oneof(
      fc.nat(0xfff).map((distance) => at(distance)),
      fc.nat(0x200).map((offset) => STACK + BigInt(offset)),
      fc.bigInt(0n, 2n ** 64n - 1n),
    );
    fc.assert(
      fc.property(
        fc.array(anyEntry, { minLength: 16, maxLength: 16 }),
        fc.array(word, { maxLength: 64, size: 'max' }),
        word,
        (entries, words, rbp) => {
          const rows = entries.map((one, index) => [index * 0x100, one] as const);
          const { frames } = unwind(sampleAt(0x110, words, { rbp }), unwinder(rows));
          expect(frames.length).toBeGreaterThan(0);
          expect(frames.length).toBeLessThanOrEqual(MAX_FRAMES);
        },
      ),
    );
  });
});
