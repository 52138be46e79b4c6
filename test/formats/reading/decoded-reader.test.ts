import { expect, it } from 'vitest';
import { createReader } from '../../../src/formats/index.js';
import type { ReadItem } from '../../../src/trace/boot.js';

const LOG = '[    0.000000] Linux version 6.1\n[    0.500000] Memory: 1K\n';
const wide = (text: string) => Buffer.from(text, 'utf16le');

function textsOf(items: readonly ReadItem[]): string[] {
  return items.flatMap((item) =>
    item.kind === 'event' && item.event.kind === 'text' ? `${item.event.line} ${item.event.text}` : [],
  );
}

it('reads UTF-16, and after it a content in another encoding on a line of its own', () => {
  const reader = createReader({ input: 'a.log' });
  const items = [
    ...reader.push(wide(`\ufeff${LOG}[    0.600000] cut o`)),
    ...reader.startAnew(),
    ...reader.push(Buffer.from('[    0.700000] plain\n')),
    ...reader.startAnew(),
    ...reader.push(wide('\ufeff[    0.800000] wide again\n')),
    ...reader.end(),
  ];
  expect(textsOf(items)).toEqual([
    '1 Linux version 6.1',
    '2 Memory: 1K',
    '3 cut o',
    '4 plain',
    '5 wide again',
  ]);
});

it('lets bytes be read into place only where they are not decoded', () => {
  const [plain, decoded] = [createReader({ input: 'a' }), createReader({ input: 'b' })];
  plain.push(Buffer.from(LOG));
  decoded.push(wide(`\ufeff${LOG}`));
  plain.push(Buffer.from(LOG));
  decoded.push(wide(LOG));
  expect([plain.format, decoded.format]).toEqual(['dmesg', 'dmesg']);
  expect([plain.room === null, decoded.room]).toEqual([false, null]);
});

it('gives out a content of a few bytes at its end', () => {
  const reader = createReader({ input: 'a.log' });
  expect(reader.push(Buffer.from('x'))).toEqual([]);
  reader.end();
  expect(reader.content).toBe('other');
});
