/** Zoom of a timeline. Its shapes know their times, so a part of it is shown by placing them anew. */
import { AXIS_BASELINE, AXIS_LINE_TOP, axisMarks, type Scale } from '../../svg/scale.js';
import { pickUnit } from '../../words/time-text.js';
import { drag } from './drag.js';
import * as elements from './elements.js';
import type { Tip } from './tip.js';
import { around, describeView, isWhole, moved, placeAt, placeBar, within, zoomed } from './view.js';

const HINT = 'In the chart: arrow keys move, + and − zoom, Enter shows one row, 0 the whole boot.';

class TimelineZoom {
  readonly #chart: HTMLElement;
  readonly #tip: Tip;
  readonly #drawing: SVGSVGElement;
  readonly #total: number;
  readonly #bars: readonly SVGRectElement[];
  readonly #symbols: readonly SVGElement[];
  readonly #range = elements.element('output', '', { 'aria-live': 'polite' });
  readonly #zoomOut = elements.button('Zoom out', () => this.#zoom(2));
  readonly #showAll = elements.button('Whole boot', () => this.#show({ from: 0, to: this.#total }));
  #view: Scale;

  constructor(chart: HTMLElement, total: number, tip: Tip) {
    this.#chart = chart;
    this.#tip = tip;
    this.#total = total;
    this.#drawing = elements.drawingOf(chart);
    this.#bars = [...this.#drawing.querySelectorAll<SVGRectElement>('rect[data-from]')];
    this.#symbols = [...this.#drawing.querySelectorAll<SVGElement>('[data-at]')];
    this.#view = { from: 0, to: total };
  }

  start(): void {
    this.#chart.addEventListener('keydown', (event) => this.#onKey(event));
    this.#drawing.addEventListener('wheel', (event) => this.#onWheel(event), { passive: false });
    drag(this.#drawing, {
      canMove: () => !isWhole(this.#view, this.#total),
      move: (share) => this.#show(moved(this.#view, -share)),
    });
    const zoomIn = elements.button('Zoom in', () => this.#zoom(0.5));
    const parts = [zoomIn, this.#zoomOut, this.#showAll, this.#range];
    this.#chart.prepend(elements.toolbar('Zoom', parts, HINT));
    this.#draw();
  }

  #show(wanted: Scale): void {
    this.#view = within(this.#total, wanted);
    this.#tip.hide();
    this.#draw();
  }

  #zoom(factor: number, share?: number): void {
    this.#show(zoomed(this.#view, factor, share));
  }

  #draw(): void {
    const view = this.#view;
    for (const bar of this.#bars) {
      const { x, width } = placeBar(view, elements.extentOf(bar));
      elements.setAttributes(bar, { x: `${x}%`, width: `${width}%` });
    }
    for (const symbol of this.#symbols) {
      const at = `${placeAt(view, Number(symbol.dataset['at']))}%`;
      elements.setAttributes(symbol, symbol.localName === 'line' ? { x1: at, x2: at } : { x: at });
    }
    drawAxis(this.#drawing.querySelector('.axis')!, view);
    const isAll = isWhole(view, this.#total);
    this.#chart.classList.toggle('zoomed', !isAll);
    this.#zoomOut.disabled = isAll;
    this.#showAll.disabled = isAll;
    this.#range.textContent = describeView(view, this.#total);
  }

  #onKey(event: KeyboardEvent): void {
    const row = elements.nearest(event, '.row');
    if (row === null || elements.hasModifier(event)) return;
    const view = this.#view;
    if (event.key === 'Enter') this.#show(around(elements.extentOf(row), this.#total));
    else if (event.key === '+' || event.key === '=') this.#zoom(0.5);
    else if (event.key === '-') this.#zoom(2);
    else if (event.key === '0') this.#show({ from: 0, to: this.#total });
    else if (event.key === 'ArrowLeft') this.#show(moved(view, -0.2));
    else if (event.key === 'ArrowRight') this.#show(moved(view, 0.2));
    else return;
    event.preventDefault();
  }

  /** Plain turns of the wheel scroll the page. */
  #onWheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const box = this.#drawing.getBoundingClientRect();
    this.#zoom(event.deltaY < 0 ? 0.8 : 1.25, (event.clientX - box.left) / box.width);
  }
}

/** The axis that the picture came with, for another part of it. */
function drawAxis(axis: Element, view: Scale): void {
  const height = axis.querySelector('line')?.getAttribute('y2') ?? '0';
  const marks = axisMarks(view, pickUnit(view.to, { unicode: true })).flatMap(({ at, text, anchor }) => {
    const x = `${at}%`;
    const line = elements.drawn('line', { x1: x, x2: x, y1: AXIS_LINE_TOP, y2: height });
    const name = elements.drawn('text', { x, y: AXIS_BASELINE, 'text-anchor': anchor });
    name.textContent = text;
    return [line, name];
  });
  axis.replaceChildren(...marks);
}

/** Charts that say how long their boot took can be zoomed. */
export function zoomTimeline(chart: HTMLElement, tip: Tip): void {
  const total = Number(chart.dataset['zoomTo']);
  if (total > 0) new TimelineZoom(chart, total, tip).start();
}
