import { expect, it } from 'vitest';
import { createClassifier } from '../../src/stages/classify.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import { BOUNDARY, stageOfBoundary, standardStageOf } from '../../src/trace/boundary.js';

const classify = createClassifier(BUILT_IN_TABLE);

it.each(Object.entries(BOUNDARY))('%s is an end of the stage that the built-in table has', (name, code) => {
  const { stage, boundary } = classify(code);
  expect(stageOfBoundary(code)).toBe(stage);
  expect(name).toBe(`${stage}${boundary === 'begin' ? 'Begins' : 'Ends'}`);
});

it('the standard stages have the codes below 0x80, as the built-in table has them', () => {
  const codes = Array.from({ length: 256 }, (_, code) => code);
  expect(codes.map((code) => standardStageOf(code) ?? 'custom')).toEqual(
    codes.map((code) => classify(code).stage),
  );
  expect([0x00, 0x1f, 0x20, 0x3f, 0x40, 0x5f, 0x60, 0x7f, 0x80, 0xff].map(standardStageOf)).toEqual([
    ...['firmware', 'firmware', 'bootloader', 'bootloader', 'kernel', 'kernel', 'userspace', 'userspace'],
    ...[null, null],
  ]);
});
