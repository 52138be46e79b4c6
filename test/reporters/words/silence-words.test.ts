import { expect, it } from 'vitest';
import { describeLine, describePlace } from '../../../src/reporters/words/silence-words.js';
import { pickUnit } from '../../../src/reporters/words/time-text.js';

const unit = pickUnit(20_000_000, { unicode: true });
const line = { line: 7, text: 'evm: \x1b[31mHMAC' };
const silence = {
  row: 'kernel',
  startNs: 12_000_000,
  endNs: 15_000_000,
  durationNs: 3_000_000,
  after: line,
  before: line,
};

it('says where a silence is, also after the last code', () => {
  expect(describePlace(silence, unit)).toBe('in kernel, from 12.000 on');
  expect(describePlace({ ...silence, row: 'setup' }, unit)).toBe('in before the first code, from 12.000 on');
  expect(describePlace({ ...silence, row: null }, unit)).toBe('after the last code, from 12.000 on');
});

it('writes a line with its number, and without what a terminal would obey', () => {
  expect(describeLine(line)).toMatch(/^line 7: evm: .*HMAC$/);
  expect(describeLine(line)).not.toContain('\x1b');
  expect(describeLine({ line: null, text: 'x' })).toBe('x');
});
