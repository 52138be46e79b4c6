import { expect, it } from 'vitest';
import { ByteLine, MAX_TEXT_BYTES } from '../../../src/formats/reading/byte-lines.js';
import type { TextEvent } from '../../../src/trace/event.js';

function write(line: ByteLine, text: string, from = 0): (TextEvent | null)[] {
  return [...Buffer.from(text)].map((byte, index) =>
    line.push(byte, { timeNs: from + index, line: from + index + 1, vcpu: 0 }),
  );
}

it('joins bytes to lines with the time of their first byte', () => {
  const line = new ByteLine('debug-console');
  expect(write(line, 'é!\r\nx').filter((event) => event !== null)).toEqual([
    { kind: 'text', timeNs: 0, line: 1, vcpu: 0, channel: 'debug-console', text: 'é!' },
  ]);
  expect(line.end()).toMatchObject({ timeNs: 5, text: 'x' });
  expect(line.end()).toBeNull();
});

it('ends a line that gets too long', () => {
  const line = new ByteLine('serial');
  const events = write(line, 'y'.repeat(2 * MAX_TEXT_BYTES + 1)).filter((event) => event !== null);
  expect(events.map(({ timeNs, text }) => [timeNs, text.length])).toEqual([
    [0, MAX_TEXT_BYTES],
    [MAX_TEXT_BYTES, MAX_TEXT_BYTES],
  ]);
  expect(line.end()?.text).toBe('y');
});

it('shows bytes that nobody recorded, as many as there is room for', () => {
  const line = new ByteLine('firmware-debug');
  write(line, 'a');
  line.skip(2);
  write(line, 'b');
  expect(line.end()?.text).toBe('a\ufffd\ufffdb');
  write(line, 'c');
  line.skip(2 ** 31);
  expect(line.end()?.text.length).toBeLessThan(MAX_TEXT_BYTES);
  write(line, 'd'.repeat(4000));
  line.skip(2 ** 31);
  expect(line.end()?.text).toBe(`${'d'.repeat(4000)}${'\ufffd'.repeat(32)}`);
});
