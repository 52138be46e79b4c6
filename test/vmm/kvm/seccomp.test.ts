/** The filter as the kernel reads it, run by an interpreter; and in a thread of this system. */
import { openSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { describe, expect, onTestFinished, test } from 'vitest';
import { denyProgram, PROCESS_DENIES, RING_DENIES, VCPU_DENIES } from '../../../src/vmm/kvm/seccomp.js';
import { bundleForTest } from '../../helpers/worker-bundle.js';

const X86_64 = 0xc000_003e;
const I386 = 0x4000_0003;
const ALLOW = 0x7fff_0000;
const EPERM = 0x0005_0001;
const ENOSYS = 0x0005_0026;

interface Call {
  readonly nr: number;
  readonly arch?: number;
  readonly argument?: number;
}

/** What classic BPF (linux/filter.h) makes of a call: the few instructions that filters use. */
function verdict(program: Uint8Array, { nr, arch = X86_64, argument = 0 }: Call): number {
  const code = new DataView(program.buffer, program.byteOffset, program.length);
  const data = new Map([
    [0, nr],
    [4, arch],
    [16, argument],
  ]);
  let accumulator = 0;
  for (let at = 0; at < program.length; ) {
    const k = code.getUint32(at + 4, true);
    const jump = (holds: boolean) => code.getUint8(at + (holds ? 2 : 3)) * 8;
    const opcode = code.getUint16(at, true);
    if (opcode === 0x06) return k;
    if (opcode === 0x20) accumulator = data.get(k)! >>> 0;
    else if (opcode === 0x15) at += jump(accumulator === k);
    else if (opcode === 0x35) at += jump(accumulator >= k);
    else if (opcode === 0x45) at += jump((accumulator & k) !== 0);
    else throw new Error(`instruction 0x${opcode.toString(16)}`);
    at += 8;
  }
  throw new Error('ran off the end');
}

describe('a filter', () => {
  const program = denyProgram(VCPU_DENIES);

  test('refuses each call that it is for, and no other', () => {
    const denied = new Set(VCPU_DENIES);
    for (let nr = 0; nr < 600; nr++) {
      if (nr === 56 || nr === 435) continue;
      expect(verdict(program, { nr }), `call ${nr}`).toBe(denied.has(nr) ? EPERM : ALLOW);
    }
  });

  test.each([
    ['execve', 59],
    ['fork', 57],
    ['ptrace', 101],
    ['socket', 41],
    ['mount', 165],
    ['bpf', 321],
    ['process_vm_writev', 311],
    ['init_module', 175],
    ['kexec_load', 246],
    ['io_uring_setup', 425],
    ['io_uring_register', 427],
  ])('of the process refuses %s', (_, nr) => expect(PROCESS_DENIES).toContain(nr));

  test('leaves a ring alone that Node may hold, unless it is known to hold none', () => {
    expect([...PROCESS_DENIES, ...VCPU_DENIES]).not.toContain(426);
    expect(RING_DENIES).toEqual([426]);
  });

  test('lets threads be made and no processes', () => {
    const threadFlags = 0x3d0f00;
    expect(verdict(program, { nr: 56, argument: threadFlags })).toBe(ALLOW);
    expect(verdict(program, { nr: 56, argument: 0x11 })).toBe(EPERM);
    // As if the kernel did not know it, so that the C library takes clone.
    expect(verdict(program, { nr: 435 })).toBe(ENOSYS);
  });

  test('refuses the calls of other architectures, whose numbers mean something else', () => {
    expect(verdict(program, { nr: 0, arch: I386 })).toBe(EPERM);
    expect(verdict(program, { nr: 0x4000_0000 })).toBe(EPERM);
    expect(verdict(program, { nr: 0xffff_ffff })).toBe(EPERM);
  });

  test('has every jump land in it, also at its longest', () => {
    const numbers = Array.from({ length: 240 }, (_, at) => at + 1000);
    const longest = denyProgram(numbers);
    expect(numbers.map((nr) => verdict(longest, { nr }))).toEqual(numbers.map(() => EPERM));
    expect(verdict(longest, { nr: 999 })).toBe(ALLOW);
    expect(() => denyProgram([...numbers, 1])).toThrow(RangeError);
  });
});

test('a thread with the filter of a vCPU does its work and nothing else', async () => {
  const fd = openSync('/proc/self/exe', 'r');
  const worker = new Worker(bundleForTest('test/vmm/workers/confined.ts'), { workerData: { fd } });
  onTestFinished(() => void worker.terminate());
  const found = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
  expect(found).toEqual({
    filtered: true,
    open: 'EPERM',
    unlink: 'EPERM',
    program: 'EPERM',
    kill: 'EPERM',
    read: 'ok',
    random: 'ok',
    memory: 'ok',
  });
  // The thread's alone: this one opens what it likes.
  expect(() => openSync('/proc/self/exe', 'r')).not.toThrow();
});
