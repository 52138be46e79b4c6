import { describe, expect, test } from 'vitest';
import { Inspection, type InspectionSettings } from '../../../src/engines/inspection/inspection.js';
import type { GuestRequest } from '../../../src/trace/guest.js';

const NOTHING: InspectionSettings = {
  profileHz: null,
  initcalls: false,
  functions: [],
  kernelCodes: false,
  symbols: null,
  savesSymbols: false,
};
const functionsOf = (settings: Partial<InspectionSettings>) =>
  new Inspection({ ...NOTHING, ...settings }).functions;

describe('the functions that are marked', () => {
  test.each<[string, Partial<InspectionSettings>, string[]]>([
    ['none', {}, []],
    ['none for a profile', { profileHz: 1000, savesSymbols: true }, []],
    ['where init starts, for codes', { kernelCodes: true }, ['run_init_process']],
    [
      'what runs initcalls',
      { initcalls: true },
      ['do_one_initcall', 'parse_args', 'free_initmem', 'run_init_process'],
    ],
    ['what was asked for, each once', { functions: ['a', 'b', 'a'] }, ['a', 'b', 'run_init_process']],
    [
      'what ends it last, also when it was asked for',
      { initcalls: true, functions: ['run_init_process', 'do_one_initcall', 'a'] },
      ['do_one_initcall', 'parse_args', 'free_initmem', 'a', 'run_init_process'],
    ],
  ])('are %s', (_name, settings, expected) => {
    expect(functionsOf(settings)).toEqual(expected);
  });
});

test('a guest is learned once, however often it boots, and another one by itself', async () => {
  const inspection = new Inspection(NOTHING);
  const guest = { cpus: 1 } as GuestRequest;
  let lessons = 0;
  const learn = () => {
    lessons += 1;
    return Promise.resolve({ marked: [], refused: [], nameAt: () => `lesson ${lessons}` });
  };
  const first = await inspection.kernelOf(guest, learn);
  expect(await inspection.kernelOf(guest, learn)).toBe(first);
  expect(lessons).toBe(1);
  await inspection.kernelOf({ ...guest }, learn);
  expect(lessons).toBe(2);
});
