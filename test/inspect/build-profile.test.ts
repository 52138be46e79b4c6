import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseProfile } from '../../src/formats/boottrace-ndjson/profile-record.js';
import { buildProfile } from '../../src/inspect/build-profile.js';
import { SymbolTable } from '../../src/inspect/symbols/symbol-table.js';
import type { Sample } from '../../src/trace/profile/profile.js';
import { buildGuest, functionAt, PHYSICAL, sampleIn, TEXT } from './build-guest.js';

const GUEST = buildGuest();
const OPTIONS = { hz: 1000, lostTicks: 0, file: null };
const DEEP = sampleIn(GUEST, ['start_thread', 'outer', 'inner']);
const IDLE = sampleIn(GUEST, ['start_thread', 'native_safe_halt']);

describe('buildProfile', () => {
  it('counts equal stacks by stage and virtual CPU', () => {
    const seen = [IDLE, DEEP, DEEP, { ...DEEP, vcpu: 1 }, { ...DEEP, stage: 'userspace', cs: 0x33 }];
    const samples = seen.map((sample, at) => ({ ...sample, timeNs: at + 1 }));
    const { profile, diagnostics } = buildProfile(samples, GUEST, OPTIONS);
    expect(profile).toEqual({
      hz: 1000,
      samples: 5,
      lostTicks: 0,
      symbols: { source: 'guest-memory', count: expect.any(Number), detail: 'Linux 6.12.95-test' },
      kernelSamples: 4,
      rootedKernelSamples: 4,
      idleSamples: 1,
      stacks: [
        { stage: 'kernel', vcpu: 0, frames: ['start_thread', 'outer', 'inner'], count: 2, timesNs: [2, 3] },
        { stage: 'kernel', vcpu: 0, frames: ['start_thread', 'native_safe_halt'], count: 1, timesNs: [1] },
        { stage: 'kernel', vcpu: 1, frames: ['start_thread', 'outer', 'inner'], count: 1, timesNs: [4] },
        { stage: 'userspace', vcpu: 0, frames: ['[user]'], count: 1, timesNs: [5] },
      ],
    });
    expect(diagnostics).toEqual([]);
  });

  it('keeps stacks apart whose names are alike one after another', () => {
    const named = { native_safe_halt: 'a', inner: 'bc', outer: 'ab', middle: 'c' };
    const symbols = new SymbolTable(
      Object.entries(named).map(([name, other]) => ({
        address: functionAt(name),
        name: other,
        type: 'T',
        size: 64,
      })),
    );
    const samples = [
      sampleIn(GUEST, ['start_thread', 'native_safe_halt', 'inner']),
      sampleIn(GUEST, ['start_thread', 'outer', 'middle']),
    ];
    const { profile } = buildProfile(samples, GUEST, { ...OPTIONS, file: { name: 'f', symbols } });
    expect(profile.stacks.map(({ frames }) => frames.slice(1))).toEqual([
      ['a', 'bc'],
      ['ab', 'c'],
    ]);
  });

  it('looks for the kernel by what it ran with, however many processes there were', () => {
    const inProcess = (at: number): Sample => ({ ...DEEP, cs: 0x33, cr3: BigInt(at + 1) << 24n });
    const inFirmware = (at: number): Sample => ({ ...DEEP, rip: 0xf_fff0n, cr3: BigInt(at + 1) << 25n });
    const processes = Array.from({ length: 50 }, (_, at) => [inProcess(at), inFirmware(at)]).flat();
    const { profile } = buildProfile([...processes, DEEP, ...processes], GUEST, OPTIONS);
    expect(profile.symbols.source).toBe('guest-memory');
  });

  it('looks for the kernel by what user mode ran with, where nothing else was seen', () => {
    const { profile } = buildProfile([{ ...DEEP, cs: 0x33 }], GUEST, OPTIONS);
    expect(profile.symbols.source).toBe('guest-memory');
  });

  it('says Linux where the kernel does not say which', () => {
    const guest = buildGuest();
    guest.regions[0]!.bytes.fill(0, PHYSICAL + 0x6000, PHYSICAL + 0x6010);
    expect(buildProfile([DEEP], guest, OPTIONS).profile.symbols.detail).toBe('Linux');
  });

  it('is what a trace file takes', () => {
    const { profile } = buildProfile([DEEP, IDLE], GUEST, OPTIONS);
    expect(parseProfile(JSON.parse(JSON.stringify(profile)))).toEqual(profile);
  });

  it('finds five levels of page tables without being told', () => {
    const guest = buildGuest({ la57: true });
    const { profile } = buildProfile([sampleIn(guest, ['start_thread', 'inner'])], guest, OPTIONS);
    expect(profile.rootedKernelSamples).toBe(1);
  });

  it('says what to be careful about', () => {
    const cut = { ...DEEP, stack: new Uint8Array(0) };
    const { diagnostics } = buildProfile([cut, DEEP, DEEP], GUEST, { ...OPTIONS, lostTicks: 1 });
    expect(diagnostics.map(({ severity, code }) => [severity, code])).toEqual([
      ['note', 'lost-ticks'],
      ['note', 'incomplete-stacks'],
    ]);
    expect(diagnostics[0]!.message).toContain('1 profiler ticks (25.0 %)');
    expect(diagnostics[1]!.message).toContain('1 of 3 kernel stacks');
    const bare = buildProfile([DEEP], { regions: [] }, OPTIONS);
    expect(bare.diagnostics.map(({ code }) => code)).toEqual(['no-symbols']);
    expect(bare.profile.symbols).toMatchObject({ source: 'none', count: 0 });
  });

  it('moves the symbols of a file to where the kernel is', () => {
    const linked = 0xffff_ffff_8100_0000n;
    const symbols = new SymbolTable([
      { address: linked, name: '_text', type: 'T', size: null },
      { address: linked + functionAt('inner') - TEXT, name: 'from_file', type: 'T', size: 64 },
    ]);
    const { profile } = buildProfile([DEEP], GUEST, { ...OPTIONS, file: { name: 'vmlinux', symbols } });
    expect(profile.stacks[0]!.frames.at(-1)).toBe('from_file');
  });

  it('takes the symbols of a file as they are where it does not say, or nothing says, what to move them by', () => {
    const inner = { address: functionAt('inner'), name: 'as_linked', type: 'T', size: 64 };
    const nameWith = (symbols: SymbolTable, ram: Parameters<typeof buildProfile>[1]) =>
      buildProfile([DEEP], ram, { ...OPTIONS, file: { name: 'f', symbols } }).profile.stacks[0]!.frames.at(
        -1,
      );
    expect(nameWith(new SymbolTable([inner]), GUEST)).toBe('as_linked');
    const withText = new SymbolTable([
      { address: TEXT - 0x10_0000n, name: '_text', type: 'T', size: null },
      inner,
    ]);
    expect(nameWith(withText, { regions: [] })).toBe('as_linked');
  });

  it('has only a file to go by, in a guest that is no Linux', () => {
    const symbols = new SymbolTable([{ address: 0x1000n, name: 'main', type: 'T', size: 64 }]);
    const sample = { ...DEEP, rip: 0x1004n, stage: 'firmware' };
    const { profile } = buildProfile(
      [sample],
      { regions: [] },
      { ...OPTIONS, file: { name: 'fw.elf', symbols } },
    );
    expect(profile.symbols).toEqual({ source: 'file', count: 1, detail: 'fw.elf' });
    expect(profile.stacks[0]!.frames).toEqual(['[firmware]', 'main']);
  });

  it('of nothing is empty, and says so', () => {
    const { profile, diagnostics } = buildProfile([], { regions: [] }, OPTIONS);
    expect(profile).toMatchObject({ samples: 0, stacks: [] });
    expect(diagnostics.map(({ severity, code }) => [severity, code])).toEqual([['warning', 'no-samples']]);
  });

  it('is whole whatever a guest had in its registers', () => {
    const word = fc.oneof(fc.bigInt(0n, 2n ** 64n - 1n), fc.bigInt(TEXT - 0x100n, TEXT + 0x8000n));
    const sample = fc.record({
      rip: word,
      rsp: word,
      rbp: word,
      cr3: fc.oneof(fc.constant(GUEST.cr3), word),
      cs: fc.nat(0xffff),
      stack: fc.uint8Array({ maxLength: 64, size: 'max' }),
      stage: fc.constantFrom('setup', 'firmware', 'kernel'),
    });
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 5 }), (changes) => {
        const samples = changes.map((change): Sample => ({ ...DEEP, ...change }));
        const { profile } = buildProfile(samples, GUEST, OPTIONS);
        expect(parseProfile(JSON.parse(JSON.stringify(profile)))).toEqual(profile);
      }),
      { numRuns: 30 },
    );
  });
});
