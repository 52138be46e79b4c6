import { describe, expect, test } from 'vitest';
import { DeviceState } from '../../../src/vmm/bus/device-state.js';
import { GuestMemory } from '../../../src/vmm/bus/memory.js';
import { SyncRegisters } from '../../../src/vmm/kvm/sync-registers.js';
import { FunctionMarks } from '../../../src/vmm/observe/function-marks.js';
import { KernelWatch } from '../../../src/vmm/observe/kernel-watch.js';
import { Control } from '../../../src/vmm/threads/control.js';

const NOP = [0x0f, 0x1f, 0x44, 0, 0];
const MiB = 2 ** 20;

/** A kernel at 16 MiB, mapped at 0xffffffff81000000 by tables at 0x1000. */
function create({ marked = true, awaitsEntry = true } = {}) {
  const bytes = new Uint8Array(32 * MiB);
  const fields = new DataView(bytes.buffer);
  fields.setBigUint64(0x1000 + 511 * 8, 0x2003n, true);
  fields.setBigUint64(0x2000 + 510 * 8, 0x3003n, true);
  fields.setBigUint64(0x3000 + 8 * 8, BigInt(16 * MiB) | 0x83n, true);
  const memory = new GuestMemory([{ base: 0, bytes }]);
  const page = new ArrayBuffer(4096);
  const registers = new SyncRegisters(page);
  const view = new DataView(page);
  const plan = {
    port: 0xeb,
    original: Uint8Array.from(NOP),
    replacement: Uint8Array.of(1, 2, 3, 4, 5),
    offsets: [0x100],
    last: 0,
  };
  const marks = marked
    ? new FunctionMarks({
        plan,
        state: new DeviceState(new ArrayBuffer(64)),
        memory,
        registers: { get: () => 0n, goTo: () => undefined },
        onHit: () => undefined,
      })
    : null;
  const control = new Control(Control.allocate(1));
  let entries = 0;
  const onEntry = awaitsEntry
    ? () => {
        entries += 1;
      }
    : null;
  const watch = new KernelWatch({ marks, registers, memory, control, onEntry });
  const look = (rip: bigint, cs = 0x10, cr3 = 0x1000n) => {
    view.setBigUint64(432, rip, true);
    view.setUint16(460, cs, true);
    view.setBigUint64(688, cr3, true);
    return watch.look();
  };
  const ready = () => bytes.set(NOP, 16 * MiB + 0x100);
  return { look, ready, bytes, control, entries: () => entries };
}

const KERNEL = 0xffff_ffff_8100_1234n;

describe('the entry of the kernel', () => {
  test('is the first look that finds it in its own image', () => {
    const { look, entries } = create({ marked: false });
    expect([look(0xfff0n), look(0x10_0000n), look(KERNEL, 0x33), entries()]).toEqual([true, true, true, 0]);
    expect([look(0xffff_ffff_c000_0000n), entries()]).toEqual([true, 0]);
    expect([look(KERNEL), entries()]).toEqual([false, 1]);
  });

  test('comes once, also when marks are waited for', () => {
    const { look, entries } = create();
    expect([look(KERNEL), look(KERNEL), entries()]).toEqual([true, true, 1]);
  });
});

describe('the marks', () => {
  test('go in at the first look at which the functions are ready, and then nothing is waited for', () => {
    const { look, ready, bytes } = create({ awaitsEntry: false });
    expect(look(KERNEL)).toBe(true);
    ready();
    expect([look(KERNEL, 0x33), look(KERNEL)]).toEqual([true, false]);
    expect([...bytes.subarray(16 * MiB + 0x100, 16 * MiB + 0x105)]).toEqual([1, 2, 3, 4, 5]);
  });

  test('stay out while the page tables map no kernel', () => {
    const { look, ready } = create();
    ready();
    expect([look(KERNEL, 0x10, 0x5000n), look(KERNEL, 0x10, 2n ** 40n)]).toEqual([true, true]);
    expect(look(KERNEL)).toBe(false);
  });

  test('go where the kernel was found by these page tables, which are read once', () => {
    const { look, ready, bytes } = create();
    expect(look(KERNEL)).toBe(true);
    bytes.fill(0, 0x1000, 0x4000);
    ready();
    expect(look(KERNEL)).toBe(false);
  });
});

test('the lock is free again after every look', () => {
  const { look, ready, control } = create();
  look(KERNEL);
  ready();
  look(KERNEL);
  control.lock();
  control.unlock();
});
