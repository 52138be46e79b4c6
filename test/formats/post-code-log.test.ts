import { expect, it } from 'vitest';
import { postCodeLog } from '../../src/formats/post-code-log.js';
import { findingsOf, readText } from './read-text.js';

const entry = (count: number, seconds: string, code: string) =>
  `"Message": "Boot Count: ${count}; Time Stamp Offset: ${seconds} seconds; POST Code: ${code}"`;
const codes = (text: string) =>
  readText(text).boots.map(({ events }) =>
    events.map((event) => [event.timeNs / 1e6, event.kind === 'code' ? event.code : event.kind]),
  );

it('gives boots of a management controller oldest first, also from one line', () => {
  const entries = [entry(1, '0.0000', '0x01'), entry(1, '0.5000', '0x2b'), entry(2, '0.0000', '0x01')];
  const right = [
    [[0, 1]],
    [
      [0, 1],
      [500, 0x2b],
    ],
  ];
  expect(codes(`${entries.join(',\n')}\n`)).toEqual(right);
  expect(codes(`{"Members":[{${entries.join('},{')}}]}`)).toEqual(right);
});

it('keeps codes of two bytes whole, and longer ones as moments', () => {
  const { boots } = readText(
    `[0 ms] CODE: 0x0042\n[7 ms] CODE (SEG: 0x11): 0x054A\n[9 ms] CODE: 0xEE1000A0\n`,
  );
  expect(boots[0]?.events).toMatchObject([
    { code: 0x42 },
    { code: 0x54a, timeNs: 7_000_000 },
    { kind: 'moment', key: 'post-code:0xee1000a0' },
  ]);
});

it('begins a boot where the time of a card falls', () => {
  expect(codes('[0 ms] CODE: 0x01\n[70 ms] CODE: 0x02\n[3 ms] CODE: 0x01\n')).toEqual([
    [
      [0, 1],
      [70, 2],
    ],
    [[3, 1]],
  ]);
});

it('reads what busctl prints, with the bytes behind a code', () => {
  expect(codes('a{t(tay)} 3 1700000000000000 1 0 1700000000500000 43 2 7 8 1700000001000000 65 0\n')).toEqual(
    [
      [
        [0, 1],
        [500, 43],
        [1000, 65],
      ],
    ],
  );
});

it('leaves out a list that is not whole', () => {
  expect(findingsOf(readText('a{t(tay)} 3 1700000000000000 1 0\n'))).toEqual(['bad-line@1', 'no-events']);
});

it.each([
  ['yes', entry(1, '0.1', '0x01')],
  ['yes', 'x\n[0 ms] CODE: 0x01'],
  ['no', '[0 ms] a line'],
  ['no', ''],
])('says %s to %j', (verdict, head) => {
  expect(postCodeLog.sniff(head, '')).toBe(verdict);
});
