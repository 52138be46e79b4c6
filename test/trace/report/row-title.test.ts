import { expect, it } from 'vitest';
import { rowTitle, shortRowTitle } from '../../../src/trace/report/row-title.js';

it('says of the time before the first code no more than that', () => {
  expect(rowTitle('setup')).toBe('before the first code');
});

it.each(['kernel', 'firmware..kernel', 'total', 'end'])('leaves %s as it is', (name) =>
  expect(rowTitle(name)).toBe(name),
);

it('has short names for little room', () => {
  expect(shortRowTitle({ kind: 'setup', name: 'setup' })).toBe('before code');
  expect(shortRowTitle({ kind: 'gap', name: 'firmware..kernel' })).toBe('..kernel');
  expect(shortRowTitle({ kind: 'stage', name: 'firmware' })).toBe('firmware');
});
