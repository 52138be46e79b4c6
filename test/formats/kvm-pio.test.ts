import { expect, it } from 'vitest';
import { kvmPio } from '../../src/formats/kvm-pio.js';

it.each([
  ['yes', 'qemu 1 [0] 1.000000: kvm:kvm_pio: pio_write at 0x80 size 1 count 1 val 0x1'],
  ['yes', '# tracer: nop\n q-1 [000] d..1 1.000000: kvm_pio: pio_read at 0x71 size 1 count 1 val 0x0'],
  ['maybe', 'qemu 1 [0] 1.000000: kvm:kvm_entry: vcpu 0, rip 0xfff0'],
  ['no', 'the kvm_pio event'],
  ['no', ''],
])('says %s to %j', (verdict, head) => {
  expect(kvmPio.sniff(head, 'perf.txt')).toBe(verdict);
});
