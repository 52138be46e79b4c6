import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { planRun, type RunFlags } from '../../../src/cli/flags/run-plan.js';
import { InputError } from '../../../src/trace/errors.js';
import { ROOT } from '../../helpers/run-cli.js';

const DEFAULTS: RunFlags = {
  cpus: '1',
  memory: '512M',
  serial: 'null',
  'debug-console': 'off',
  timeout: '60s',
  engine: 'bundled',
};

const plan = (flags: Partial<RunFlags> = {}, machineOutput = false) =>
  planRun({ ...DEFAULTS, ...flags }, { packageRoot: ROOT, machineOutput });

function refused(flags: Partial<RunFlags>): readonly string[] {
  try {
    plan(flags);
  } catch (error) {
    if (error instanceof InputError) return [error.code, error.message];
  }
  throw new Error('it was accepted');
}

describe('the guest', () => {
  test('is the sample of the package when none is named, with a debug console', () => {
    const { request, input } = plan();
    expect(input).toBe('sample guest');
    expect(request).toEqual({
      firmware: path.join(ROOT, 'samples', 'guest', 'sample-guest.bin'),
      memorySize: 512 * 2 ** 20,
      cpus: 1,
      debugConsolePort: 0xe9,
      serial: true,
      disks: [],
      rng: false,
    });
  });

  test('carries what is for the engine alone', () => {
    const context = { packageRoot: ROOT, machineOutput: false, engineArguments: ['-machine', 'q35'] };
    expect(planRun(DEFAULTS, context).request.engineArguments).toEqual(['-machine', 'q35']);
  });

  test('may be a firmware', () => {
    const { request, input } = plan({ firmware: 'bios.bin' });
    expect([request.firmware, request.kernel, request.debugConsolePort, input]).toEqual([
      'bios.bin',
      undefined,
      null,
      'bios.bin',
    ]);
  });

  test('may be a kernel with all that belongs to it', () => {
    const { request, input } = plan({ kernel: 'vmlinuz', initramfs: 'initrd.gz', cmdline: 'quiet' });
    expect(request.kernel).toEqual({ kernel: 'vmlinuz', initramfs: 'initrd.gz', commandLine: 'quiet' });
    expect([request.firmware, input]).toEqual([undefined, 'vmlinuz']);
  });

  test('that is a kernel alone gets a command line that shows, ends and does not write to port 0x80', () => {
    const { kernel } = plan({ kernel: 'vmlinuz' }).request;
    expect(kernel).toEqual({
      kernel: 'vmlinuz',
      initramfs: null,
      commandLine: 'console=ttyS0 panic=-1 io_delay=none',
    });
  });

  test('may have an empty command line when that is what was asked for', () => {
    expect(plan({ kernel: 'vmlinuz', cmdline: '' }).request.kernel!.commandLine).toBe('');
  });

  test('has the disks in order, and random numbers, that were asked for', () => {
    const { request, diagnostics } = plan({
      disk: ['path=a,readonly=on', 'path=b,id=x'],
      rng: 'src=/dev/urandom',
    });
    expect(request).toMatchObject({
      disks: [
        { path: 'a', readOnly: true, snapshot: false },
        { path: 'b', readOnly: false, snapshot: true },
      ],
      rng: true,
    });
    expect(diagnostics.map(({ code }) => code)).toEqual(['disk-option-ignored']);
  });

  test('has the processors, memory and ports asked for', () => {
    const flags = { firmware: 'bios.bin', cpus: 'boot=4', memory: 'size=1G', serial: 'off' };
    const { request } = plan({ ...flags, 'debug-console': 'tty,iobase=0x3e8' });
    expect(request).toMatchObject({ cpus: 4, memorySize: 2 ** 30, serial: false, debugConsolePort: 0x3e8 });
  });
});

test('a firmware may have a kernel to start', () => {
  const { request, input } = plan({ firmware: 'OVMF.fd', kernel: 'vmlinuz', cmdline: 'quiet' });
  expect(request).toMatchObject({
    firmware: 'OVMF.fd',
    kernel: { kernel: 'vmlinuz', initramfs: null, commandLine: 'quiet' },
  });
  expect(input).toBe('OVMF.fd');
});

describe('flags that make no sense', () => {
  test.each([
    [
      'an end that is no code',
      { until: '0x100' },
      'bad-code',
      '--until takes a code from 0x00 to 0xff or a moment, not "0x100"',
    ],
    ['no memory', { memory: 'much' }, 'bad-guest-flag', '--memory "much"'],
    ['no processor', { cpus: '0' }, 'bad-guest-flag', '--cpus "0"'],
    ['no disk', { disk: ['a.raw'] }, 'bad-guest-flag', '--disk "a.raw"'],
    ['no random numbers', { rng: 'src=/dev/zero' }, 'bad-guest-flag', '--rng "src=/dev/zero"'],
    ['no time', { timeout: '0s' }, 'bad-time', '--timeout 0s: the time must be above zero'],
    ['a time without unit', { timeout: '60' }, 'bad-time', '--timeout 60: the unit of the time is missing'],
    ['a time beyond every timer', { timeout: '99999m' }, 'bad-time', 'the longest time is 2147483.647 s'],
    ['a code without 0x', { until: '41' }, 'bare-code', '--until 41: write codes with 0x: 41 can be 0x41'],
    ['no console', { serial: 'loud' }, 'bad-guest-flag', '--serial "loud"'],
  ])('are refused: %s', (_name, flags, code, message) => {
    expect(refused(flags)).toEqual([code, expect.stringContaining(message)]);
  });

  test('leave a package without its sample guest to say so', () => {
    const missing = { packageRoot: '/no/such/package', machineOutput: false };
    expect(() => planRun(DEFAULTS, missing)).toThrow(/sample guest is missing: \/no\/such\/package/);
    expect(() => planRun({ ...DEFAULTS, firmware: 'bios.bin' }, missing)).not.toThrow();
  });
});

describe('the run', () => {
  test('ends at its timeout, or at a code', () => {
    expect([plan().timeoutNs, plan().untilCode]).toEqual([60e9, null]);
    const until = plan({ timeout: '1500ms', until: '0x41' });
    expect([until.timeoutNs, until.untilCode]).toEqual([1.5e9, 0x41]);
    expect(plan({ until: '0x0' }).untilCode).toBe(0);
    expect([plan().endsOnPanic, plan({ 'on-panic': 'stop' }).endsOnPanic]).toEqual([true, true]);
    expect(plan({ 'on-panic': 'continue' }).endsOnPanic).toBe(false);
  });

  test('takes text for codes where marks say so', () => {
    expect(plan().marks).toEqual([]);
    const [mark] = plan({ mark: ['Run /init=0x41:init'] }).marks;
    expect([mark!.pattern.source, mark!.code, mark!.name]).toEqual(['Run \\/init', 0x41, 'init']);
  });

  test('sends text where it was asked to', () => {
    const { targets } = plan({ serial: 'file=out.log', 'debug-console': 'pty' });
    expect([...targets]).toEqual([
      ['firmware-debug', { mode: 'tty' }],
      ['debug-console', { mode: 'pty' }],
      ['serial', { mode: 'file', path: 'out.log' }],
    ]);
  });

  test('keeps firmware text out of a machine format on standard output', () => {
    expect(plan({}, true).targets.get('firmware-debug')).toEqual({ mode: 'null' });
  });
});
