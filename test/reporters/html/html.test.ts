import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { htmlReporter } from '../../../src/reporters/html/html.js';
import { render, SAMPLE_REPORTS } from '../sample-reports.js';

const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

test.each(Object.entries(SAMPLE_REPORTS))(
  '%s is one page in which only the page itself may act',
  (_, given) => {
    const text = render(htmlReporter, given);
    expect(text).toMatch(/^<!doctype html>\n<html lang="en">/);
    const [style] = /(?<=<style>)[\s\S]*?(?=<\/style>)/.exec(text)!;
    const [script] = /(?<=<script>)[\s\S]*?(?=<\/script>)/.exec(text)!;
    expect(text).toContain(`style-src ${hash(style)}; script-src ${hash(script)};`);
    const rest = text.replace(script, '').replace(style, '');
    expect(rest.match(/<script/g)).toHaveLength(1);
    expect(rest).not.toMatch(/\son\w+=|\sstyle=|javascript:|<(img|iframe|link|object|base)\b/i);
    expect(rest).not.toMatch(/(src|href)="(?!#)/);
  },
);

test('sections can be linked to, and are', () => {
  const text = render(htmlReporter, SAMPLE_REPORTS['run of several boots']!);
  const links = [...text.matchAll(/href="#([\w-]+)"/g)].map(([, id]) => id);
  const headings = [...text.matchAll(/<h2 id="([\w-]+)"/g)].map(([, id]) => id);
  expect(links).toEqual(headings);
  expect(new Set(headings).size).toBe(headings.length);
});

test('has its facts below its title', () => {
  const text = render(htmlReporter, SAMPLE_REPORTS['report of one boot']!);
  expect(text).toContain(
    '<h1>test.log: 480.001 ms</h1><p>8 codes · longest kernel (71.4 %) · monitor ran 758.000 µs before</p></header>',
  );
  expect(render(htmlReporter, SAMPLE_REPORTS['classify']!)).toContain('</h1></header>');
  expect(text.match(/<section/g)).toHaveLength(text.match(/<\/section>/g)!.length);
});
