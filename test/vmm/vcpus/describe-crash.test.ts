import { expect, test } from 'vitest';
import { type CrashScene, describeCrash } from '../../../src/vmm/vcpus/describe-crash.js';
import type { VcpuEnd } from '../../../src/vmm/vcpus/run-assignment.js';
import { cpuState } from '../kvm/build-cpu-state.js';

const running: VcpuEnd = { end: { kind: 'stopped' }, registers: null, exits: [], shortestRunNs: 1 };
const NOWHERE: CrashScene = { memory: () => ({ regions: [] }), hasSoftwareKvm: () => false };

test('the first vCPU that crashed is named, with its registers', () => {
  const fault: VcpuEnd = { ...running, end: { kind: 'triple-fault' }, registers: cpuState({ rip: 0x1 }) };
  expect(describeCrash([running, fault], NOWHERE)).toMatch(
    /^vCPU 1: triple fault; rip=0x1 rsp=0x0 .*cs=0x8 cr0=/,
  );
  const failed: VcpuEnd = { ...fault, end: { kind: 'failed', detail: 'KVM gave up' } };
  expect(describeCrash([failed, fault], NOWHERE)).toMatch(/^vCPU 0: KVM gave up; rip=0x1 /);
  expect(describeCrash([running], NOWHERE)).toBe('a vCPU thread failed');
});

test('registers of a processor that KVM has reset are not shown as the place of the fault', () => {
  const reset = cpuState({ rip: 0xfff0, cs: 0xf000, csBase: 0xffff_0000, cr0: 0x6000_0010 });
  const text = describeCrash([{ ...running, end: { kind: 'triple-fault' }, registers: reset }], NOWHERE);
  expect(text).toMatch(/^vCPU 0: triple fault; the location is unknown: KVM reset/);
  expect(text).not.toContain('rip=');
});

const refused = (state: Parameters<typeof cpuState>[0], scene: Partial<CrashScene>, bytes: number[] = []) =>
  describeCrash([{ ...running, end: { kind: 'not-emulated', bytes }, registers: cpuState(state) }], {
    ...NOWHERE,
    ...scene,
  });
const scene = (base: number, bytes: Uint8Array): Partial<CrashScene> => ({
  memory: () => ({ regions: [{ base, bytes }] }),
});

test('of an instruction that KVM cannot emulate its bytes are said, as KVM gives them', () => {
  expect(refused({ rip: 0x10 }, NOWHERE, [0x9b, 0xdb, 0x03])).toMatch(
    /^vCPU 0: KVM could not go on \(internal error 1: it cannot emulate the instruction at rip, 9b db 03\); rip=0x10 /,
  );
  expect(refused({ rip: 0x10 }, { hasSoftwareKvm: () => true }, [0xdb])).toMatch(
    /at rip, db\); rip=0x10 .*; this host's KVM is software, so the fault is in KVM and not in the guest \(.*--engine qemu and -- -accel tcg\)$/,
  );
});

test('or as they are in memory: in the firmware, and behind page tables, to the end of what is there', () => {
  const rom = new Uint8Array(16).fill(0x90);
  rom.set([0xdb, 0xe3]);
  const place = { rip: 0xfff0, cs: 0xf000, csBase: 0xffff_0000 };
  expect(refused(place, scene(0xffff_fff0, rom))).toContain(`at rip, db e3${' 90'.repeat(13)})`);
  const tables = new Uint8Array(0x5000);
  const fields = new DataView(tables.buffer);
  // Four levels, whose entry 0 leads to the next; the last maps the page 0x4000 at 0.
  for (const table of [0, 1, 2, 3])
    fields.setBigUint64(table * 0x1000, BigInt((table + 1) * 0x1000) | 1n, true);
  tables.set([0x0f, 0xae, 0xf8], 0x4ffd);
  const long = { cr0: 0x8000_0001, cr3: 0, efer: 0x500, long: true };
  expect(refused({ ...long, rip: 0xffd }, scene(0, tables))).toContain('at rip, 0f ae f8)');
  expect(refused({ ...long, rip: 0x1000 }, scene(0, tables))).toContain('at rip; not mapped there)');
});

test('where no memory is, KVM is not at fault', () => {
  const text = refused({ rip: 0xc000_0000 }, { hasSoftwareKvm: () => true });
  expect(text).toContain('at rip; no memory there); rip=0xc0000000 ');
  expect(text).not.toContain('software');
});

test('paging of 32 bits is not followed, so nothing is said of the bytes', () => {
  expect(refused({ rip: 0x10, cr0: 0x8000_0001 }, scene(0, new Uint8Array(64)))).toContain(
    'at rip); rip=0x10 ',
  );
});
