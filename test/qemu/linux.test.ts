/** Debian's cloud kernel with the lab's userspace in QEMU's emulator: codes, console text and ends of a real boot. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith, type Requirement, requirement } from '../helpers/requirements.js';
import { debianKernel, knowsKernel } from '../lab/kernel.mjs';
import { buildGuestInitramfs, LAB_PACKAGES, labCache } from '../lab/lab.mjs';
import { timelineOf } from '../stages/build-boot.js';
import { boot, type QemuBootOptions } from './boot-in-qemu.js';

const packages = LAB_PACKAGES.map(([name, probe]) => requirement.debianPackage(name, probe));
const kernel: Requirement = {
  name: 'a Debian kernel',
  present: knowsKernel(),
  reason: 'apt knows no linux-image-cloud-amd64: this takes Debian and apt-get update',
  enforced: process.env['BOOTTRACE_REQUIRE_PACKAGES'] === '1',
};

describeWith([...packages, kernel], 'Linux in QEMU', () => {
  let work = '';
  beforeAll(() => {
    work = mkdtempSync(path.join(os.tmpdir(), 'boottrace-linux-'));
    buildGuestInitramfs(work, path.join(work, 'initrd.gz'));
  });
  afterAll(() => rmSync(work, { recursive: true, force: true }));

  const bootLinux = (commandLine: string, options: QemuBootOptions = {}) =>
    boot({
      kernel: {
        kernel: debianKernel(labCache()).image,
        initramfs: path.join(work, 'initrd.gz'),
        commandLine: `console=ttyS0 ${commandLine}`,
      },
      memorySize: 512 * 2 ** 20,
      timeoutNs: 55e9,
      ...options,
    });

  test('marks its way to userspace and switches off, on two processors of machine q35', async () => {
    const marks = [{ pattern: /Run \/init as init process/, code: 0x41, name: 'init' }];
    const run = await bootLinux('loglevel=7', {
      marks,
      cpus: 2,
      engineArguments: ['-accel', 'tcg', '-machine', 'q35'],
    });
    expect(run.stop).toMatchObject({ reason: 'shutdown', detail: null });
    expect(run.codes.filter((code) => code >= 0x40)).toEqual([0x41, 0x60, 0x61]);
    expect(run.text('serial')).toContain('online: 0-1');
    expect(run.phases).toEqual(['guest-entry', 'shutdown']);
  });

  test('has the kernel as a row where nobody marks it', async () => {
    const run = await bootLinux('loglevel=7');
    expect(run.codes.filter((code) => code === 0x40 || code === 0x41)).toEqual([]);
    const { stages, outcome } = timelineOf([], { boot: { events: run.events, stop: run.stop } });
    const kernel = stages.find(({ stage }) => stage === 'kernel');
    expect(kernel).toMatchObject({ measured: true, first: 'linux:start', last: 'linux:init' });
    expect(stages.find(({ stage }) => stage === 'userspace')).toMatchObject({
      measured: true,
      first: '0x60',
    });
    expect(outcome.state).toBe('finished');
  });

  test('ends where its kernel says that it starts init', async () => {
    const run = await bootLinux('loglevel=7', { untilCode: 0x41, untilMoments: ['linux:init'] });
    expect(run.stop).toMatchObject({
      reason: 'until',
      detail: 'moment linux:init arrived, which stands for code 0x41',
    });
  });

  test('panics, which is a crash and says why', async () => {
    const run = await bootLinux('quiet panic=-1 end=panic');
    expect(run.stop.reason).toBe('crash');
    expect(run.stop.detail).toMatch(/^kernel panic: sysrq triggered crash; then reset/);
    expect(run.text('firmware-debug')[0]).toMatch(/^SeaBIOS/);
    expect(run.codes.filter((code) => code >= 0x40)).toEqual([0x60, 0x61]);
  });

  test('panics and hangs, which ends the run soon, with its trace of calls', async () => {
    const run = await bootLinux('quiet panic=0 end=panic', { timeoutNs: 600e9 });
    expect(run.stop).toEqual({
      reason: 'crash',
      detail: 'kernel panic: sysrq triggered crash; then --on-panic stop ended the run',
      timeNs: expect.any(Number),
    });
    const text = run.text('serial').join('\n');
    expect(text).toMatch(
      /Kernel panic - not syncing: sysrq triggered crash.*Call Trace:.*---\[ end Kernel panic/s,
    );
  });
});
