import { expect, it } from 'vitest';
import { slimBootloader } from '../../../src/formats/firmware/slim-bootloader.js';
import { findingsOf, readText } from '../read-text.js';

const HEAD = ' Id   | Time (ms)  | Delta (ms) | Description                      ';

function read(...lines: readonly string[]) {
  return readText(`${lines.join('\n')}\n`, { inputFormat: 'slim-bootloader' });
}

it('has firmware from the reset vector to the end of stage 2, then the payload', () => {
  const { boots } = read(
    HEAD,
    '------+------------+------------+----------------------------------',
    ' 1000 |       2 ms |       2 ms | Reset vector',
    ' 10A0 |      82 ms |      80 ms |  Verify Stage1B  ',
    ' 31F0 |     749 ms |     667 ms | End of stage2',
    ' 4000 |     751 ms |       2 ms |  ',
  );
  expect(boots[0]?.events).toMatchObject([
    { timeNs: 2_000_000, code: 0x00, name: 'Reset vector' },
    { timeNs: 82_000_000, key: 'slim-bootloader:10A0', name: 'Verify Stage1B', stage: 'firmware' },
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
  ['yes', 'Id |Time (ms)|Delta (ms)|'],
  ['yes', '\t  Id  | Time (ms)  |  Delta (ms)  |'],
  ['no', `x${HEAD}`],
  ['no', 'Id | Time'],
])('says %s to %j', (verdict, head) => {
  expect(slimBootloader.sniff(head, '')).toBe(verdict);
});

it('is firmware below id 4000 and a boot loader from there on, with one key for one id', () => {
  const { boots } = read(
    HEAD,
    ' 3fff |  1 ms |  1 ms | a',
    ' 3FFF |  2 ms |  1 ms | b',
    ' 4001 |  3 ms |  1 ms | c',
    '4000 | 4 ms | -1 ms |d',
  );
  expect(boots[0]!.events).toMatchObject([
    { key: 'slim-bootloader:3FFF', stage: 'firmware' },
    { key: 'slim-bootloader:3FFF', stage: 'firmware' },
    { key: 'slim-bootloader:4001', stage: 'bootloader' },
    { code: 0x20 },
  ]);
  expect(boots[0]!.events.map(({ line }) => line)).toEqual([2, 3, 4, 5]);
});

it('leaves out a time that cannot be right, and a row that is too long', () => {
  const reading = read(
    HEAD,
    ' 1000 | 9007199255 ms | 2 ms | a',
    ' 1000 | 9007199 ms | 2 ms | b',
    ` 1000 | 1 ms | 1 ms | ${'x'.repeat(400)}`,
  );
  expect(findingsOf(reading)).toEqual(['other-zero@1', 'bad-line@2', 'bad-line@4']);
  expect(reading.boots[0]?.events).toMatchObject([{ timeNs: 9_007_199_000_000 }]);
});

it('reads a table whose header is lost as one boot', () => {
  expect(
    read(' 1000 | 2 ms | 2 ms | Reset vector', ' 4000 | 3 ms | 1 ms | x').boots.map(
      ({ events }) => events.length,
    ),
  ).toEqual([2]);
});
