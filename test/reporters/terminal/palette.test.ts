import { expect, it } from 'vitest';
import { createPalette } from '../../../src/reporters/terminal/palette.js';

it('colours when it may, whatever the environment says', () => {
  expect(createPalette({ color: true }).bad('x')).toBe('\u001b[31mx\u001b[39m');
  expect(createPalette({ color: true }).verdict('regression')('x')).toContain('\u001b[31m');
});

it('colours nothing when it may not', () => {
  const palette = createPalette({ color: false });
  for (const paint of [palette.bad, palette.strong, palette.stage(3), palette.verdict('not-tested')]) {
    expect(paint('x')).toBe('x');
  }
});

it('has a colour for every stage, however many there are', () => {
  const palette = createPalette({ color: true });
  expect(palette.stage(0)('x')).not.toBe(palette.stage(1)('x'));
  expect(palette.stage(41)('x')).toContain('x');
  expect(palette.stage(-1)('x')).toContain('x');
});
