import { describe, expect, test } from 'vitest';
import { GuestMemory } from '../../../src/vmm/bus/memory.js';
import { SyncRegisters } from '../../../src/vmm/kvm/sync-registers.js';
import { type RawSample, SampleLog } from '../../../src/vmm/observe/sample-log.js';
import { Sampler } from '../../../src/vmm/observe/sampler.js';
import { Control } from '../../../src/vmm/threads/control.js';

const PAGE = 4096;
const ROOT = 0x1000n;
/** Where the stacks of tasks lie; page tables of the test map what it says, from here on. */
const STACKS = 0xffff_c900_0000_0000n;
const KERNEL = { cs: 0x10, cr3: ROOT, cr4: 0n, rip: 0xffff_ffff_8100_1234n };

/** A guest whose page n of stacks is physical page 16 + n; `mapped` lists which of them there are. */
function create(mapped: readonly number[]) {
  const bytes = new Uint8Array(64 * PAGE);
  const fields = new DataView(bytes.buffer);
  const set = (table: number, index: number, entry: number) =>
    fields.setBigUint64(table + index * 8, BigInt(entry) | 1n, true);
  set(0x1000, Number((STACKS >> 39n) & 0x1ffn), 0x2000);
  set(0x2000, Number((STACKS >> 30n) & 0x1ffn), 0x3000);
  set(0x3000, 0, 0x4000);
  for (const page of mapped) set(0x4000, page, (16 + page) * PAGE);
  for (const page of mapped) bytes.fill(page + 1, (16 + page) * PAGE, (17 + page) * PAGE);
  const setWord = (address: bigint, value: bigint) =>
    fields.setBigUint64(16 * PAGE + Number(address - STACKS), value, true);
  const page = new ArrayBuffer(4096);
  const registers = new SyncRegisters(page);
  const log = SampleLog.allocate(1024);
  const control = new Control(Control.allocate(1));
  const sampler = new Sampler({
    sampling: { periodNs: 1, log },
    registers,
    memory: new GuestMemory([{ base: 0, bytes }]),
    control,
  });
  const look = (changes: Partial<typeof KERNEL> & { rsp: bigint }): RawSample => {
    const { cs, cr3, cr4, rip, rsp } = { ...KERNEL, ...changes };
    const run = new DataView(page);
    // struct kvm_sync_regs, as test/vmm/kvm/sync-registers.test.ts has it.
    for (const [at, value] of [
      [352, rsp],
      [432, rip],
      [688, cr3],
      [696, cr4],
    ] as const) {
      run.setBigUint64(at, value, true);
    }
    run.setUint16(460, cs, true);
    sampler.take(5000);
    const samples: RawSample[] = [];
    new SampleLog(log).take((sample) => samples.push(sample));
    return samples.at(-1)!;
  };
  return { look, setWord };
}

describe('a look at a vCPU', () => {
  test('has its registers, and its stack as far as it is mapped', () => {
    const { look } = create([0, 1, 2, 3]);
    const rsp = STACKS + 4n * 4096n - 300n;
    const { timeNs, cs, registers, stack, outer } = look({ rsp });
    expect([timeNs, cs, registers.rip, registers.rsp, registers.cr3]).toEqual([
      5000,
      0x10,
      KERNEL.rip,
      rsp,
      ROOT,
    ]);
    expect([...new Set(stack), stack.length]).toEqual([4, 300]);
    expect(outer).toBeUndefined();
  });

  test('copies no more than a page of a deep stack, wherever that begins', () => {
    const { look } = create([0, 1, 2, 3]);
    const { stack } = look({ rsp: STACKS + 100n });
    expect([stack.length, stack[0], stack.at(-1)]).toEqual([4096, 1, 2]);
  });

  test('has no stack of user mode, nor of a guest below the upper half', () => {
    const { look } = create([0, 1, 2, 3]);
    expect(look({ rsp: STACKS, cs: 0x33 }).stack).toHaveLength(0);
    expect(look({ rsp: 0x1000n }).stack).toHaveLength(0);
    expect(look({ rsp: STACKS + 100n * 4096n }).stack).toHaveLength(0);
  });

  // The stack of an interrupt is pages 0 to 3, that of the task pages 8 to 11, and nothing is mapped between them.
  const interrupted = STACKS + 11n * 4096n + 4096n - 64n;

  test.each([
    ['that was copied whole', 4n * 4096n - 200n],
    ['of which the beginning was copied', 64n],
  ])('follows the last word of an interrupt’s stack %s', (_, offset) => {
    const { look, setWord } = create([0, 1, 2, 3, 8, 9, 10, 11]);
    setWord(STACKS + 4n * 4096n - 8n, interrupted);
    const { outer } = look({ rsp: STACKS + offset });
    expect(outer?.address).toBe(interrupted);
    expect([...new Set(outer?.bytes), outer?.bytes.length]).toEqual([12, 64]);
  });

  test.each([
    ['on the same stack', STACKS + 4096n],
    ['not on a stack', 0xffff_ffff_c000_0000n],
    ['in user mode', 0x7fff_0000_0000n],
    ['not aligned', interrupted + 1n],
  ])('does not follow an address that is %s', (_, word) => {
    const { look, setWord } = create([0, 1, 2, 3, 8, 9, 10, 11]);
    setWord(STACKS + 4n * 4096n - 8n, word);
    expect(look({ rsp: STACKS + 4n * 4096n - 200n }).outer).toBeUndefined();
    expect(look({ rsp: STACKS + 64n }).outer).toBeUndefined();
  });

  test('follows an address to nowhere without a stack', () => {
    const { look, setWord } = create([0, 1, 2, 3]);
    setWord(STACKS + 4n * 4096n - 8n, interrupted);
    expect(look({ rsp: STACKS + 4n * 4096n - 200n }).outer).toBeUndefined();
  });
});
