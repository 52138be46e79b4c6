import { expect, test } from 'vitest';
import { escapeMarkup, markup } from '../../../src/reporters/words/markup.js';

test('values are text, and markup only when they are markup', () => {
  const name = markup`<b>${'a<b & "c" \'d\''}</b>`;
  expect(markup`<p title="${'"><script>'}">${name}</p>`.text).toBe(
    '<p title="&quot;&gt;&lt;script&gt;"><b>a&lt;b &amp; &quot;c&quot; &#39;d&#39;</b></p>',
  );
});

test('lists are written one after another, null is nothing, numbers are digits', () => {
  expect(markup`${[markup`<i/>`, 'x>', null, 3]}${null}!`.text).toBe('<i/>x&gt;3!');
  expect(markup`plain`.text).toBe('plain');
});

test('what could act on a reader of the source is written out', () => {
  expect(escapeMarkup('a\u001b[2J\u202eb\u0000')).toBe('a\\x1b[2J\\u{202e}b\\x00');
});

test('what no XML may hold, and what the log of a build obeys, is written out', () => {
  expect(escapeMarkup('a\ufffeb\uffffc')).toBe('a\\u{fffe}b\\u{ffff}c');
  expect(escapeMarkup('::error::x ##[group]y #[ a:b')).toBe(':\\x3aerror&#58;:x ##\\x5bgroup]y #[ a:b');
});
