/** Threads that die in the middle of a run: the others are stopped first, then the error comes out. */
import { expect, onTestFinished, test } from 'vitest';
import { Libc } from '../../src/vmm/kvm/libc.js';
import { Control } from '../../src/vmm/threads/control.js';
import { Kicker, VcpuThreads } from '../../src/vmm/vcpus/vcpu-threads.js';
import { describeWith, requirement } from '../helpers/requirements.js';
import { bundleForTest } from '../helpers/worker-bundle.js';
import { bootCode, imageFile, PATIENCE_MS, useGuests } from './boot-guest.js';
import { asm } from './guest-image.js';

describeWith([requirement.kvm()], 'vCPU threads', () => {
  useGuests();

  /** A worker that does `misdeed` when it is given vCPU 1, and runs every other one as it should. */
  const workerThat = (misdeed: string) => {
    const real = JSON.stringify(bundleForTest('src/vmm/vcpus/vcpu-worker.ts'));
    const source = `const { parentPort } = require('node:worker_threads');
      const once = parentPort.once.bind(parentPort);
      parentPort.once = (name, run) => once(name, (assignment) => {
        if (assignment.vcpu.id === 1) { ${misdeed} }
        run(assignment);
      });
      require(${real});`;
    return imageFile(new TextEncoder().encode(source));
  };

  test.each([
    ['throws', `throw new Error('out of order')`, 'out of order'],
    [
      'builds other devices than the main thread',
      'assignment.platform.serial = !assignment.platform.serial',
      'laid out the registers of the devices in another way than the main thread did',
    ],
    ['exits without a word', `process.exit(0)`, 'ended without a message'],
  ])('that one of them %s ends the run with that error', async (_name, misdeed, message) => {
    const start = performance.now();
    const boot = bootCode([...asm.post(1), ...asm.loop], { cpus: 2, workerFile: workerThat(misdeed) });
    await expect(boot).rejects.toThrow(message);
    expect(performance.now() - start).toBeLessThan(PATIENCE_MS);
  });

  test('that are not kicked while they have not begun', () => {
    const control = new Control(Control.allocate(1));
    const libc = new Libc();
    const address = libc.mapAnonymous(4096)!;
    onTestFinished(() => libc.unmap(address, 4096));
    const kicker = new Kicker(libc, control, [{ id: 0, fd: -1, runAddress: address, runSize: 4096 }]);
    kicker.kickAll();
    expect(new Uint8Array(libc.view(address, 2))[1]).toBe(0);
  });

  test('that are kicked get immediate_exit and the signal, until it is enough', async () => {
    const control = new Control(Control.allocate(1));
    const libc = new Libc();
    const address = libc.mapAnonymous(4096)!;
    onTestFinished(() => libc.unmap(address, 4096));
    const threads = new VcpuThreads(imageFile(new Uint8Array()), 0);
    let signals = 0;
    const count = () => signals++;
    process.on('SIGUSR2', count);
    onTestFinished(async () => {
      process.off('SIGUSR2', count);
      await threads.close();
    });
    control.setThread(0, libc.threadId());
    const kicker = new Kicker(libc, control, [{ id: 0, fd: -1, runAddress: address, runSize: 4096 }]);
    kicker.kickUntilStopped();
    await expect.poll(() => signals).toBeGreaterThan(2);
    expect(new Uint8Array(libc.view(address, 2))[1]).toBe(1);
    kicker.stop();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const before = signals;
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(signals).toBe(before);
  });
});
