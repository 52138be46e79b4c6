import { expect, it } from 'vitest';
import { slowTables } from '../../../src/reporters/html/slow-sections.js';
import { lineAt, timelineOf } from '../../stages/build-boot.js';

it('shows silences and units as tables, with nothing of a log as markup', () => {
  const units = [{ name: '<b>.service', startNs: null, durationNs: 5e9 }];
  const events = [lineAt('<i>', 0), lineAt('b', 60_000)];
  const { text } = slowTables(timelineOf([], { boot: { events, units } }))!;
  expect(text).toContain('Longest silences');
  expect(text).toContain('&lt;b&gt;.service');
  expect(text).toContain('&lt;i&gt;');
  expect(text).not.toMatch(/<b>|<i>/);
});

it('is nothing where there is neither', () => {
  expect(slowTables(timelineOf([[0x40, 1]]))).toBeNull();
});
