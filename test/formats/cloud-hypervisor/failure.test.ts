import { describe, expect, it } from 'vitest';
import { findFailure } from '../../../src/formats/cloud-hypervisor/failure.js';
import { readText } from '../read-text.js';

it.each([
  ['Fatal error: VmBoot(KernelLoad(Bzimage(InvalidBzImage)))', 'start'],
  ['VCPU generated error: VcpuRun(Failed to run vcpu', 'crash'],
  ['Setting TSC frequency failed', null],
  ['guest says: Fatal error: x', null],
])('%s: %s', (message, reason) => {
  const found = findFailure(message, 4);
  if (reason === null) expect(found).toBeNull();
  else expect(found).toEqual({ reason, detail: message, line: 4 });
});

const at = (seconds: string, level: string, message: string) =>
  `cloud-hypervisor: ${seconds}s: <vmm> ${level}:vmm/src/x.rs:1 -- ${message}`;
const code = (seconds: string, value: number, trailing: string) =>
  at(seconds, 'WARN', `[Debug I/O port: Kernel code 0x${value.toString(16)}] ${trailing} seconds`);
const read = (...lines: readonly string[]) => readText(`${lines.join('\n')}\n`).boots;

describe('in a log', () => {
  it('a start that failed is a boot without events', () => {
    const boots = read(code('0.110000', 0x40, '0.100000'), at('0.016000', 'ERROR', 'Fatal error: VmBoot(x)'));
    expect(boots.map(({ events, stop }) => [events.length, stop?.reason])).toEqual([
      [1, undefined],
      [0, 'start'],
    ]);
    expect(boots[1]).toMatchObject({ vmmStartNs: null, stop: { detail: 'Fatal error: VmBoot(x)', line: 2 } });
  });

  it('a boot that comes after it is one of its own', () => {
    const boots = read(at('0.016000', 'ERROR', 'Fatal error: VmBoot(x)'), code('0.110000', 0x40, '0.100000'));
    expect(boots.map(({ events }) => events.length)).toEqual([0, 1]);
  });

  it('a vCPU that could not go on ends the boot that it is of, with the time since zero', () => {
    const [boot, ...others] = read(
      code('0.110000', 0x40, '0.100000'),
      at('0.510000', 'ERROR', 'VCPU generated error: VcpuRun(Failed to run vcpu'),
    );
    expect(others).toEqual([]);
    expect(boot!.stop).toEqual({
      reason: 'crash',
      detail: 'VCPU generated error: VcpuRun(Failed to run vcpu',
      line: 2,
      timeNs: 500_000_000,
    });
  });

  it('other errors end nothing', () => {
    const [boot] = read(code('0.110000', 0x40, '0.100000'), at('0.5', 'ERROR', 'Error from API'));
    expect(boot!.stop).toBeNull();
  });
});
