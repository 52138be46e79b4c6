import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SymbolTable } from '../../../src/inspect/symbols/symbol-table.js';
import { parseSymbolText, writeSymbolText } from '../../../src/inspect/symbols/symbol-text.js';
import { InputError } from '../../../src/trace/errors.js';

function failure(text: string): InputError {
  try {
    parseSymbolText(text, 'my.map');
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return error as InputError;
  }
  throw new Error('no failure');
}

describe('parseSymbolText', () => {
  it('reads System.map, /proc/kallsyms and what nm prints', () => {
    const text = [
      '0000000000000000 A fixed_percpu_data',
      'ffffffff81000000 T _text\r',
      '',
      'ffffffffc0201000 t virtblk_probe\t[virtio_blk]',
      '                 U printf',
      '0x1000 t start',
      'ffffffff82000000 ? odd',
    ].join('\n');
    expect(parseSymbolText(text, 'my.map').map(({ address, type, name }) => [address, type, name])).toEqual([
      [0n, 'A', 'fixed_percpu_data'],
      [0xffff_ffff_8100_0000n, 'T', '_text'],
      [0xffff_ffff_c020_1000n, 't', 'virtblk_probe [virtio_blk]'],
      [0x1000n, 't', 'start'],
      [0xffff_ffff_8200_0000n, '?', 'odd'],
    ]);
  });

  it('names the line that is no symbol', () => {
    const { code, message, nextSteps } = failure('1000 T a\nnonsense \u001b[2J\n');
    expect(code).toBe('bad-symbol-line');
    expect(message).toBe('my.map, line 2: "nonsense \\u001b[2J" is not a symbol.');
    expect(nextSteps.length).toBeGreaterThan(0);
  });

  it.each([
    ['', 'no-symbols'],
    ['\n\n', 'no-symbols'],
    ['  \n\t\n', 'no-symbols'],
    ['0 T a\n0000 t b\n', 'hidden-symbols'],
    [
      'ffffffffffffffff B The real System.map is in the linux-image-6.1.0-56-cloud-amd64-dbg package\n',
      'symbol-stub',
    ],
    ['12345678901234567 T too_wide\n', 'bad-symbol-line'],
    [`1000 T ${'x'.repeat(70_000)}\n`, 'bad-symbol-line'],
  ])('%# refuses with a reason of its own', (text, code) => {
    const { message, nextSteps } = failure(text);
    expect(failure(text).code).toBe(code);
    expect(message).toMatch(/^my\.map(, line \d+)?: .{10}/);
    // No name of a guest is so long that it would flood a terminal.
    expect(message.length).toBeLessThan(200);
    for (const step of nextSteps) expect(step).not.toBe('');
    expect(nextSteps.length > 0).toBe(code !== 'no-symbols');
  });
});

it('what is written reads back to the same symbols', () => {
  const symbols = fc.uniqueArray(
    fc.record({
      address: fc.bigInt(1n, 2n ** 64n - 1n),
      name: fc.stringMatching(/^[A-Za-z_][\w.$]{0,30}( \[\w{1,10}\])?$/),
      type: fc.constantFrom('T', 't', 'D', 'b', 'W', 'r'),
      size: fc.constant(null),
    }),
    { minLength: 1, selector: ({ address }) => address },
  );
  fc.assert(
    fc.property(symbols, (written) => {
      const table = new SymbolTable(written);
      expect(parseSymbolText([...writeSymbolText(table)].join(''), 'x')).toEqual(table.symbols());
    }),
  );
});

it('is read to its last line, whether that ends or not', () => {
  for (const text of ['1000 T a\n2000 t b', '1000 T a\n2000 t b\n', '\n1000 T a\n\n2000 t b\n\n']) {
    expect(parseSymbolText(text, 'x').map(({ name }) => name)).toEqual(['a', 'b']);
  }
});

it('is written with addresses of sixteen digits', () => {
  const table = new SymbolTable([{ address: 0x1000n, name: 'a', type: 'T', size: null }]);
  expect([...writeSymbolText(table)]).toEqual(['0000000000001000 T a\n']);
});
