/** Rows of a chart are one stop for Tab; arrow keys go from row to row, and a tooltip says what a row is. */
import { rowFacts } from './labels.js';
import type { Tip } from './tip.js';

export function walkRows(chart: HTMLElement, tip: Tip): void {
  const rows = [...chart.querySelectorAll<SVGGElement>('.row')];
  const [first] = rows;
  if (first === undefined) return;
  for (const row of rows) addTip(row, tip);
  const stopAt = (row: Element): void => {
    for (const other of rows) other.setAttribute('tabindex', other === row ? '0' : '-1');
  };
  const placeOf = ({ target }: Event): number => rows.indexOf(target as SVGGElement);
  stopAt(first);
  chart.addEventListener('focusin', (event) => {
    const row = rows[placeOf(event)];
    if (row !== undefined) stopAt(row);
  });
  chart.addEventListener('keydown', (event) => {
    const place = placeOf(event);
    const to = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (place < 0 || to === undefined) return;
    event.preventDefault();
    rows[to]?.focus();
  });
}

function addTip(row: SVGGElement, tip: Tip): void {
  // The browser's own tooltip would say the same once more.
  row.querySelector('title')?.remove();
  const show = (): void => {
    const box = row.querySelector('.track, .hit')!.getBoundingClientRect();
    tip.tell(rowFacts(row.getAttribute('aria-label') ?? ''), box);
  };
  row.addEventListener('pointerenter', show);
  row.addEventListener('pointerleave', tip.hide);
  row.addEventListener('focus', show);
  row.addEventListener('blur', tip.hide);
}
