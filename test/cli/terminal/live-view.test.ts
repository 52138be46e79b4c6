import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openLiveView } from '../../../src/cli/terminal/live-view.js';
import { BUILT_IN_TABLE } from '../../../src/stages/table/built-in-table.js';
import { codeAt } from '../../stages/build-boot.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('draws the timeline and its status at intervals, text above them, and clears up', () => {
  const written: string[] = [];
  const view = openLiveView(
    { columns: 60, rows: 24, write: (text) => written.push(text) },
    { table: BUILT_IN_TABLE, ascii: true, status: (codes) => `${codes} so far` },
  );
  view.add({ kind: 'event', boot: 0, event: codeAt(0x40, 1000) });
  vi.advanceTimersByTime(120);
  expect(written.join('')).toMatch(/before code +\.+ +1\.000[\s\S]*1 so far$/);
  view.print('hello\n');
  expect(written.at(-1)).toMatch(/^\r\u001b\[\d+A\u001b\[Jhello\n/);
  view.close();
  expect(written.at(-1)).toMatch(/^\r\u001b\[\d+A\u001b\[J$/);
  const count = written.length;
  vi.advanceTimersByTime(1000);
  expect(written.length).toBe(count);
});
