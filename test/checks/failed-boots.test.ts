import { expect, it } from 'vitest';
import { nameFailed } from '../../src/checks/failed-boots.js';
import { timelineOf } from '../stages/build-boot.js';

const boot = (index: number, reason: 'crash' | 'timeout' | 'halt') =>
  timelineOf([[0x40, 10]], { index, boot: { stop: { reason, detail: null } } });

it('names those that failed, with place and reason', () => {
  expect(nameFailed([boot(0, 'halt'), boot(1, 'crash'), boot(2, 'timeout')])).toBe(
    'boot 2, test.log:1 (crash); boot 3, test.log:1 (timeout)',
  );
  expect(nameFailed([boot(0, 'halt')])).toBe('');
});

it('names twenty and counts the rest', () => {
  const many = nameFailed(Array.from({ length: 23 }, (_, index) => boot(index, 'crash')));
  expect(many).toMatch(/^boot 1, .*; boot 20, test\.log:1 \(crash\) and 3 more$/);
});
