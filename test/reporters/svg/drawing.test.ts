import { describe, expect, it, test } from 'vitest';
import {
  axis,
  bar,
  drawLines,
  SHAPES,
  stack,
  standalone,
  symbol,
  wrappedLines,
} from '../../../src/reporters/svg/drawing.js';
import { markup } from '../../../src/reporters/words/markup.js';

const MS = { name: 'ms', ns: 1e6 };

test('a bar leaves a mark however short it is, and knows its times', () => {
  const look = { y: 5, height: 10, className: 'stage-1' };
  const scale = { from: 0, to: 1000 };
  expect(bar(scale, { from: 100, to: 600 }, look).text).toBe(
    '<rect class="stage-1" x="10%" width="50%" data-from="100" data-to="600" y="5" height="10"/>',
  );
  expect(bar(scale, { from: 100, to: 100 }, look).text).toBe(
    '<line class="stage-1 tick" x1="10%" x2="10%" data-at="100" y1="5" y2="15"/>',
  );
  expect(bar(scale, { from: 100, to: 101 }, look).text).toMatch(/<rect.*<line/);
});

test('an axis has a line and a text per tick', () => {
  const { text } = axis({ from: 0, to: 10e6 }, MS, 90);
  expect(text.match(/<line /g)).toHaveLength(6);
  expect(text).toContain('<text x="100%" y="11" text-anchor="end">10 ms</text>');
});

test('drawings are stacked under their titles; one alone needs none', () => {
  const one = drawLines('first', [{ text: 'a', className: '' }]);
  const two = drawLines('second', [{ text: 'b', className: 'soft' }]);
  expect(stack('all', [one])).toEqual({ ...one, title: 'all' });
  const both = stack('all', [one, two]);
  expect(both.body.text).toMatch(/first.*a.*second.*b/s);
  expect(both.height).toBeGreaterThan(one.height + two.height);
  expect(stack('none', []).height).toBe(0);
});

test('a picture of its own has a title, a description, and nothing that runs or loads', () => {
  const body = markup`${symbol(50, 10, SHAPES.up, 'regression')}`;
  const given = { title: '<t>', description: 'd & d', height: 40, body };
  const { text } = standalone(given, drawLines('', []), 300);
  expect(text).toMatch(
    /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="300" height="90" viewBox="0 0 300 90" role="img"/,
  );
  expect(text).toContain('<title id="title">&lt;t&gt;</title>');
  expect(text).toContain('<desc id="desc">d &amp; d</desc>');
  expect(text).not.toMatch(/<script|href|url\(|@import|@font-face/);
});

describe('lines of text', () => {
  it('stand below one another, and are read out', () => {
    const { title, description, height, body } = drawLines('T', [
      { text: 'a<b', className: 'soft' },
      { text: 'c', className: '' },
    ]);
    expect([title, description, height]).toEqual(['T', 'a<b. c', 40]);
    expect(body.text).toBe('<text class="soft" y="14">a&lt;b</text><text class="" y="34">c</text>');
  });

  it('are wrapped, and printable', () => {
    expect(wrappedLines('one two', 'soft', 5)).toEqual([
      { text: 'one', className: 'soft' },
      { text: 'two', className: 'soft' },
    ]);
    expect(wrappedLines('two\u001b', 'soft', 20)).toEqual([{ text: 'two\\x1b', className: 'soft' }]);
  });
});

test('drawings that are stacked stand below each other under their titles', () => {
  const part = (title: string, height: number) => ({
    title,
    description: `is ${title}`,
    height,
    body: markup`<i/>`,
  });
  const stacked = stack('all', [part('a', 100), part('b', 30)]);
  expect([stacked.title, stacked.description, stacked.height]).toEqual(['all', 'a. is a b. is b', 232]);
  expect(stacked.body.text).toBe(
    '<text class="heading" y="14">a</text><svg y="34" width="100%" height="100" overflow="visible"><i/></svg>' +
      '<text class="heading" y="165">b</text><svg y="185" width="100%" height="30" overflow="visible"><i/></svg>',
  );
});

test('a drawing that stands alone has room around it and its lead above', () => {
  const part = { title: 't', description: 'd', height: 100, body: markup`<i/>` };
  const { text } = standalone(part, { ...part, height: 40, body: markup`<b/>` }, 840);
  expect(text).toContain('<svg x="20" y="20" width="800" height="40" overflow="visible"><b/></svg>');
  expect(text).toContain('<svg x="20" y="70" width="800" height="100" overflow="visible"><i/></svg>');
  expect(text).toContain('width="840" height="190" viewBox="0 0 840 190"');
});

test('a symbol stands at its place', () => {
  expect(symbol(12.5, 30, SHAPES.up, 'bad').text).toBe(
    `<svg x="12.5%" y="30" overflow="visible"><path class="bad" d="${SHAPES.up}"/></svg>`,
  );
});
