import { expect, it } from 'vitest';
import { createClassifier } from '../../src/stages/classify.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import { BOUNDARY, stageOfBoundary } from '../../src/trace/boundary.js';

const classify = createClassifier(BUILT_IN_TABLE);

it.each(Object.entries(BOUNDARY))('%s is an end of the stage that the built-in table has', (name, code) => {
  const { stage, boundary } = classify(code);
  expect(stageOfBoundary(code)).toBe(stage);
  expect(name).toBe(`${stage}${boundary === 'begin' ? 'Begins' : 'Ends'}`);
});
