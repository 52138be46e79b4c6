import fc from 'fast-check';
import { XmlDocument } from 'libxml2-wasm';
import { expect, it } from 'vitest';
import { xmlText } from '../../../src/reporters/ci/xml-text.js';
import { printable } from '../../../src/trace/printable.js';

it('escapes markup and writes out what XML cannot hold', () => {
  expect(xmlText(`<a href="x">'&'</a>]]>`)).toBe(
    '&lt;a href=&quot;x&quot;&gt;&apos;&amp;&apos;&lt;/a&gt;]]&gt;',
  );
  expect(xmlText('\u0000\u001b\ufffe\uffff\ud800')).toBe('\\x00\\x1b\\u{fffe}\\u{ffff}\\u{d800}');
});

it('any text reads back as an attribute and as content, as printable as it was made', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      using document = XmlDocument.fromString(`<a b="${xmlText(text)}">${xmlText(text)}</a>`);
      const shown = printable(text).replace(/[\ufffe\uffff]/g, (c) => `\\u{${c.charCodeAt(0).toString(16)}}`);
      expect(document.root.content).toBe(shown);
      expect(document.root.attr('b')?.value).toBe(shown);
    }),
  );
});
