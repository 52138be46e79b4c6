import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  LineScanner,
  MAX_LINE_BYTES,
  type TakeLine,
} from '../../../../src/formats/reading/lines/line-scanner.js';

interface FoundLine {
  readonly number: number;
  readonly text: string;
}

/** Takes lines into a list, and looks at their bytes while they are there. */
function collector() {
  const lines: FoundLine[] = [];
  const take: TakeLine = ({ number, text, block, start, end }) => {
    expect(Buffer.from(block.subarray(start, end)).toString()).toBe(text);
    lines.push({ number, text });
  };
  return { lines, take };
}

/** What one push gives out. */
function linesOf(scanner: LineScanner, chunk: Uint8Array): readonly FoundLine[] {
  const { lines, take } = collector();
  scanner.push(chunk, take);
  return lines;
}

function linesAtEnd(scanner: LineScanner): readonly FoundLine[] {
  const { lines, take } = collector();
  scanner.end(take);
  return lines;
}

function scan(bytes: Uint8Array, needles: readonly string[], chunkBytes = Number.POSITIVE_INFINITY) {
  const scanner = new LineScanner(needles);
  const { lines, take } = collector();
  for (let from = 0; from < bytes.length; from += chunkBytes) {
    scanner.push(bytes.subarray(from, from + chunkBytes), take);
  }
  scanner.end(take);
  return { lines, longLines: scanner.longLines };
}

/** The slow and obvious way. */
function scanBySplitting(bytes: Buffer, needles: readonly string[]): FoundLine[] {
  const rows = bytes.toString('latin1').split('\n');
  if (rows.at(-1) === '') rows.pop();
  return rows
    .map((row, index) => ({ number: index + 1, row: Buffer.from(row.replace(/\r$/, ''), 'latin1') }))
    .filter(({ row }) => needles.length === 0 || needles.some((needle) => row.includes(needle)))
    .map(({ number, row }) => ({ number, text: row.toString() }));
}

const fragments = fc.array(
  fc.oneof(
    fc.constantFrom('[Debug ', '(code 0', '[Debu', '\n', '\r\n', '\n\n', 'µ', '\0', 'x'),
    fc.string({ maxLength: 40, size: 'max' }),
    fc.uint8Array({ maxLength: 20, size: 'max' }),
  ),
  { maxLength: 60, size: 'max' },
);

function bytesOf(parts: readonly (string | Uint8Array)[]): Buffer {
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
}

