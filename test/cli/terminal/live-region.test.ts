import { describe, expect, it } from 'vitest';
import { openLiveRegion } from '../../../src/cli/terminal/live-region.js';

/** A terminal of a few escape sequences: what a person would see on it. */
class Screen {
  columns: number;
  readonly rows = 12;
  lines: string[] = [''];
  #row = 0;
  #column = 0;

  constructor(columns: number) {
    this.columns = columns;
  }

  write(text: string): void {
    for (const part of text.match(/\u001b\[\d*[A-Za-z]|[\s\S]/g) ?? []) this.#take(part);
  }

  #take(part: string): void {
    const up = /^\u001b\[(\d+)A$/.exec(part);
    if (up) this.#row -= Number(up[1]);
    else if (part === '\u001b[J') {
      this.lines = this.lines.slice(0, this.#row + 1);
      this.lines[this.#row] = (this.lines[this.#row] ?? '').slice(0, this.#column);
    } else if (part === '\r') this.#column = 0;
    else if (part === '\n') this.#moveTo(this.#row + 1);
    else {
      if (this.#column === this.columns) this.#moveTo(this.#row + 1);
      const line = (this.lines[this.#row] ?? '').padEnd(this.#column);
      this.lines[this.#row] = line.slice(0, this.#column) + part + line.slice(this.#column + 1);
      this.#column++;
    }
  }

  #moveTo(row: number): void {
    this.#row = row;
    this.#column = 0;
    while (this.lines.length <= row) this.lines.push('');
  }

  /** As terminals do it: lines that have become too long are wrapped, the cursor stays behind its text. */
  shrink(columns: number): void {
    const wrapped = this.lines.flatMap((line) =>
      line === '' ? [''] : (line.match(new RegExp(`.{1,${columns}}`, 'g')) ?? []),
    );
    this.#row += wrapped.length - this.lines.length;
    this.#column = wrapped[this.#row]?.length ?? 0;
    this.lines = wrapped;
    this.columns = columns;
  }
}

function open(columns = 40) {
  const screen = new Screen(columns);
  return { screen, region: openLiveRegion(screen) };
}

describe('a live region', () => {
  it('is updated in place, with everything printed above it', () => {
    const { screen, region } = open();
    region.show(['one', 'two']);
    region.print('first\n');
    region.show(['1', '2', '3']);
    region.print('second\nthird\n');
    region.show(['end']);
    expect(screen.lines).toEqual(['first', 'second', 'third', 'end']);
  });

  it('leaves nothing behind', () => {
    const { screen, region } = open();
    region.print('text\n');
    region.show(['one', 'two']);
    region.close();
    expect(screen.lines).toEqual(['text', '']);
  });

  it('keeps an unfinished line of text whole: pieces of it are never torn by the view', () => {
    const { screen, region } = open();
    region.show(['status']);
    region.print('Loading');
    expect(screen.lines).toEqual(['Loading', 'status']);
    region.show(['status 2']);
    region.print('... done\nnext');
    expect(screen.lines).toEqual(['Loading... done', 'next', 'status 2']);
    region.close();
    expect(screen.lines).toEqual(['Loading... done', 'next', '']);
  });

  it('does not hold back text without end', () => {
    const { screen, region } = open();
    for (let at = 0; at < 50; at++) region.print('x'.repeat(100));
    expect(screen.lines.join('').match(/x/g)!.length).toBeGreaterThanOrEqual(4100);
  });

  it('cuts what is too long, so that no line wraps', () => {
    const { screen, region } = open(10);
    region.show(['a'.repeat(30), '\u6f22'.repeat(30)]);
    expect(screen.lines).toEqual(['a'.repeat(9), '\u6f22'.repeat(4)]);
  });

  it('counts colours as nothing', () => {
    const written: string[] = [];
    const region = openLiveRegion({ columns: 10, rows: 5, write: (text) => written.push(text) });
    region.show([`\u001b[32m${'a'.repeat(9)}\u001b[39m`]);
    expect(written[0]).toBe(`\u001b[32m${'a'.repeat(9)}\u001b[39m`);
    region.show([`\u001b[32m${'a'.repeat(10)}\u001b[39m`]);
    expect(written[1]).toBe(`\r\u001b[J${'a'.repeat(9)}`);
  });

  it('survives a terminal that becomes narrower', () => {
    const { screen, region } = open(40);
    region.print('above\n');
    region.show(['x'.repeat(39), 'y'.repeat(39)]);
    screen.shrink(15);
    region.show(['short']);
    expect(screen.lines).toEqual(['above', 'short']);
  });

  it('shows the last lines of what is higher than the terminal', () => {
    const { screen, region } = open();
    region.show(Array.from({ length: 30 }, (_, at) => `${at}`));
    expect(screen.lines).toHaveLength(11);
    expect(screen.lines.at(-1)).toBe('29');
  });
});
