import { expect, it } from 'vitest';
import { qemuBootTime } from '../../src/formats/qemu-boot-time.js';
import { findingsOf, readText } from './read-text.js';

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
    boots[0]?.events.map((event) => [event.timeNs, event.kind === 'code' ? event.code : event.kind]),
  ).toEqual([
    [1_500_000, 'lifecycle'],
    [2_000_001, 0x00],
    [3_000_000, expect.any(Number)],
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
  ['maybe', 'Trace qemu-system-x86\n'],
  ['no', '1) pid 5\n'],
])('says %s to %j', (verdict, head) => {
  expect(qemuBootTime.sniff(head, '')).toBe(verdict);
});
