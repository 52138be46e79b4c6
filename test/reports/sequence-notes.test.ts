import { expect, test } from 'vitest';
import { analyse } from '../../src/reports/boots.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import type { Boot, Side } from '../../src/trace/boot.js';
import { bootOf } from '../stages/build-boot.js';

const WOBBLE = [0, 0.3, -0.2, 0.1, -0.4, 0.2, -0.1, 0.4, -0.3, 0.05];

function boots(kernelMs: readonly number[], side: Side | null = null): Boot[] {
  return kernelMs.map((ms, at) =>
    bootOf(
      [
        [0x40, 20_000 + 10 * WOBBLE[at % 10]!],
        [0x41, 20_000 + (ms + WOBBLE[(at * 7) % 10]!) * 1000],
      ],
      { input: 'runs.ndjson', side },
    ),
  );
}

function warnings(own: readonly Boot[], command: 'report' | 'run' | 'parse' = 'report') {
  const { diagnostics } = analyse([{ boots: own, diagnostics: [] }], {
    command,
    table: BUILT_IN_TABLE,
    keepNoise: false,
  });
  return diagnostics
    .filter(({ code }) => /slow-first|in-set/.test(code))
    .map(({ code, message }) => `${code}: ${message}`);
}

const repeat = (ms: number, n: number) => Array.from({ length: n }, () => ms);

test('a step names the rows and the boots', () => {
  expect(warnings(boots([...repeat(80, 10), ...repeat(90, 10)]))).toEqual([
    expect.stringMatching(
      /^step-in-set: a step within the set: kernel 80\.\d{3} ms up to boot 10, 90\.\d{3} ms from boot 11 on, total /,
    ),
  ]);
});

test('a slow first boot names it, and is not taken for a drift', () => {
  expect(warnings(boots([120, ...repeat(80, 14)]), 'run')).toEqual([
    expect.stringMatching(
      /^slow-first-boot: slow first boot: kernel 120\.\d{3} ms in boot 1, 14 after it around 80\.\d{3} ms, total /,
    ),
  ]);
});

test('a drift says from where to where', () => {
  expect(warnings(boots(Array.from({ length: 20 }, (_, at) => 80 + at)))).toEqual([
    expect.stringMatching(
      /^drift-in-set: a drift through the set: kernel from 8\d\.\d{3} ms in the first third to 9\d\.\d{3} ms in the last/,
    ),
  ]);
});

test('each side of a comparison is a set of its own', () => {
  const own = [...boots(repeat(80, 20), 'base'), ...boots([...repeat(80, 10), ...repeat(90, 10)], 'head')];
  expect(warnings(own, 'run')).toEqual([
    expect.stringMatching(/^step-in-set: a step within the set of head: kernel /),
  ]);
});

test.each([
  ['a set that is one', repeat(80, 20)],
  ['single boots', [80]],
])('nothing is said of %s', (_, kernelMs) => expect(warnings(boots(kernelMs))).toEqual([]));

test('who lists events is told nothing of statistics', () => {
  expect(warnings(boots([...repeat(80, 10), ...repeat(90, 10)]), 'parse')).toEqual([]);
});
