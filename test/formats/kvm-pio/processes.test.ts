import { expect, it } from 'vitest';
import { Processes } from '../../../src/formats/kvm-pio/processes.js';
import type { TraceLine } from '../../../src/formats/kvm-pio/trace-line.js';

const time = { seconds: 1, nanos: 0 };

function line(tid: number, overrides: Partial<TraceLine> = {}): TraceLine {
  return { comm: 'qemu-system-x86', tid, pid: null, time, body: '', ...overrides };
}

it('goes by the process where the line names it', () => {
  const processes = new Processes();
  expect(processes.ownerOf(line(11, { pid: 10 })).process).toBe(
    processes.ownerOf(line(12, { pid: 10 })).process,
  );
  expect(processes.ownerOf(line(21, { pid: 20 })).process).not.toBe(processes.ownerOf(line(11)).process);
  expect(processes.areGuessed).toBe(false);
});

it('takes each thread for a machine where it does not, and says that it guesses', () => {
  const processes = new Processes();
  const [a, b] = [processes.ownerOf(line(11)), processes.ownerOf(line(21))];
  expect(a.process).not.toBe(b.process);
  expect(processes.areGuessed).toBe(true);
});

it('puts further vCPUs with the first one started before them', () => {
  const processes = new Processes();
  const first = processes.ownerOf(line(11, { comm: 'CPU 0/KVM' }));
  const second = processes.ownerOf(line(21, { comm: 'CPU 0/KVM' }));
  expect(processes.ownerOf(line(12, { comm: 'CPU 1/KVM' }))).toEqual({ process: first.process, vcpu: 1 });
  expect(processes.ownerOf(line(22, { comm: 'CPU 1/KVM' })).process).toBe(second.process);
  expect(processes.ownerOf(line(5, { comm: 'vcpu3' }))).toEqual({ process: 'thread 5', vcpu: 3 });
});

it('learns the number of a vCPU from its entries', () => {
  const processes = new Processes();
  processes.name(line(11), 2);
  expect(processes.ownerOf(line(11)).vcpu).toBe(2);
});

it('knows when a program was started, unless it could be another one', () => {
  const processes = new Processes();
  processes.exec(10, 'qemu-system-x86', time);
  expect(processes.startOf(line(11, { pid: 10 }))).toEqual(time);
  expect(processes.startOf(line(11))).toEqual(time);
  expect(processes.startOf(line(11, { comm: 'vcpu0' }))).toBeNull();
  processes.exec(9, 'qemu-system-x86', time);
  expect(processes.startOf(line(11))).toBeNull();
});
