import { describe, expect, it } from 'vitest';
import { MAX_LINE_TEXT, TextBoots } from '../../../src/formats/reading/text-boots.js';
import type { Clock, ReadItem } from '../../../src/trace/boot.js';
import { BootCollector } from '../../../src/trace/boot-collector.js';

type Row = readonly [seconds: number, text: string, clock?: Clock];

function bootsOf(...rows: readonly Row[]) {
  const boots = new TextBoots('serial');
  const items: ReadItem[] = [];
  for (const [index, [seconds, text, clock = 'guest-monotonic']] of rows.entries()) {
    const whole = Math.floor(seconds);
    const time = { seconds: whole, nanos: Math.round((seconds - whole) * 1e9) };
    boots.push({ clock, time, line: index + 1, text }, items);
  }
  const numbers = items.flatMap((item) => (item.kind === 'boot' ? [item.boot] : []));
  expect(numbers).toEqual([...numbers.keys()]);
  const collector = new BootCollector();
  collector.addAll(items);
  const { boots: found } = collector.reading({ input: 'x', format: 'x' });
  return { state: boots, times: found.map(({ events }) => events.map(({ timeNs }) => timeNs / 1e9)), found };
}

describe('timed lines of text', () => {
  it('keep times that have a zero of their own', () => {
    const { times, found, state } = bootsOf([3, 'a'], [5, 'b']);
    expect(times).toEqual([[3, 5]]);
    expect(found[0]?.events[1]).toEqual({
      kind: 'text',
      timeNs: 5e9,
      line: 2,
      vcpu: null,
      channel: 'serial',
      text: 'b',
    });
    expect(state.boots).toBe(1);
  });

  it('count from the first line where they are time of day', () => {
    const { times, found } = bootsOf([1_700_000_000, 'a', 'wall'], [1_700_000_002, 'b', 'wall']);
    expect(times).toEqual([[0, 2]]);
    expect(found[0]?.clock).toBe('wall');
  });

  it('begin another boot where the time falls, but not for a line that is a little late', () => {
    expect(bootsOf([3, 'a'], [2, 'late'], [9, 'b'], [1, 'c']).times).toEqual([[2, 3, 9], [1]]);
  });

  it('begin another boot where a program starts again, or one that comes before it', () => {
    expect(
      bootsOf([0, 'U-Boot 2023.01'], [4, 'Linux version 6'], [9, 'U-Boot 2023.01'], [10, 'x']).times,
    ).toEqual([
      [0, 4],
      [0, 1],
    ]);
    expect(bootsOf([0, 'Linux version 6'], [0, 'Linux version 6'], [1, 'x']).times).toEqual([[0], [0, 1]]);
  });

  it('fall by a second from the latest time, not from that of the line before', () => {
    expect(bootsOf([0, 'a'], [3, 'b'], [2, 'late'], [1.9, 'c']).times).toEqual([[0, 2, 3], [1.9]]);
    expect(bootsOf([0, 'a'], [5, 'b'], [3.5, 'c']).times).toEqual([[0, 5], [3.5]]);
  });

  it('begin another boot with a program that started, whatever was printed since', () => {
    expect(bootsOf([0, 'U-Boot 2023.01'], [1, 'x'], [2, 'U-Boot 2023.01']).times).toEqual([[0, 1], [0]]);
    expect(bootsOf([0, 'x'], [1, 'SeaBIOS (version 1)'], [2, 'U-Boot 2023.01']).times).toEqual([[0, 1, 2]]);
    // A clock that stands still is one that runs on.
    expect(bootsOf([5, 'Linux version 6'], [5, 'Linux version 6'], [6, 'x']).times).toEqual([[5], [0, 1]]);
  });

  it('count from the zero of another clock where that takes over', () => {
    expect(bootsOf([3, 'a'], [5, 'b', 'host-monotonic']).times).toEqual([[3], [5]]);
  });

  it('are of one boot as long as its times are exact', () => {
    expect(bootsOf([0, 'a'], [9_007_199.25, 'b']).times).toHaveLength(1);
    expect(bootsOf([0, 'a'], [9_007_199.26, 'b']).times).toEqual([[0], [0]]);
  });

  it('begin another boot with another clock, or months later', () => {
    expect(bootsOf([3, 'a'], [1_700_000_000, 'b', 'wall']).times).toEqual([[3], [0]]);
    expect(bootsOf([3, 'a'], [99_999_999, 'b']).times).toEqual([[3], [0]]);
  });

  it('are cut to a length, and counted', () => {
    const { found, state } = bootsOf([0, 'y'.repeat(MAX_LINE_TEXT + 1)]);
    expect(found[0]?.events[0]).toMatchObject({ text: 'y'.repeat(MAX_LINE_TEXT) });
    expect(state.cutLines).toBe(1);
    expect(bootsOf([0, 'y'.repeat(MAX_LINE_TEXT)]).state.cutLines).toBe(0);
  });
});
