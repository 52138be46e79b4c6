import { describe, expect, it } from 'vitest';
import { planEntryPatches, portWrite, TRACER_NOP } from '../../src/inspect/entry-patches.js';
import { SymbolTable } from '../../src/inspect/symbols/symbol-table.js';

const BASE = { virtual: 0xffff_ffff_9a60_0000n, physical: 0x20_0000 };
const NOP = [...TRACER_NOP];
const CODE: Readonly<Record<string, readonly number[]>> = {
  do_one_initcall: NOP,
  with_ibt: [0xf3, 0x0f, 0x1e, 0xfa, ...NOP],
  sealed: [0x66, 0x0f, 0x1f, 0x00, ...NOP],
  sealed_later: [0x0f, 0x1f, 0x40, 0xd6, ...NOP],
  not_yet: [0xe8, 1, 2, 3, 4],
  traced: [0xcc, 0x1f, 0x44, 0, 0],
  plain: [0x55, 0x48, 0x89, 0xe5, 0x90],
};
const NAMES = Object.keys(CODE);

function kernel(nameOfEnd = '_etext') {
  const bytes = new Uint8Array(0x1000);
  const symbol = (offset: number, name: string) => ({
    address: BASE.virtual + BigInt(offset),
    name,
    type: 'T',
    size: null,
  });
  for (const [at, name] of NAMES.entries()) bytes.set(CODE[name]!, 16 * at);
  const symbols = new SymbolTable([
    symbol(0, '_stext'),
    ...NAMES.map((name, at) => symbol(16 * at, name)),
    symbol(0x800, nameOfEnd),
    symbol(0x900, 'some_data'),
    symbol(0x10_0000, 'far'),
  ]);
  return { ram: { regions: [{ base: BASE.physical, bytes }] }, base: BASE, symbols };
}

describe('planEntryPatches', () => {
  it('replaces the nop of the tracer by a write to a port, of the same length', () => {
    const { patches, refusals } = planEntryPatches(kernel(), ['do_one_initcall'], 0xeb);
    expect(refusals).toEqual([]);
    expect(patches).toEqual([
      {
        name: 'do_one_initcall',
        address: BASE.virtual,
        physical: BASE.physical,
        original: TRACER_NOP,
        replacement: Uint8Array.of(0xe6, 0xeb, 0x0f, 0x1f, 0x00),
      },
    ]);
    expect(portWrite(0xeb)).toHaveLength(TRACER_NOP.length);
  });

  it.each(['with_ibt', 'sealed', 'sealed_later'])('looks behind what IBT puts first: %s', (name) => {
    const { patches } = planEntryPatches(kernel(), [name], 0xeb);
    const offset = 16 * NAMES.indexOf(name) + 4;
    expect(patches).toMatchObject([
      { address: BASE.virtual + BigInt(offset), physical: BASE.physical + offset },
    ]);
  });

  it.each([
    ['not_yet', 'not set up yet'],
    ['traced', 'it is already traced'],
    ['plain', 'CONFIG_FUNCTION_TRACER'],
    ['missing', 'has no function missing'],
    ['some_data', "not a function in the kernel's own text"],
    ['far', "not a function in the kernel's own text"],
  ])('refuses %s with a reason', (name, reason) => {
    const { patches, refusals } = planEntryPatches(kernel(), [name], 0xeb);
    expect(patches).toEqual([]);
    const isEarly = name === 'not_yet';
    expect(refusals).toEqual([{ name, reason: expect.stringContaining(reason), isEarly }]);
  });

  it('takes functions that are given back after the start for such, and nothing between', () => {
    const { ram, base, symbols } = kernel();
    const at = (offset: number, name: string) => ({
      address: BASE.virtual + BigInt(offset),
      name,
      type: 'T',
      size: null,
    });
    const more = [
      at(0xa00, '_sinittext'),
      at(0xa00, 'start_kernel'),
      at(0xa40, '_einittext'),
      at(0x980, 'no'),
    ];
    for (const place of [0xa00, 0x980]) ram.regions[0]!.bytes.set(NOP, place);
    const whole = { ram, base, symbols: new SymbolTable([...symbols.symbols(), ...more]) };
    const { patches, refusals } = planEntryPatches(whole, ['start_kernel', 'no'], 1);
    expect(patches.map(({ name, physical }) => [name, physical])).toEqual([
      ['start_kernel', BASE.physical + 0xa00],
    ]);
    expect(refusals.map(({ name }) => name)).toEqual(['no']);
  });

  it('answers for each name once, in order', () => {
    const { patches, refusals } = planEntryPatches(
      kernel(),
      ['with_ibt', 'plain', 'with_ibt', 'do_one_initcall'],
      1,
    );
    expect(patches.map(({ name }) => name)).toEqual(['with_ibt', 'do_one_initcall']);
    expect(refusals.map(({ name }) => name)).toEqual(['plain']);
  });

  it('marks nothing where the text has no end', () => {
    expect(planEntryPatches(kernel('other'), NAMES, 1).patches).toEqual([]);
  });
});
