import { expect, it } from 'vitest';
import { kvmPio } from '../../src/formats/kvm-pio.js';
import { readText } from './read-text.js';

it.each([
  ['yes', 'qemu 1 [0] 1.000000: kvm:kvm_pio: pio_write at 0x80 size 1 count 1 val 0x1'],
  ['yes', '# tracer: nop\n q-1 [000] d..1 1.000000: kvm_pio: pio_read at 0x71 size 1 count 1 val 0x0'],
  ['maybe', 'qemu 1 [0] 1.000000: kvm:kvm_entry: vcpu 0, rip 0xfff0'],
  ['no', 'the kvm_pio event'],
  ['no', ''],
])('says %s to %j', (verdict, head) => {
  expect(kvmPio.sniff(head, 'perf.txt')).toBe(verdict);
});

it('takes a later vCPU that is seen first for one of the machine of the first', () => {
  const line = (comm: string, tid: number, time: string, value: string) =>
    `  ${comm}-${tid}  [097] ..... ${time}: kvm_pio: pio_write at 0x80 size 1 count 1 val ${value}`;
  const lines = [
    line('CPU 6/KVM', 1006, '100.000001', '0x1'),
    line('CPU 0/KVM', 1000, '100.100000', '0x40'),
    line('CPU 0/KVM', 2000, '100.200000', '0x41'),
  ];
  const { boots } = readText(`${lines.join('\n')}\n`, { inputFormat: 'kvm-pio' });
  expect(boots.map(({ events }) => events.length)).toEqual([2, 1]);
});

it('reads lines that a document shortened: without a count it is one value', () => {
  const lines = [
    'vmm-700 [002] 12.000100: kvm_pio: pio_read  at 0x3fd size 1 val 0x60',
    'vmm-700 [002] 12.000200: kvm_pio: pio_write at 0x80 size 1 val 0x40',
  ];
  const { boots } = readText(`${lines.join('\n')}\n`);
  expect(boots.flatMap(({ events }) => events)).toMatchObject([
    { kind: 'code', code: 0x40, timeNs: 100_000 },
  ]);
});
