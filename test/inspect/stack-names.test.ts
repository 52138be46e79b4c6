import { describe, expect, it } from 'vitest';
import { inspectKernel } from '../../src/inspect/kernel.js';
import { StackNamer } from '../../src/inspect/stack-names.js';
import { SymbolTable } from '../../src/inspect/symbol-table.js';
import { buildGuest, functionAt, PHYSICAL, sampleIn, TEXT } from './build-guest.js';

const GUEST = buildGuest();
const { kernel: KERNEL } = inspectKernel(GUEST, [{ cr3: GUEST.cr3, la57: false }]);
const NAMER = new StackNamer(KERNEL, null);
const BARE = new StackNamer(null, null);
const FILE = new SymbolTable([{ address: 0xffff_ff00n, name: 'reset_vector', type: 'T', size: 16 }]);

describe('in the kernel', () => {
  it('names callers, outermost first', () => {
    const names = ['start_thread', 'outer', 'middle', 'inner'];
    expect(NAMER.name(sampleIn(GUEST, names))).toEqual({ frames: names, isKernel: true, isRooted: true });
  });

  it('says when callers were not copied', () => {
    const sample = sampleIn(GUEST, ['outer', 'inner']);
    expect(NAMER.name(sample)).toEqual({
      frames: ['[incomplete]', 'outer', 'inner'],
      isKernel: true,
      isRooted: false,
    });
  });

  it('guesses beyond code of which nothing is known', () => {
    const sample = sampleIn(GUEST, ['outer', 'middle', 'inner']);
    // Two words of its own lie before the return addresses.
    const stack = Uint8Array.from([...new Uint8Array(16), ...sample.stack]);
    const lost = { ...sample, stack, rip: 0xffff_ffff_c039_0000n };
    expect(NAMER.name(lost).frames).toEqual(['[guessed]', 'outer', 'middle', '[module]']);
    expect(NAMER.name({ ...sample, rip: 0xffff_8880_0000_1234n }).frames.at(-1)).toBe('0xffff888000001234');
  });

  it('guesses where the kernel has no tables for it', () => {
    const guest = buildGuest({ withOrc: false });
    const { kernel } = inspectKernel(guest, [{ cr3: guest.cr3, la57: false }]);
    const sample = sampleIn(guest, ['outer', 'middle', 'inner']);
    expect(new StackNamer(kernel, null).name(sample)).toEqual({
      frames: ['[guessed]', 'outer', 'middle', 'inner'],
      isKernel: true,
      isRooted: false,
    });
  });

  it('knows no names when the kernel is not known, but those of a file', () => {
    const sample = sampleIn(GUEST, ['inner']);
    expect(BARE.name(sample)).toEqual({ frames: ['[kernel]'], isKernel: false, isRooted: false });
    const file = new SymbolTable([{ address: TEXT, name: 'mine', type: 'T', size: null }]);
    expect(new StackNamer(null, file).name(sample).frames).toEqual(['[kernel]', 'mine']);
  });
});

describe('outside the kernel', () => {
  const sample = sampleIn(GUEST, ['inner']);

  it('user mode is one place', () => {
    expect(NAMER.name({ ...sample, cs: 0x33 }).frames).toEqual(['[user]']);
  });

  it.each([
    ['firmware', 0x7f00n, ['[firmware]', '0x7f00']],
    ['setup', 0xf_1234n, ['[firmware]', '0xf1234']],
    ['setup', 0xffff_fff0n, ['[firmware]', '0xfffffff0']],
    ['bootloader', 0x8000n, ['[bootloader]', '0x8000']],
    ['kernel', 0x100_0000n, ['[decompressor]']],
  ])('stage %s at %s', (stage, rip, frames) => {
    expect(NAMER.name({ ...sample, stage, rip }).frames).toEqual(frames);
  });

  it('an unknown guest has addresses, and names where a file has them', () => {
    const at = { ...sample, stage: 'setup' };
    expect(BARE.name({ ...at, rip: 0x10_0000n }).frames).toEqual(['[guest]', '0x100000']);
    const named = new StackNamer(null, FILE).name({ ...at, rip: 0xffff_ff04n });
    expect(named.frames).toEqual(['[firmware]', 'reset_vector']);
  });

  it("the kernel's first instructions run from its physical address", () => {
    const rip = functionAt('outer', 8) - TEXT + BigInt(PHYSICAL);
    expect(NAMER.name({ ...sample, rip }).frames).toEqual(['[decompressor]', 'outer']);
  });
});
