import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import type { StopReason } from '../../../src/trace/boot.js';
import { Control } from '../../../src/vmm/threads/control.js';
import { bundleForTest } from '../../helpers/worker-bundle.js';

const create = (cpus = 2) => new Control(Control.allocate(cpus));

describe('the stop', () => {
  test.each<StopReason>(['reset', 'halt', 'shutdown', 'until', 'timeout', 'crash', 'interrupted'])(
    'may be a %s',
    (reason) => {
      const control = create();
      expect([control.stopping, control.stopReason]).toEqual([false, null]);
      expect(control.requestStop(reason, 0)).toBe(true);
      expect([control.stopping, control.stopReason]).toEqual([true, reason]);
    },
  );

  test('is what was asked for first, with its time, seen by all', () => {
    const control = create();
    const other = new Control(control.buffer);
    expect(other.requestStop('until', 2 ** 40 + 1)).toBe(true);
    expect(control.requestStop('crash', 8)).toBe(false);
    expect(other.requestStop('timeout', 9)).toBe(false);
    expect([control.stopReason, control.stopNs]).toEqual(['until', 2 ** 40 + 1]);
  });
});

test('a kernel that has begun is known to all', () => {
  const control = create();
  expect(control.hasKernel).toBe(false);
  new Control(control.buffer).noteKernel();
  expect([control.hasKernel, control.stage, control.stopping]).toEqual([true, 0, false]);
});

describe('the words of each vCPU', () => {
  test('are its own', () => {
    const control = create(3);
    control.setThread(2, 4711);
    control.countExit(0);
    control.countExit(1);
    control.countExit(1);
    expect([0, 1, 2].map((id) => control.exits(id))).toEqual([1, 2, 0]);
    expect([0, 1, 2].map((id) => control.threadOf(id))).toEqual([0, 0, 4711]);
    expect(control.stopping).toBe(false);
  });

  test('tell when all have halted, in one and the same inspection', () => {
    const control = create(2);
    control.requestInspection();
    expect(control.markHalted(0, 2)).toBe(false);
    expect(control.markHalted(0, 2)).toBe(false);
    control.requestInspection();
    expect(control.markHalted(1, 2)).toBe(false);
    expect(control.markHalted(0, 2)).toBe(true);
  });
});

test('before the first inspection nobody is known to have halted', () => {
  const control = create(2);
  expect(control.markHalted(1, 2)).toBe(false);
  control.requestInspection();
  expect(control.markHalted(0, 2)).toBe(false);
  expect(control.markHalted(1, 2)).toBe(true);
});

describe('the lock', () => {
  test('keeps threads from losing each other’s counts', async () => {
    const file = bundleForTest('test/vmm/workers/lock-counter.ts');
    const control = Control.allocate(1);
    const counter = new SharedArrayBuffer(8);
    const rounds = 20_000;
    const workers = [1, 2, 3, 4].map(() => new Worker(file, { workerData: { control, counter, rounds } }));
    await Promise.all(
      workers.map(
        (worker) => new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject)),
      ),
    );
    await Promise.all(workers.map((worker) => worker.terminate()));
    expect(new Int32Array(counter)[0]).toBe(workers.length * rounds);
  });

  test('is tried without waiting', () => {
    const control = create();
    const other = new Control(control.buffer);
    expect([control.tryLock(), other.tryLock(), control.tryLock()]).toEqual([true, false, false]);
    control.unlock();
    expect(other.tryLock()).toBe(true);
    other.giveWay();
    expect(control.tryLock()).toBe(false);
    other.unlock();
    expect(control.tryLock()).toBe(true);
  });

  test('goes to a thread that waits, when its holder gives way, and comes back', async () => {
    const control = create();
    const counter = new SharedArrayBuffer(8);
    control.lock();
    const worker = new Worker(bundleForTest('test/vmm/workers/lock-counter.ts'), {
      workerData: { control: control.buffer, counter, rounds: 1 },
    });
    const done = new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
    await new Promise((resolve) => worker.once('online', resolve));
    // Until the thread waits nothing happens; a holder that never gave way would keep it waiting for ever.
    for (let round = 0; new Int32Array(counter)[0] === 0 && round < 1_000_000; round++) control.giveWay();
    expect(new Int32Array(counter)[0]).toBe(1);
    control.unlock();
    await done;
    await worker.terminate();
  });

  test('is free again after each unlock', () => {
    const control = create();
    for (let round = 0; round < 3; round++) {
      control.lock();
      control.unlock();
    }
  });
});
