import { describe, expect, it, test } from 'vitest';
import { DRAWING_STYLE, SCHEMES, STAGE_COLORS, stageClass } from '../../../src/reporters/svg/style.js';

/** Relative luminance of WCAG 2.2, from `#rrggbb`. */
function luminance(color: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high! + 0.05) / (low! + 0.05);
}

describe.each(Object.entries(SCHEMES))('%s', (_, scheme) => {
  it.each(['ink', 'soft', 'bad', 'good', 'unsure', 'stage1'] as const)('%s can be read as text', (name) => {
    for (const ground of [scheme.paper, scheme.track]) {
      expect(contrast(scheme[name], ground)).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each(['gap', 'stage0', 'stage1', 'stage2', 'stage3', 'stage4'] as const)(
    '%s is seen as a shape',
    (name) => {
      for (const ground of [scheme.paper, scheme.track]) {
        expect(contrast(scheme[name], ground)).toBeGreaterThanOrEqual(3);
      }
    },
  );
});

test('every stage has a class that the style knows', () => {
  for (let place = -1; place < 2 * STAGE_COLORS; place++) {
    expect(DRAWING_STYLE.text).toContain(`.${stageClass(place)}{`);
  }
  expect(stageClass(-1)).toBe('stage-0');
  expect(stageClass(STAGE_COLORS)).toBe('stage-0');
});

test('nothing is loaded', () => expect(DRAWING_STYLE.text).not.toMatch(/url\(|@import|@font-face/));

test('what is drawn as a line of no width has a colour to be seen by', () => {
  expect(DRAWING_STYLE.text).toContain('.text{fill:var(--soft);stroke:var(--soft)}');
});
