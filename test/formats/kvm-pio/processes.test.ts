import { expect, it } from 'vitest';
import { Processes } from '../../../src/formats/kvm-pio/processes.js';
import type { TraceLine } from '../../../src/formats/kvm-pio/trace-line.js';
import { MAX_PROCESSES } from '../../../src/formats/reading/port-writes.js';

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

it('learns the number of a vCPU from its entries, unless its name says it', () => {
  const processes = new Processes();
  processes.name(line(11), 2);
  expect(processes.ownerOf(line(11)).vcpu).toBe(2);
  processes.name(line(12, { comm: 'vcpu1' }), 3);
  expect(processes.ownerOf(line(12)).vcpu).toBe(1);
});

it('puts a vCPU with no thread but a first one, the nearest, and a first one with none', () => {
  const processes = new Processes();
  for (const tid of [30, 20]) processes.ownerOf(line(tid, { comm: 'vcpu0' }));
  expect(processes.ownerOf(line(33, { comm: 'worker' }))).toEqual({ process: 'thread 33', vcpu: null });
  expect(processes.ownerOf(line(35, { comm: 'vcpu1' })).process).toBe('thread 30');
  expect(processes.ownerOf(line(36, { comm: 'vcpu0' })).process).toBe('thread 36');
  expect(processes.ownerOf(line(25, { comm: 'vcpu1' })).process).toBe('thread 20');
});

it('guesses nothing of a single thread, nor of those whose process is named', () => {
  const processes = new Processes();
  processes.ownerOf(line(11));
  processes.ownerOf(line(11));
  processes.ownerOf(line(21, { pid: 20 }));
  expect(processes.areGuessed).toBe(false);
});

it('bounds what it remembers of threads and of programs', () => {
  const processes = new Processes();
  for (let tid = 1; tid <= MAX_PROCESSES; tid += 1) processes.ownerOf(line(tid, { pid: 1 }));
  processes.name(line(MAX_PROCESSES, { pid: 1 }), 1);
  processes.name(line(MAX_PROCESSES + 1, { pid: 1 }), 1);
  expect([0, 1].map((more) => processes.ownerOf(line(MAX_PROCESSES + more, { pid: 1 })).vcpu)).toEqual([
    1,
    null,
  ]);
  for (let pid = 1; pid <= MAX_PROCESSES + 1; pid += 1) processes.exec(pid, 'qemu', time);
  expect([0, 1].map((more) => processes.startOf(line(1, { pid: MAX_PROCESSES + more })))).toEqual([
    time,
    null,
  ]);
});

it('knows when a program was started, unless it could be another one', () => {
  const processes = new Processes();
  processes.exec(10, 'qemu-system-x86', time);
  expect(processes.startOf(line(11, { pid: 10 }))).toEqual(time);
  expect(processes.startOf(line(11))).toEqual(time);
  expect(processes.startOf(line(11, { comm: 'vcpu0' }))).toBeNull();
  processes.exec(9, 'qemu-system-x86', time);
  expect(processes.startOf(line(11))).toBeNull();
  expect(processes.startOf(line(9))).toEqual(time);
  expect(processes.startOf(line(8))).toBeNull();
});
