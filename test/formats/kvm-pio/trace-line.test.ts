import { describe, expect, it } from 'vitest';
import { parseTraceLine } from '../../../src/formats/kvm-pio/trace-line.js';

const BODY = 'pio_write at 0x80 size 1 count 1 val 0x41';

describe('parseTraceLine', () => {
  it.each([
    [
      'perf script',
      ` qemu-system-x86  1234 [001] 123.456789: kvm:kvm_pio: ${BODY}`,
      'qemu-system-x86',
      1234,
      null,
    ],
    [
      '-F +pid',
      ` qemu-system-x86 1230/1234 [001] 123.456789:   kvm:kvm_pio: ${BODY}`,
      'qemu-system-x86',
      1234,
      1230,
    ],
    ['one process', `fc_vcpu 0  1234   123.456789: kvm:kvm_pio: ${BODY}`, 'fc_vcpu 0', 1234, null],
    ['--ns', `vcpu0 1234 [001] 123.456789000: kvm:kvm_pio: ${BODY}`, 'vcpu0', 1234, null],
    ['ftrace', `           <...>-1234    [001] d..1   123.456789: kvm_pio: ${BODY}`, '<...>', 1234, null],
    [
      'ftrace, five flags',
      ` CPU 0/KVM-1234  [001] d..1. 123.456789: kvm_pio: ${BODY}`,
      'CPU 0/KVM',
      1234,
      null,
    ],
    [
      'record-tgid',
      ` CPU 0/KVM-1234 (   1230) [001] ..... 123.456789: kvm_pio: ${BODY}`,
      'CPU 0/KVM',
      1234,
      1230,
    ],
    ['tgid unknown', ` a-b c-1234 (-------) [001] ..... 123.456789: kvm_pio: ${BODY}`, 'a-b c', 1234, null],
    [
      'trace-cmd report',
      ` qemu-system-x86-1234  [001]   123.456789: kvm_pio:              ${BODY}`,
      'qemu-system-x86',
      1234,
      null,
    ],
  ])('reads %s', (_, text, comm, tid, pid) => {
    const line = parseTraceLine(text, 'kvm_pio');
    expect(line).toMatchObject({ comm, tid, pid, time: { seconds: 123, nanos: 456_789_000 } });
    expect(line?.body.trimStart()).toBe(BODY);
  });

  it.each([
    ['another event', ` q 1 [0] 1.000000: kvm:kvm_exit: ${BODY}`],
    ['no time', ` q 1 [0] kvm:kvm_pio: ${BODY}`],
    ['text that quotes one', `echo "kvm_pio: ${BODY}"`],
    ['a head that is too long', `${'q'.repeat(300)} 1 [0] 1.000000: kvm_pio: ${BODY}`],
  ])('refuses %s', (_, text) => {
    expect(parseTraceLine(text, 'kvm_pio')).toBeNull();
  });

  it('takes a head of so many characters, and a line of its own event alone', () => {
    const line = (head: number) =>
      parseTraceLine(`${' q 1 [0] 1.000000: kvm:'.padStart(head)}kvm_pio: x`, 'kvm_pio');
    expect(line(256)).toMatchObject({ comm: 'q', tid: 1, body: 'x' });
    expect(line(257)).toBeNull();
    expect(parseTraceLine(' q 1 [0] 1.000000: x', 'kvm_pio')).toBeNull();
  });
});
