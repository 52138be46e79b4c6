import { expect, it } from 'vitest';
import { FirecrackerProcess, MAX_WAITING } from '../../../src/formats/firecracker/process.js';
import { MAX_LINE_TEXT } from '../../../src/formats/reading/text-boots.js';
import type { ReadItem } from '../../../src/trace/boot.js';

const at = (ms: number) => ({ seconds: 1000 + Math.floor(ms / 1000), nanos: (ms % 1000) * 1e6 });
const line = (ms: number, message: string) => ({ wall: at(ms), line: 1, vcpu: null, message });

it('gives the lines that waited their times when the zero is known, and leaves out those of before', () => {
  const process = new FirecrackerProcess(at(0));
  const items: ReadItem[] = [];
  process.take(line(10, 'a'), items);
  process.take(line(20, 'event_start: build microvm for boot'), items);
  process.take(line(25, 'x'.repeat(MAX_LINE_TEXT + 1)), items);
  expect(items).toEqual([]);
  process.reach(100_000_000, at(120), 7, items);
  process.take(line(300, 'b'), items);
  expect(
    items.map((item) =>
      item.kind === 'event'
        ? [item.event.kind, item.event.timeNs / 1e6]
        : item.kind === 'boot' && item.vmmStartNs,
    ),
  ).toEqual([20_000_000, ['text', 0], ['moment', 0], ['text', 5], ['text', 280]]);
  expect(process.leftOut).toBe(1);
});

it('keeps a bounded number of lines', () => {
  const process = new FirecrackerProcess(null);
  for (let index = 0; index < MAX_WAITING + 3; index += 1) process.take(line(index, 'a'), []);
  expect(process.leftOut).toBe(3);
});

it('tells a guest that writes twice from another boot', () => {
  const process = new FirecrackerProcess(null);
  expect(process.isSameBoot(5, null)).toBe(true);
  process.reach(100_000_000, at(500), 0, []);
  expect(process.isSameBoot(150_000_000, at(550))).toBe(true);
  expect(process.isSameBoot(150_000_000, at(5550))).toBe(false);
  expect(process.isSameBoot(50_000_000, at(550))).toBe(false);
  expect(process.isSameBoot(100_000_000, null)).toBe(true);
  expect(process.isSameBoot(150_000_000, null)).toBe(false);
});
