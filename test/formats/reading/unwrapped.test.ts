import { expect, it } from 'vitest';
import type { LineParser, TraceFormat } from '../../../src/formats/reading/format.js';
import { unwrapped } from '../../../src/formats/reading/unwrapped.js';
import type { ReadItem } from '../../../src/trace/boot.js';
import { sourceLine } from '../../helpers/source-line.js';

/** Reads `row NAME`, and gives a boot for each. */
class RowParser implements LineParser {
  #boots = 0;

  push({ text }: { readonly text: string }): readonly ReadItem[] {
    return text.startsWith('row ') ? [{ kind: 'boot', boot: this.#boots++, vmmStartNs: null }] : [];
  }

  end(): readonly ReadItem[] {
    const diagnostic = {
      severity: 'warning',
      code: 'no-events',
      message: '',
      input: null,
      line: null,
    } as const;
    return this.#boots === 0 ? [{ kind: 'diagnostic', diagnostic }] : [];
  }
}

const format: TraceFormat = unwrapped(
  {
    id: 'rows',
    title: 'rows',
    needles: [],
    sniff: (head) => (/^row /m.test(head) ? 'certain' : 'no'),
    createParser: () => new RowParser(),
  },
  (line) => line.startsWith('row '),
);

function read(...rows: readonly string[]): readonly ReadItem[] {
  const parser = format.createParser({ input: 'a' });
  return [
    ...rows.flatMap((row, index) => parser.push(sourceLine(row, { number: index + 1 }))),
    ...parser.end(),
  ];
}

it("bares a line of what stands around it, and leaves one alone that is the format's own", () => {
  const rows = ['row a', '2026-05-01T10:00:00Z row b', '    row c', '"row d",', '> row e'];
  expect(read(...rows)).toHaveLength(5);
});

it('counts boots over writers, and names them', () => {
  expect(read('vm-a  | row a', 'vm-b  | row b', 'vm-a  | row c')).toMatchObject([
    { boot: 0, writer: 'vm-a' },
    { boot: 1, writer: 'vm-b' },
    { boot: 2, writer: 'vm-a' },
  ]);
});

it('says once that nothing was found', () => {
  expect(read('vm-a  | x', 'vm-b  | x')).toMatchObject([{ kind: 'diagnostic' }]);
  expect(read()).toHaveLength(1);
});

it.each([
  ['certain', 'row a'],
  ['yes', 'vm-a  | row a'],
  ['no', 'vm-a  | x'],
])('says %s to %j', (verdict, head) => {
  expect(format.sniff(head, '')).toBe(verdict);
});
