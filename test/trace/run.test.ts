import { expect, test } from 'vitest';
import { MOST_STAGES, numberStages } from '../../src/trace/run.js';

test('number 0 is before the first stage, and the codes that begin none', () => {
  const { names, ofCode } = numberStages(['firmware', 'kernel'], (code) =>
    code < 0x40 ? 0 : code < 0x80 ? 1 : null,
  );
  expect(names).toEqual(['setup', 'firmware', 'kernel']);
  expect([ofCode.length, ofCode[0], ofCode[0x40], ofCode[0x80]]).toEqual([256, 1, 2, 0]);
});

test('a stage for each code has a number of its own', () => {
  const stages = Array.from({ length: 256 }, (_, code) => `s${code}`);
  const { names, ofCode } = numberStages(stages, (code) => code);
  expect(names).toHaveLength(MOST_STAGES);
  expect([...ofCode]).toEqual(stages.map((_, code) => code + 1));
});

test('what a run could not tell apart is refused', () => {
  expect(() => numberStages(Array.from({ length: 257 }, String), () => null)).toThrow(
    '257 stages, and 256 codes',
  );
  expect(() => numberStages(['one'], () => 1)).toThrow('code 0 begins stage 2 of 2');
});
