import { expect, it } from 'vitest';
import { bootLabel, shortText } from '../../../src/reporters/words/short-text.js';
import { timelineOf } from '../../stages/build-boot.js';

it('shortText is printable and bounded', () => {
  expect(shortText('kernel\u001b[2J')).toBe('kernel\\x1b[2J');
  expect(shortText('x'.repeat(200))).toBe('x'.repeat(200));
  expect(shortText('x'.repeat(1_000_000))).toBe(`${'x'.repeat(200)}...`);
  expect(shortText('abcd', 2)).toBe('ab...');
  expect(shortText('a🚀b', 2)).toBe('a\\u{d83d}...');
});

it('bootLabel counts from 1', () => {
  const boot = { input: 'vmlinux', warmup: true, side: 'base' } as const;
  expect(bootLabel(timelineOf([], { boot }))).toBe('boot 1 (warm-up, base): vmlinux');
  expect(bootLabel(timelineOf([], { index: 1, boot: { input: 'a\nb.log' } }))).toBe('boot 2: a\\nb.log');
});
