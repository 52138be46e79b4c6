/** What a run takes from the process, it gives back: descriptors, threads, mappings, signal handlers. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeWith, requirement } from '../helpers/requirements.js';
import { bootCode, imageFile, useGuests } from './boot-guest.js';
import { asm } from './guest-image.js';

const BOOTS = 50;

function linkOf(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch {
    // The descriptor of the listing itself is closed by now.
    return '';
  }
}

function held() {
  const fds = readdirSync('/proc/self/fd').map(linkOf);
  return {
    fds: fds.length,
    kvmFds: fds.filter((link) => link.includes('kvm')).length,
    threads: readdirSync('/proc/self/task').length,
    kvmMappings: readFileSync('/proc/self/maps', 'utf8')
      .split('\n')
      .filter((line) => line.includes('kvm')).length,
    listeners: process.listenerCount('SIGUSR2'),
  };
}

describeWith([requirement.kvm()], `${BOOTS} boots in one process`, () => {
  useGuests();

  test('leave nothing open and nothing running', { timeout: 240_000 }, async () => {
    await bootCode(asm.reset);
    const before = held();
    expect(before).toMatchObject({ kvmFds: 0, kvmMappings: 0, listeners: 0 });
    for (let boot = 0; boot < BOOTS; boot++) {
      const run = await bootCode([...asm.post(boot), ...asm.reset], { cpus: 1 + (boot % 2) });
      expect(run.codes).toEqual([boot]);
    }
    expect(held()).toEqual(before);
  });

  test('leave nothing either when they cannot start', async () => {
    await bootCode(asm.reset);
    const before = held();
    const tooSmall = bootCode(asm.reset, { memorySize: 4096 });
    await expect(tooSmall).rejects.toThrow('of memory in whole MiB');
    await expect(bootCode(asm.reset, { debugConsolePort: 0x402 })).rejects.toThrow('port 0x402');
    await expect(bootCode(asm.reset, { workerFile: '/nowhere/worker.cjs' })).rejects.toThrow(
      '/nowhere/worker.cjs',
    );
    const silent = imageFile(new Uint8Array());
    await expect(bootCode(asm.reset, { workerFile: silent })).rejects.toThrow();
    expect(held()).toEqual(before);
  });
});
