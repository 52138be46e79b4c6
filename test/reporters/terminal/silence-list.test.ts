import { expect, it } from 'vitest';
import { createPalette } from '../../../src/reporters/terminal/palette.js';
import { renderSilences } from '../../../src/reporters/terminal/silence-list.js';
import { lineAt, timelineOf } from '../../stages/build-boot.js';
import { PLAIN } from '../sample-reports.js';

function drawn(texts: readonly string[], columns = 80): string {
  const events = texts.map((text, at) => ({ ...lineAt(text, at * at * 20_000), line: at + 1 }));
  const timeline = timelineOf([], { boot: { events } });
  return [...renderSilences(timeline, createPalette({ color: false }), { ...PLAIN, columns })].join('');
}

it('names the lines around each', () => {
  expect(drawn(['a', 'b'])).toBe(
    'longest silences\n20.000 ms after the last code, from 0.000 on\n  after   line 1: a\n  before  line 2: b\n',
  );
  expect(drawn(['a', 'b', 'c', 'd', 'e', 'f']).split('\n')).toHaveLength(1 + 3 * 3 + 1);
  expect(drawn(['a'])).toBe('');
});

it('fits the terminal and cannot be used to control it', () => {
  const text = drawn(['\u001b[2J\r\nsecond', 'y'.repeat(500)], 60);
  expect(text).not.toMatch(/[\u001b\r]/);
  expect(text.split('\n')).toHaveLength(5);
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
});
