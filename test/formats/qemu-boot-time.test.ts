import { expect, it } from 'vitest';
import { qemuBootTime } from '../../src/formats/qemu-boot-time.js';
import { findingsOf, readItems, readText } from './read-text.js';

function read(...lines: readonly string[]) {
  return readText(`${lines.join('\n')}\n`, { inputFormat: 'qemu-boot-time' });
}

it('puts each trace point into its stage', () => {
  const { boots } = read(
    '1) pid 5',
    ' qemu_init_end: 1.5',
    ' fw_start: 2.000001 (+0.500001)',
    ' Exit point 10: 3 (+0.999999)',
    ' linux_start_user: 4.25 (+1.2e-05)',
  );
  expect(boots[0]?.clock).toBe('host-monotonic');
  expect(
    boots[0]?.events.map((event) => [
      event.timeNs,
      event.kind === 'code' ? event.code : event.kind === 'moment' ? event.key : event.kind,
    ]),
  ).toEqual([
    [1_500_000, 'lifecycle'],
    [2_000_001, 0x00],
    [3_000_000, 'qemu-boot-time:Exit point 10'],
    [4_250_000, 0x41],
  ]);
});

it('leaves the averages out', () => {
  const { boots } = read(
    '1) pid 5',
    ' fw_start: 2.5',
    '',
    'Avg',
    ' fw_start: 2.5',
    '',
    'Min',
    ' fw_start: 2.5',
  );
  expect(boots.map(({ events }) => events.length)).toEqual([1]);
});

it('reports what it cannot read', () => {
  const reading = read('1) pid 5', ' fw_start: x', ' fw_start: 99999999999999', ' fw_start: 1');
  expect(findingsOf(reading)).toEqual(['other-zero@1', 'bad-line@2', 'bad-line@3']);
  expect(reading.boots[0]?.events).toHaveLength(1);
  expect(findingsOf(read('nothing'))).toEqual(['no-events']);
});

it.each([
  ['yes', 'Trace qemu-system-x86\n1) pid 5\n qemu_init_end: 1.5\n'],
  ['yes', 'Trace cloud-hyperviso    \n1) pid 5    \n vmm_init_end: 1.5    \n'],
  ['maybe', 'Trace qemu-system-x86\n'],
  ['no', '1) pid 5\n'],
])('says %s to %j', (verdict, head) => {
  expect(qemuBootTime.sniff(head, '')).toBe(verdict);
});

it('knows every trace point of the script, and takes others for moments of no stage', () => {
  const points = [
    'fw_start',
    'fw_do_boot',
    'linux_start_fwcfg',
    'linux_start_boot',
    'linux_start_pvhboot',
    'linux_start_kernel',
    'linux_start_user',
    'mine',
  ];
  const { items } = readItems(
    ['1) pid 5', ...points.map((name, at) => ` ${name}: ${at}`), '2) pid 6', ' mine: 1', ''].join('\n'),
    { inputFormat: 'qemu-boot-time' },
  );
  const events = items.flatMap((item) => (item.kind === 'event' ? [{ ...item.event, boot: item.boot }] : []));
  expect(events.slice(0, 7).map((event) => event.kind === 'code' && event.code)).toEqual([
    0x00, 0x01, 0x20, 0x21, 0x21, 0x40, 0x41,
  ]);
  expect(events[7]).toMatchObject({ boot: 0, name: 'mine', line: 9, timeNs: 7_000_000, vcpu: null });
  expect(events.slice(7)).toMatchObject(
    [0, 1].map((boot) => ({ boot, kind: 'moment', key: 'qemu-boot-time:mine', stage: null })),
  );
  expect(items.flatMap((item) => (item.kind === 'boot' ? [item] : []))).toEqual(
    [0, 1].map((boot) => ({ kind: 'boot', boot, vmmStartNs: null, clock: 'host-monotonic' })),
  );
});

it('reads trace points of processes alone, and rows that begin like one', () => {
  const reading = read(
    ' fw_start: 1',
    '1) pid 5',
    ' qemu_init_end: 1.5 ',
    'text: 5',
    '',
    ' fw_start: 2',
    'Max',
    ' fw_start: 9',
    '2) pid 6  ',
    ' fw_start: 3',
  );
  expect(reading.boots.map(({ events }) => events)).toMatchObject([
    [
      { kind: 'lifecycle', phase: 'guest-entry', timeNs: 1_500_000, line: 3, vcpu: null },
      { code: 0, timeNs: 2_000_000 },
    ],
    [{ timeNs: 3_000_000, line: 10 }],
  ]);
  expect(findingsOf(reading)).toEqual(['other-zero@2']);
});

it.each([
  ['yes', 'x\n12) pid 5\n linux_start_kernel: 1.5\n'],
  ['yes', '1) pid 5  \n fw_start: 1\n'],
  ['yes', 'x\n123) pid 4567 \t\n fw_x: 1\n'],
  ['no', 'x 1) pid 5\n fw_start: 1\n'],
  ['no', '1) pid 5\n fw_start: x\n'],
  ['no', '1) pid 5 x\n fw_start: 1\n'],
  ['maybe', 'x\nTrace qemu-system-aarch64 \n'],
  ['no', 'x Trace qemu-system-aarch64\n'],
  ['no', 'Trace qemu-system-aarch64 x\n'],
  ['no', ' qemu_init_end: x\n'],
  ['no', 'kvm__kvm_pio  1 1234.12345678 '],
  ['no', 'kvm__kvm_pio  x 1234.123456789 '],
  ['maybe', ' qemu_init_end: 1.5\n'],
  ['maybe', 'kvm__kvm_pio             1 1234.123456789 '],
  ['no', 'kvm__kvm_pio'],
  ['no', 'x 1) pid 5\n other: 1\n'],
])('says %s to %j', (verdict, head) => {
  expect(qemuBootTime.sniff(head, '')).toBe(verdict);
});
