import fc from 'fast-check';
import { marked } from 'marked';
import { describe, expect, it, test } from 'vitest';
import { code, plain, tableLines } from '../../../src/reporters/markdown/text.js';

/** What a reader of the comment sees, comments and entities resolved. */
function seen(markdown: string): string {
  const html = marked.parseInline(markdown, { async: false });
  return html
    .replaceAll(/<!--.*?-->|<\/?code>/g, '')
    .replaceAll(/&#(\d+);/g, (_, number: string) => String.fromCharCode(Number(number)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

const ACTIVE_TEXT = [
  '[a](http://evil)',
  '![a](http://evil/x.png)',
  'https://evil.example/x',
  'www.evil.example',
  '<img src=x onerror=alert(1)>',
  '</details><script>alert(1)</script>',
  '**bold** _it_ ~~gone~~ `code`',
  '$x^2$ and {+ added +}',
  '&lt;b&gt; &#60;',
  'a | b \\| c',
  '\\',
];

describe('plain', () => {
  it.each(ACTIVE_TEXT)('%s stays text', (text) => {
    const html = marked.parseInline(plain(text), { async: false });
    expect(html.replaceAll(/<!-- -->/g, '')).not.toMatch(/<[a-z/]/i);
    expect(seen(plain(text))).toBe(text);
  });

  it('leaves hosts nothing to link: mentions, issues, merge requests, milestones', () => {
    const given = plain('@octocat #12 !7 %v1 ~bug &3 a@b.example');
    expect(given).not.toMatch(/@|#(?!\d+;)/);
    expect(given.match(/<!-- -->/g)).toHaveLength(5);
    expect(plain('9 % of it!')).toBe('9 % of it!');
    expect(seen(given)).toBe('@octocat #12 !7 %v1 ~bug &3 a@b.example');
  });

  it('is one line of bounded length', () => {
    expect(plain('a\nb\u0007')).toBe('a\\nb\\x07'.replaceAll('\\', '&#92;'));
    expect(plain('é'.repeat(5000))).toBe(`${'é'.repeat(300)}…`);
    expect(plain('é'.repeat(301))).toBe(`${'é'.repeat(300)}…`);
    expect(plain('é'.repeat(300))).toBe('é'.repeat(300));
    // What is written out takes more room than it had.
    expect(plain('\u0007'.repeat(100)).replaceAll('&#92;', '\\')).toBe(`${'\\x07'.repeat(75)}…`);
  });

  it('makes no markup of anything', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60, size: 'max' }), (text) => {
        const html = marked.parseInline(`x ${plain(text)}`, { async: false });
        expect(html.replaceAll('<!-- -->', '')).not.toContain('<');
      }),
    );
  });
});

test('code is code, and nothing is nothing', () => {
  expect(code('a`b')).toBe('<code>a&#96;b</code>');
  expect(code('')).toBe('');
});

describe('a table', () => {
  it('keeps its columns whatever is in it, and leaves out empty ones', () => {
    const lines = tableLines(
      [
        { head: 'a', align: 'left', cell: (text: string) => plain(text) },
        { head: 'empty', align: 'left', cell: () => '' },
        { head: 'b', align: 'right', cell: (text: string) => code(text) },
      ],
      ACTIVE_TEXT,
    );
    expect(lines.slice(0, 2)).toEqual(['| a | b |\n', '| :--- | ---: |\n']);
    expect(lines[2]).toBe(`| ${plain(ACTIVE_TEXT[0]!)} | ${code(ACTIVE_TEXT[0]!)} |\n`);
    const html = marked.parse(lines.join(''), { async: false });
    expect(html.match(/<tr>/g)).toHaveLength(ACTIVE_TEXT.length + 1);
    expect(html.match(/<td/g)).toHaveLength(ACTIVE_TEXT.length * 2);
  });

  it('is nothing without rows', () => {
    expect(tableLines([{ head: 'a', align: 'left', cell: () => 'x' }], [])).toEqual([]);
  });
});