describe('LineScanner', () => {
  it.each([[['[Debug ', '(code 0']], [['[Debug ']], [[]]])(
    'finds the lines that splitting finds: %j',
    (needles) => {
      fc.assert(
        fc.property(fragments, fc.integer({ min: 1, max: 300 }), (parts, chunkBytes) => {
          const bytes = bytesOf(parts);
          expect(scan(bytes, needles, chunkBytes).lines).toEqual(scanBySplitting(bytes, needles));
        }),
      );
    },
  );

  it.each([[['one', 'two']], [['two', 'one']]])(
    'finds each line that holds any of several needles: %j',
    (needles) => {
      const rows = ['one a', 'x', 'two b', 'one c two', '', 'two', 'two', 'one'];
      const found = rows.flatMap((text, index) =>
        /one|two/.test(text) ? [{ number: index + 1, text }] : [],
      );
      expect(scan(Buffer.from(`${rows.join('\n')}\n`), needles).lines).toEqual(found);
    },
  );

  it('copies what lies in its memory but not where it goes', () => {
    const scanner = new LineScanner([]);
    expect(linesOf(scanner, Buffer.from('held '))).toEqual([]);
    const { room } = scanner;
    const count = room.write('xxx line\n');
    expect(linesOf(scanner, room.subarray(4, count))).toEqual([{ number: 1, text: 'held line' }]);
  });

  it('keeps of an overlong line exactly its end, and all of one that is just not overlong', () => {
    const text = (length: number) => {
      const numbers = Array.from({ length: Math.ceil(length / 8) + 1 }, (_, at) =>
        `${at}`.padStart(7, '.'),
      ).join(' ');
      return numbers.slice(0, length);
    };
    for (const size of [70_000, 512 * 1024, Number.POSITIVE_INFINITY])
      for (const length of [MAX_LINE_BYTES, MAX_LINE_BYTES + 1, 2 * MAX_LINE_BYTES + 700_001]) {
        const { lines, longLines } = scan(Buffer.from(`a\n${text(length)}\nb`), [], size);
        expect(lines.map(({ number }) => number)).toEqual([1, 2, 3]);
        expect(lines[1]?.text === text(length).slice(-MAX_LINE_BYTES)).toBe(true);
        expect(longLines).toEqual(
          length > MAX_LINE_BYTES ? { count: 1, firstLine: 2 } : { count: 0, firstLine: null },
        );
      }
  });

  it('finds the same when chunks are read into its room, or some of them', () => {
    const sizes = fc.array(fc.tuple(fc.integer({ min: 1, max: 300 }), fc.boolean()), { minLength: 1 });
    fc.assert(
      fc.property(fragments, sizes, (parts, chunks) => {
        const bytes = bytesOf(parts);
        const scanner = new LineScanner(['[Debug ', '(code 0']);
        const { lines, take } = collector();
        for (let from = 0, at = 0; from < bytes.length; at += 1) {
          const [size, isInPlace] = chunks[at % chunks.length]!;
          const chunk = bytes.subarray(from, from + size);
          const { room } = scanner;
          if (isInPlace) room.set(chunk);
          scanner.push(isInPlace ? room.subarray(0, chunk.length) : chunk, take);
          from += size;
        }
        scanner.end(take);
        expect(lines).toEqual(scanBySplitting(bytes, ['[Debug ', '(code 0']));
      }),
    );
  });

  it('has room for a whole window however long the line is that has not ended', () => {
    const filled = (scanner: LineScanner, byte: string) => {
      const { room } = scanner;
      room.fill(byte);
      return room;
    };
    const scanner = new LineScanner(['[Debug ']);
    const { length } = scanner.room;
    const rounds = Math.ceil((2 * MAX_LINE_BYTES) / length);
    for (let round = 0; round < rounds; round += 1) {
      expect(linesOf(scanner, filled(scanner, 'x'))).toEqual([]);
      expect(scanner.room).toHaveLength(length);
    }
    const end = scanner.room;
    const count = end.write('[Debug \n');
    const [line] = linesOf(scanner, end.subarray(0, count));
    expect(line!.text).toHaveLength(MAX_LINE_BYTES);
    expect(line!.text.endsWith('x[Debug ')).toBe(true);
    expect(scanner.longLines).toEqual({ count: 1, firstLine: 1 });
  });

  it('gives out a line when its end has come, not before', () => {
    const scanner = new LineScanner(['needle']);
    expect(linesOf(scanner, Buffer.from('a nee'))).toEqual([]);
    expect(linesOf(scanner, Buffer.from('dle'))).toEqual([]);
    expect(linesOf(scanner, Buffer.from('\nrest'))).toEqual([{ number: 1, text: 'a needle' }]);
    expect(linesAtEnd(scanner)).toEqual([]);
  });

  it('finds a needle across chunks larger than its window', () => {
    const line = `${'y'.repeat(700_000)}needle\n`;
    const bytes = Buffer.from(`\n${line}\nneedle`);
    expect(scan(bytes, ['needle']).lines.map(({ number, text }) => [number, text.length])).toEqual([
      [2, 700_006],
      [4, 6],
    ]);
  });

  it.each([1000, 65_536, 3_000_000, Number.POSITIVE_INFINITY])(
    'keeps the end of an overlong line, chunks of %d',
    (size) => {
      const long = `START${'z'.repeat(2 * MAX_LINE_BYTES)}needle END`;
      const bytes = Buffer.from(`needle\n${long}\r\n${long}\nneedle last`);
      const { lines, longLines } = scan(bytes, ['needle', 'START'], size);
      expect(lines.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
      expect(lines[1]?.text.endsWith('needle END')).toBe(true);
      expect(lines[2]?.text).toHaveLength(MAX_LINE_BYTES);
      expect(longLines).toEqual({ count: 2, firstLine: 2 });
    },
  );

  it('keeps the end of a last line that is overlong and has no end', () => {
    const { lines, longLines } = scan(
      Buffer.from(`${'z'.repeat(2 * MAX_LINE_BYTES)}needle`),
      ['needle'],
      100_000,
    );
    expect(lines.map(({ number, text }) => [number, text.length])).toEqual([[1, MAX_LINE_BYTES]]);
    expect(longLines).toEqual({ count: 1, firstLine: 1 });
  });

  it('holds a fixed amount of memory however long a line is', () => {
    const scanner = new LineScanner(['needle']);
    const chunk = Buffer.alloc(512 * 1024, 'x');
    linesOf(scanner, chunk);
    const before = process.memoryUsage().rss;
    for (let count = 0; count < 400; count += 1) linesOf(scanner, chunk);
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * 2 ** 20);
    expect(linesOf(scanner, Buffer.from('needle\n')).map(({ text }) => text.slice(-8))).toEqual(['xxneedle']);
  });
});
