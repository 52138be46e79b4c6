import { expect, test } from 'vitest';
import { dataTable, figure, swatch } from '../../../src/reporters/html/section.js';
import { drawLines } from '../../../src/reporters/svg/drawing.js';

const ROWS = [
  { name: '<i>', value: '1' },
  { name: 'b', value: '' },
];

test('a table has a caption, heads for its columns and rows, and only columns that hold something', () => {
  const { text } = dataTable(
    'Numbers & "names"',
    [
      { head: 'name', look: 'text', cell: (row: (typeof ROWS)[number]) => row.name },
      { head: 'empty', look: 'text', cell: () => '' },
      { head: 'value', look: 'number', cell: (row: (typeof ROWS)[number]) => row.value },
    ],
    ROWS,
  );
  expect(text).toContain('<caption>Numbers &amp; &quot;names&quot;</caption>');
  expect(text).toContain('role="region" tabindex="0" aria-label="Numbers &amp; &quot;names&quot;"');
  expect(text).toContain('<th scope="row" class="text">&lt;i&gt;</th><td class="number">1</td>');
  expect(text).not.toContain('empty');
});

test('a drawing is as wide as the page, and says what a page may zoom', () => {
  const drawing = drawLines('T', [{ text: 'a', className: '' }]);
  expect(figure(drawing).text).toMatch(
    /^<figure class="chart"><svg class="drawing" width="100%" height="20" role="group" aria-label="T">/,
  );
  expect(figure(drawing, { zoomTo: 5 }).text).toContain('<figure class="chart" data-zoom-to="5">');
});

test('a swatch is for eyes alone', () => expect(swatch('stage-1').text).toContain('aria-hidden="true"'));
