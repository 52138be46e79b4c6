import { expect, it } from 'vitest';
import { systemctlShow } from '../../src/formats/systemctl-show.js';
import { findingsOf, readText } from './read-text.js';

function read(...lines: readonly string[]) {
  return readText(`${lines.join('\n')}\n`, { inputFormat: 'systemctl-show' });
}

it('knows the properties that it reads', () => {
  expect(systemctlShow.sniff('Version=1\nUserspaceTimestampMonotonic=5422672\n', '')).toBe('yes');
  expect(systemctlShow.sniff('UserspaceTimestamp=Thu 2025-07-03\n', '')).toBe('no');
});

it('gives phases to the microsecond', () => {
  const { boots } = read(
    'FirmwareTimestampMonotonic=30',
    'LoaderTimestampMonotonic=10',
    'InitRDTimestampMonotonic=5',
    'UserspaceTimestampMonotonic=7',
    'GeneratorsStartTimestampMonotonic=8',
    'FinishTimestampMonotonic=9',
  );
  const moments = boots[0]!.events.map((event) => [event.timeNs / 1000, 'name' in event ? event.name : '']);
  expect(moments).toEqual([
    [0, 'firmware begins'],
    [20, 'firmware ends'],
    [20, 'loader begins'],
    [30, 'loader ends'],
    [30, 'kernel begins'],
    [35, 'kernel ends'],
    [35, 'initrd begins'],
    [37, 'userspace begins'],
    [38, 'GeneratorsStart'],
    [39, 'userspace ends'],
  ]);
});

it('gives units their time from leaving inactive to being active, wherever their name stands', () => {
  const { boots } = read(
    'Id=a.service',
    'InactiveExitTimestampMonotonic=100',
    'ActiveEnterTimestampMonotonic=350',
    '',
    'InactiveExitTimestampMonotonic=7',
    'ActiveEnterTimestampMonotonic=9',
    'Id=b.service',
    '',
    'Id=never.service',
    'InactiveExitTimestampMonotonic=0',
    'ActiveEnterTimestampMonotonic=0',
  );
  expect(boots.map(({ units }) => units)).toEqual([
    [
      { name: 'a.service', startNs: 100_000, durationNs: 250_000 },
      { name: 'b.service', startNs: 7000, durationNs: 2000 },
    ],
  ]);
});

it('begins a boot where a property comes again, and does not end what has no end', () => {
  const { boots } = read(
    'UserspaceTimestampMonotonic=7',
    'FinishTimestampMonotonic=9',
    'UserspaceTimestampMonotonic=8',
    'FinishTimestampMonotonic=0',
  );
  expect(boots.map(({ events }) => events.length)).toEqual([4, 3]);
});

it('says that times contradict each other, and that there are none', () => {
  expect(findingsOf(read('UserspaceTimestampMonotonic=9', 'FinishTimestampMonotonic=7'))).toEqual([
    'impossible-times@2',
  ]);
  expect(findingsOf(read('Version=7'))).toEqual(['no-events']);
});
