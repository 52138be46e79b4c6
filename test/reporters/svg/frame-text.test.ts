import { expect, test } from 'vitest';
import { frameText } from '../../../src/reporters/svg/frame-text.js';

test('a name is whole, cut, or left out', () => {
  expect(frameText('schedule', 8)).toBe('schedule');
  expect(frameText('schedule', 7)).toBe('schedu…');
  expect(frameText('schedule', 3)).toBe('sc…');
  expect(frameText('schedule', 2)).toBe('');
  expect(frameText('a', 2)).toBe('');
});
