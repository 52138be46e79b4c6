import { expect, it } from 'vitest';
import { hasBootTime, parseBootTime, parseLogLine } from '../../../src/formats/firecracker/log-line.js';

const TIME = 'Guest-boot-time = 6804 us 6 ms, 5120 CPU us 5 CPU ms';

it.each([
  ['until v1.3', '2022-01-05T10:00:01.25 [vm] text', { wall: 1.25, instance: 'vm', vcpu: null }],
  ['with a thread', '2022-01-05T10:00:01.25 [vm:fc_vcpu 3] text', { wall: 1.25, instance: 'vm', vcpu: 3 }],
  ['with an origin', '2022-01-05T10:00:01.25 [vm:main:INFO:src/a.rs:7] text', { instance: 'vm', vcpu: null }],
  ['behind a file name', 'a.log:2022-01-05T10:00:01.25 [vm:main] text', { wall: 1.25, instance: 'vm' }],
  ['without a time', '[fc_vcpu 0] text', { wall: null, instance: null, vcpu: 0 }],
])('reads a line %s', (_, row, expected) => {
  const found = parseLogLine(row);
  const seconds = found?.wall == null ? null : (found.wall.seconds % 60) + found.wall.nanos / 1e9;
  expect({ ...found, wall: seconds, message: found?.message }).toMatchObject({
    ...expected,
    message: 'text',
  });
});

it('takes no line without brackets for one of its own', () => {
  expect(parseLogLine('2022-01-05T10:00:01.25 text')).toBeNull();
});

it.each([
  [`[vm] ${TIME}`, { instance: 'vm', timeNs: 6_804_000, message: TIME }],
  [`[vm] body "${TIME}`, 'quoted'],
  ['[vm] Guest-boot-time = 6804 us', 'torn'],
  ['[vm] Guest-boot-time = 99999999999999 us 6 ms, 1 CPU us 1 CPU ms', 'too-long'],
])('reads the boot time of %j', (row, expected) => {
  const found = parseBootTime(row, row.indexOf('Guest-boot-time'));
  expect(found).toEqual(typeof expected === 'string' ? expected : expect.objectContaining(expected));
});

it('knows a boot time anywhere in a text', () => {
  expect([hasBootTime(`x\n[a] ${TIME}\n`), hasBootTime('Guest-boot-time')]).toEqual([true, false]);
});
