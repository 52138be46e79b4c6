import { describe, expect, test } from 'vitest';
import type { Monitor } from '../../../src/engines/qemu/monitor.js';
import { findTripleFault, human, stopOfShutdown } from '../../../src/engines/qemu/shutdown.js';

test.each([
  ['SHUTDOWN', { guest: true, reason: 'guest-reset' }, 'reset'],
  ['SHUTDOWN', { guest: true, reason: 'guest-shutdown' }, 'shutdown'],
  ['SHUTDOWN', { guest: true, reason: 'guest-panic' }, 'crash'],
  ['SHUTDOWN', { guest: false, reason: 'host-error' }, 'crash'],
  ['SHUTDOWN', { guest: false, reason: 'host-signal' }, 'interrupted'],
  ['SHUTDOWN', { guest: false, reason: 'host-qmp-quit' }, undefined],
  ['GUEST_PANICKED', { action: 'pause' }, 'crash'],
])('%s %j', (name, data, reason) => {
  expect(stopOfShutdown(name, data)?.reason).toBe(reason);
});

/** Answers as the monitor of QEMU 7.2 did, by command. */
function answering(answers: Readonly<Record<string, string>>): Monitor {
  const execute = (_: string, { 'command-line': line = '' }: { 'command-line'?: string } = {}) =>
    Promise.resolve(answers[line] ?? '');
  return { execute } as unknown as Monitor;
}

const REGISTERS =
  'CPU#0\r\nEIP=0000f107 EFL=00000002 [-------] CPL=0 HLT=0\r\nCS =f000 000f0000 0000ffff 00009b00\r\n';

describe('a reset under KVM', () => {
  test('whose processor has no interrupt table and wrote to no port was a triple fault', async () => {
    const registers = `${REGISTERS}IDT=     00000000 00000000\r\n`;
    const monitor = answering({
      'info registers': registers,
      'x /4xb 0xff105': '000ff105: 0x0f 0x01 0xcc 0x00\r\n',
    });
    expect(await findTripleFault(monitor)).toBe('triple fault; rip=0xf107');
  });

  test('just after a write to a port was asked for', async () => {
    const registers = `${REGISTERS}IDT=     00000000 00000000\r\n`;
    const monitor = answering({
      'info registers': registers,
      'x /4xb 0xff105': '000ff105: 0xe6 0x64 0xeb 0xfe\r\n',
    });
    expect(await findTripleFault(monitor)).toBeNull();
  });

  test('of which nothing is known is one', async () => {
    expect(await findTripleFault(answering({}))).toBeNull();
  });
});

test('what is not text is none', async () => {
  const execute = () => Promise.resolve({});
  expect(await human({ execute } as unknown as Monitor, 'x')).toBe('');
});
