/** Where things stand in a drawing, down: what is drawn outside of it is not seen. */
import { expect } from 'vitest';
import type { Drawing } from '../../../src/reporters/svg/drawing.js';

/** Every place that is named in markup, and where rectangles end; of drawings without others inside. */
function places(markup: string): readonly number[] {
  const named = [...markup.matchAll(/ (?:y|y1|y2|cy)="(-?[\d.]+)"/g)].map(([, y]) => Number(y));
  const ends = [...markup.matchAll(/<rect[^>]*>/g)].map(([rect]) => {
    const of = (name: string) => Number(new RegExp(` ${name}="(-?[\\d.]+)"`).exec(rect)?.[1] ?? 0);
    return of('y') + of('height');
  });
  return [...named, ...ends];
}

/** Rows stand below one another, what belongs to a row within it, and all of it in the drawing. */
export function expectInPlace({ body, height }: Pick<Drawing, 'body' | 'height'>, rowCount: number): void {
  const all = places(body.text);
  expect(Math.min(...all)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...all)).toBeLessThanOrEqual(height);
  const rows = [...body.text.matchAll(/<g class="(?:row|boot|lane)".*?<\/g>/gs)].map(([row]) => {
    const own = places(row);
    return { from: Math.min(...own), to: Math.max(...own) };
  });
  expect(rows).toHaveLength(rowCount);
  for (const [at, { from }] of rows.entries()) {
    if (at > 0) expect(from).toBeGreaterThanOrEqual(rows[at - 1]!.to);
  }
  // Names stand at the top of their row.
  const names = [...body.text.matchAll(/<text class="name" y="([\d.]+)"/g)].map(([, y]) => Number(y));
  for (const [at, y] of names.entries()) expect(y - rows[at]!.from).toBeLessThanOrEqual(20);
}
