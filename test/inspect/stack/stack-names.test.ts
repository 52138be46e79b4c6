import { describe, expect, it } from 'vitest';
import { inspectKernel } from '../../../src/inspect/kernel.js';
import { StackNamer } from '../../../src/inspect/stack/stack-names.js';
import { SymbolTable } from '../../../src/inspect/symbols/symbol-table.js';
import { MAX_FRAMES } from '../../../src/trace/profile/profile.js';
import { buildGuest, functionAt, PHYSICAL, sampleIn, TEXT } from '../build-guest.js';
import { functionAddress } from '../build-modules.js';

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

  it.each([
    ['[incomplete]', MAX_FRAMES],
    ['[guessed]', 2 * MAX_FRAMES],
  ])('of a stack that is too deep leaves out the outermost, %s', (mark, depth) => {
    const names = [...Array<string>(depth - 1).fill('outer'), 'inner'];
    const { frames } = NAMER.name(sampleIn(GUEST, names));
    expect(frames).toEqual([mark, ...Array<string>(MAX_FRAMES - 2).fill('outer'), 'inner']);
  });

  it('goes to the end where the kernel was entered from user mode', () => {
    const { kernel } = inspectKernel(GUEST, [{ cr3: GUEST.cr3, la57: false }]);
    const fromUser = { kind: 'interrupt-frame', signal: true, spOffset: 0 } as const;
    const { unwinder } = kernel!;
    const find = (address: bigint) => ({ ...unwinder!.find(address)!, ...fromUser, spRegister: 5 });
    const words = Buffer.alloc(40);
    for (const [at, word] of [0x40_1000n, 0x33n, 0x202n, 0n, 0x2bn].entries())
      words.writeBigUInt64LE(word, 8 * at);
    const sample = { ...sampleIn(GUEST, ['inner']), stack: new Uint8Array(words) };
    const namer = new StackNamer({ ...kernel!, unwinder: { ...unwinder!, find } }, null);
    expect(namer.name(sample)).toEqual({ frames: ['inner'], isKernel: true, isRooted: true });
  });

  it('names a caller whose call is the last of its function', () => {
    const sample = sampleIn(GUEST, ['start_thread', 'outer', 'inner']);
    const stack = Uint8Array.from(sample.stack);
    // Behind the end of `outer`, where `middle` begins.
    new DataView(stack.buffer).setBigUint64(0, functionAt('outer', 64), true);
    expect(NAMER.name({ ...sample, stack }).frames).toEqual(['start_thread', 'outer', 'inner']);
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

describe('in modules', () => {
  const guest = buildGuest({
    modules: [
      { name: 'virtio_blk', functions: ['virtblk_probe', 'virtblk_done'] },
      { name: 'virtio', functions: ['a', 'b', 'c'], withSymbols: false },
    ],
  });
  const { kernel } = inspectKernel(guest, [{ cr3: guest.cr3, la57: false }]);
  const namer = new StackNamer(kernel, null);
  const sample = sampleIn(guest, ['start_thread', 'outer', 'inner']);

  it('names functions with their module, and follows their stacks', () => {
    const { frames, isRooted } = namer.name({ ...sample, rip: functionAddress(0, 1) });
    expect([frames, isRooted]).toEqual([['start_thread', 'outer', 'virtblk_done [virtio_blk]'], true]);
  });

  it.each([
    ['its first', 0, '[virtio]'],
    ['one in the middle', 1, '[virtio]'],
    ['its last', 2, '[virtio]'],
    ['one behind', 3, '[module]'],
  ])('of a module without symbols there is its name: %s', (_, index, expected) => {
    const { frames } = namer.name({ ...sample, rip: functionAddress(1, index) });
    expect(frames.at(-1)).toBe(expected);
  });

  it.each([
    [0xffff_ffff_a000_0000n, '[module]'],
    [0xffff_ffff_feff_ffffn, '[module]'],
    [0xffff_ffff_ff00_0000n, '0xffffffffff000000'],
    [0xffff_8000_0000_0000n, '0xffff800000000000'],
  ])('%s is in what is called %s', (rip, expected) => {
    expect(namer.name({ ...sample, rip }).frames.at(-1)).toBe(expected);
  });

  it('of the kernel itself there is its area where no symbol is', () => {
    const lost = { ...sample, stack: new Uint8Array() };
    expect(namer.name({ ...lost, rip: TEXT + 0x3004n }).frames.at(-1)).toBe('[kernel]');
    expect(namer.name({ ...lost, rip: TEXT + 0x7_0000n }).frames.at(-1)).toMatch(/^0x/);
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
    const at = (offset: number) => NAMER.name({ ...sample, rip: BigInt(PHYSICAL + offset) }).frames.slice(1);
    expect([0, 0x3400, 0x37ff].map(at)).toEqual([['_text'], ['start_kernel'], ['start_kernel']]);
    // Between the two kinds of text, behind both, and before.
    expect([0x3000, 0x33ff, 0x3800, 0x6000, -1].map(at)).toEqual(Array(5).fill([]));
  });

  it('a name from a file is cut to a length that a trace file takes', () => {
    const long = new SymbolTable([{ address: 0x1000n, name: 'x'.repeat(4000), type: 'T', size: 16 }]);
    const { frames } = new StackNamer(null, long).name({ ...sample, stage: 'firmware', rip: 0x1001n });
    expect(frames[1]).toHaveLength(512);
  });

  it('the upper half of addresses is the kernel', () => {
    expect(BARE.name({ ...sample, rip: 1n << 63n }).frames).toEqual(['[kernel]']);
    expect(BARE.name({ ...sample, rip: (1n << 63n) - 1n }).frames[0]).toBe('[guest]');
  });

  it.each([
    [0xd_ffffn, '[guest]'],
    [0xe_0000n, '[firmware]'],
    [0x10_0000n, '[guest]'],
    [0xfeff_ffffn, '[guest]'],
    [0xff00_0000n, '[firmware]'],
    [0x1_0000_0000n, '[guest]'],
  ])('%s is in %s by its address', (rip, area) => {
    expect(BARE.name({ ...sample, stage: 'setup', rip }).frames[0]).toBe(area);
  });
});
