import { expect, it } from 'vitest';
import { slimBootloader } from '../../src/formats/slim-bootloader.js';
import { findingsOf, readText } from './read-text.js';

const HEAD = ' Id   | Time (ms)  | Delta (ms) | Description                      ';

function read(...lines: readonly string[]) {
  return readText(`${lines.join('\n')}\n`, { inputFormat: 'slim-bootloader' });
}

it('has firmware from the reset vector to the end of stage 2, then the payload', () => {
  const { boots } = read(
    HEAD,
    '------+------------+------------+----------------------------------',
    ' 1000 |       2 ms |       2 ms | Reset vector',
    ' 10A0 |      82 ms |      80 ms | Verify Stage1B',
    ' 31F0 |     749 ms |     667 ms | End of stage2',
    ' 4000 |     751 ms |       2 ms |  ',
  );
  expect(boots[0]?.events).toMatchObject([
    { timeNs: 2_000_000, code: 0x00, name: 'Reset vector' },
    { timeNs: 82_000_000, name: 'Verify Stage1B' },
    { timeNs: 749_000_000, code: 0x01 },
    { timeNs: 751_000_000, code: 0x20, name: '0x4000' },
  ]);
  expect(boots[0]?.clock).toBe('guest-monotonic');
});

it('reports what is damaged, and begins a boot with each table', () => {
  const reading = read(
    HEAD,
    ' 1000 |       2 ms |',
    ' 1000 |       2 ms |       2 ms | Reset vector',
    HEAD,
    ' 1000 |       3 ms |       3 ms | Reset vector',
  );
  expect(reading.boots.map(({ events }) => events.length)).toEqual([1, 1]);
  expect(findingsOf(reading)).toEqual(['other-zero@1', 'bad-line@2']);
  expect(findingsOf(read('hello'))).toEqual(['no-events']);
});

it.each([
  ['yes', `Shell> perf\n${HEAD}\n`],
  ['no', 'Id | Time'],
])('says %s to %j', (verdict, head) => {
  expect(slimBootloader.sniff(head, '')).toBe(verdict);
});
