import { expect, test } from 'vitest';
import { frameWords, rowFacts } from '../../../../src/reporters/html/client/labels.js';

test('a row has a name and facts; a comma within a number or a name parts nothing', () => {
  expect(rowFacts('kernel: 342.644 ms, 71.4 % of the boot, from 60.1 to 402.744 ms')).toEqual([
    'kernel',
    '342.644 ms',
    '71.4 % of the boot',
    'from 60.1 to 402.744 ms',
  ]);
  expect(rowFacts('a,b: 1 ms')).toEqual(['a,b', '1 ms']);
  expect(rowFacts('nothing else')).toEqual(['nothing else']);
});

test('the name of a function may have colons', () => {
  expect(frameWords('std::map: at: 7.7 % of kernel, 3 samples, 1 of its own')).toEqual({
    name: 'std::map: at',
    facts: ['7.7 % of kernel', '3 samples', '1 of its own'],
  });
});
