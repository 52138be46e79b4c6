import { expect, test } from 'vitest';
import { codePlace, describeRegisters, isFreshlyReset } from '../../../src/vmm/kvm/cpu-state.js';
import { type CpuStateFields, cpuState } from './build-cpu-state.js';

const RESET: CpuStateFields = { rip: 0xfff0, cs: 0xf000, csBase: 0xffff_0000, cr0: 0x6000_0010 };

test('a processor that was just reset is known by its registers, all of them', () => {
  expect(isFreshlyReset(cpuState(RESET))).toBe(true);
  for (const change of [
    { rip: 0xfff3 },
    { rsp: 0x7c00 },
    { rflags: 0x46 },
    { cs: 0x8 },
    { csBase: 0xf_0000 },
    { cr3: 0x1000 },
    { efer: 0x500 },
  ])
    expect(isFreshlyReset(cpuState({ ...RESET, ...change }))).toBe(false);
});

test('registers are written as messages have them', () => {
  expect(describeRegisters(cpuState({ ...RESET, efer: 0x500 }))).toBe(
    'rip=0xfff0 rsp=0x0 rflags=0x2 rax=0x0 cs=0xf000 cr0=0x60000010 cr2=0x0 cr3=0x0 cr4=0x0 efer=0x500',
  );
});

test.each<[string, CpuStateFields, bigint, object]>([
  ['real mode, at the reset vector', RESET, 0xffff_fff0n, { kind: 'none' }],
  ['real mode, around the end of 4 GiB', { ...RESET, rip: 0x1_0010 }, 0x10n, { kind: 'none' }],
  ['32-bit paging', { rip: 0x1234, cr0: 0x8000_0001 }, 0x1234n, { kind: '32-bit' }],
  [
    'long mode, whose segments have no base',
    { rip: 0x1234, csBase: 0x5000, cr0: 0x8000_0001, cr3: 0x7000, cr4: 0x1020, efer: 0x500, long: true },
    0x1234n,
    { kind: 'long', cr3: 0x7000n, la57: true },
  ],
  [
    '32-bit code in long mode',
    { rip: 0x1234, csBase: 0x5000, cr0: 0x8000_0001, cr3: 0x7000, efer: 0x500 },
    0x6234n,
    { kind: 'long', cr3: 0x7000n, la57: false },
  ],
])('the place of code in %s', (_name, fields, address, paging) => {
  expect(codePlace(cpuState(fields))).toEqual({ address, paging });
});
