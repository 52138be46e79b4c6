import { describe, expect, it, test } from 'vitest';
import { analyse } from '../../src/reports/boots.js';
import { chooseRows, possibleRows } from '../../src/reports/chosen-rows.js';
import { diffReports, type JudgeOptions } from '../../src/reports/comparison.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import { DEFAULT_COMPARE } from '../../src/stats/compare.js';
import type { Boot } from '../../src/trace/boot.js';
import { InputError } from '../../src/trace/errors.js';
import { bootOf } from '../stages/build-boot.js';

const ROWS = [
  { kind: 'setup', name: 'setup' },
  { kind: 'stage', name: 'kernel' },
  { kind: 'gap', name: 'firmware..kernel' },
  { kind: 'total', name: 'total' },
];

const chosen = (...words: string[]) => chooseRows(ROWS, words).map(({ name }) => name);

describe('rows go by', () => {
  test.each([
    ['their own names', ['kernel', 'setup'], ['setup', 'kernel']],
    ['the names that tables print', ['before the first code'], ['setup']],
    ['those of narrow tables', ['before code', '..kernel'], ['setup', 'firmware..kernel']],
    ['names of gaps with spaces', [' firmware ..  kernel '], ['firmware..kernel']],
    ['the row of failed boots, which stays anyway', ['failed', 'total'], ['total']],
  ])('%s', (_, words, names) => expect(chosen(...words)).toEqual(names));

  it('all, where nothing is chosen', () => expect(chooseRows(ROWS, undefined)).toBe(ROWS));
});

test('a name that no row has is refused with the rows there are, the nearest first', () => {
  expect(() => chosen('kernel', 'kernal')).toThrow(InputError);
  expect(() => chosen('kernal')).toThrow(
    expect.objectContaining({
      code: 'unknown-row',
      message:
        '--rows: no row is called "kernal"; the rows are before the first code, kernel, firmware..kernel, total',
      nextSteps: ["--rows 'kernel'", expect.any(String)],
    }),
  );
});

test('before boots, rows are known by their table', () => {
  const possible = possibleRows(BUILT_IN_TABLE);
  expect(() =>
    chooseRows(possible, ['kernel..end', 'total', 'userspace', 'before the first code']),
  ).not.toThrow();
  expect(() => chooseRows(possible, ['kernle'])).toThrow('no row is called "kernle"');
});

/** Firmware, boot loader and kernel; only what `kernelMs` says is not noise. */
function boots(kernelMs: number, seed: number): Boot[] {
  return Array.from({ length: 8 }, (_, at) => {
    const wobble = ((at * 7 + seed) % 8) / 100;
    const ms = [1 + wobble, 5 + wobble * 2, 5 + wobble * 3, 9 + wobble * 3, 9 + wobble * 4];
    const codes = [0x00, 0x01, 0x20, 0x21, 0x40].map((code, place) => [code, ms[place]! * 1000] as const);
    return bootOf([...codes, [0x41, (9 + wobble * 4 + kernelMs + wobble) * 1000]]);
  });
}

function compared(options: Partial<JudgeOptions>) {
  const report = (own: Boot[]) =>
    analyse([{ boots: own, diagnostics: [] }], {
      command: 'report',
      table: BUILT_IN_TABLE,
      keepNoise: false,
    });
  return diffReports(report(boots(10, 0)), report(boots(11, 3)), { ...DEFAULT_COMPARE, ...options });
}

test('what is judged is what is corrected for, and what was left out is said', () => {
  const [all, few] = [compared({}), compared({ rows: ['kernel'] })];
  const pOf = ({ rows }: typeof all) => rows.find(({ name }) => name === 'kernel')!;
  expect(pOf(few).p).toBe(pOf(all).p);
  expect(pOf(few).pAdjusted).toBe(pOf(few).p);
  expect(pOf(all).pAdjusted).toBeGreaterThan(pOf(few).pAdjusted!);
  expect(few.rows.map(({ name }) => name)).toEqual(['failed', 'kernel']);
  expect(few.diagnostics).toContainEqual(
    expect.objectContaining({
      code: 'rows-left-out',
      message: expect.stringMatching(/^before the first code, firmware, .*total are left out by --rows/),
    }),
  );
});

test('a head that lacks a row that was left out is no improvement', () => {
  const report = (own: Boot[]) =>
    analyse([{ boots: own, diagnostics: [] }], {
      command: 'report',
      table: BUILT_IN_TABLE,
      keepNoise: false,
    });
  const faster = boots(8, 3).map((boot) => ({
    ...boot,
    events: boot.events.filter((event) => event.kind !== 'code' || ![0x20, 0x21].includes(event.code)),
  }));
  const { verdict } = diffReports(report(boots(10, 0)), report(faster), {
    ...DEFAULT_COMPARE,
    rows: ['kernel'],
  });
  expect(verdict).toBe('inconclusive');
});
