/** What the page adds to a flame graph: zoom into a function, walking by arrow keys, tooltips, search. */
import { FRAME_TEXT, frameText } from '../../svg/frame-text.js';
import * as elements from './elements.js';
import { boxAt, callersOf, type Frame, placeFrame, search } from './flame-frames.js';
import { frameWords } from './labels.js';
import { afterPause } from './pause.js';
import type { Tip } from './tip.js';

const HINT =
  'Click a function to zoom in. In the graph: arrow keys move, Enter zooms, 0 shows the whole stage.';

interface Box extends Frame {
  readonly node: SVGSVGElement;
  readonly facts: readonly string[];
  /** Null until there is room for it. */
  text: SVGTextElement | null;
  isHidden: boolean;
}

export class FlameGraph {
  readonly #chart: HTMLElement;
  readonly #tip: Tip;
  readonly #drawing: SVGSVGElement;
  readonly #boxes: readonly Box[];
  readonly #boxOf: ReadonlyMap<Element, Box>;
  readonly #callers: ReadonlyMap<Box, Box>;
  /** Stands for the whole stage. */
  readonly #root: Box;
  readonly #field: HTMLInputElement;
  readonly #count: HTMLOutputElement;
  readonly #showAll = elements.button('Whole stage', () => this.#zoom(this.#root));
  #zoomed: Box;
  /** The one stop for Tab. */
  #current: Box;

  constructor(chart: HTMLElement, tip: Tip) {
    this.#chart = chart;
    this.#tip = tip;
    this.#drawing = elements.drawingOf(chart);
    this.#boxes = [...this.#drawing.querySelectorAll<SVGSVGElement>('.frame')].map(readBox);
    this.#boxOf = new Map(this.#boxes.map((box) => [box.node, box]));
    this.#callers = callersOf(this.#boxes);
    this.#root = this.#boxes[0]!;
    this.#zoomed = this.#root;
    this.#current = this.#root;
    const fields = elements.searchField('Search functions', `Search functions of ${chart.dataset['name']}`);
    this.#field = fields.field;
    this.#count = fields.count;
  }

  start(): void {
    this.#drawing.setAttribute('role', 'group');
    this.#listen();
    const parts = [this.#field, this.#showAll, this.#count];
    this.#chart.prepend(elements.toolbar(`Flame graph of ${this.#chart.dataset['name']}`, parts, HINT));
    this.#stopAt(this.#root);
    this.#draw();
    // A graph in what is folded has no width until it is opened.
    let width = this.#drawing.clientWidth;
    new ResizeObserver(() => {
      if (this.#drawing.clientWidth !== width) this.#draw();
      width = this.#drawing.clientWidth;
    }).observe(this.#drawing);
  }

  #listen(): void {
    const drawing = this.#drawing;
    const find = (event: Event): Box | undefined => {
      const node = elements.nearest(event, '.frame');
      return node === null ? undefined : this.#boxOf.get(node);
    };
    const withBox =
      <Happened extends Event>(action: (box: Box, event: Happened) => void) =>
      (event: Happened): void => {
        const box = find(event);
        if (box !== undefined) action(box, event);
      };
    drawing.addEventListener(
      'click',
      withBox((box) => this.#zoom(box)),
    );
    drawing.addEventListener(
      'pointerover',
      withBox((box, { clientX }: PointerEvent) => this.#tell(box, clientX)),
    );
    drawing.addEventListener('pointerleave', this.#tip.hide);
    drawing.addEventListener(
      'focusin',
      withBox((box) => {
        this.#stopAt(box);
        this.#tell(box);
      }),
    );
    drawing.addEventListener('focusout', this.#tip.hide);
    drawing.addEventListener(
      'keydown',
      withBox((box, event: KeyboardEvent) => this.#onKey(box, event)),
    );
    this.#field.addEventListener(
      'input',
      afterPause(() => this.#search()),
    );
  }

  #draw(): void {
    const width = this.#drawing.clientWidth;
    for (const box of this.#boxes) {
      const placed = placeFrame(box, this.#zoomed, width);
      box.isHidden = placed === null;
      if (placed === null) {
        box.node.setAttribute('display', 'none');
        continue;
      }
      box.node.removeAttribute('display');
      elements.setAttributes(box.node, { x: `${placed.x}%`, width: `${placed.width}%` });
      box.node.classList.toggle('above', box.row < this.#zoomed.row);
      write(box, frameText(box.name, placed.letters));
    }
    this.#showAll.disabled = this.#zoomed === this.#root;
    if (!this.#current.isHidden) return;
    const hadFocus = this.#current.node === document.activeElement;
    this.#stopAt(this.#zoomed);
    if (hadFocus) this.#zoomed.node.focus();
  }

  #zoom(box: Box): void {
    this.#zoomed = box;
    this.#tip.hide();
    this.#draw();
    this.#search();
  }

  #stopAt(box: Box): void {
    this.#current.node.setAttribute('tabindex', '-1');
    this.#current = box;
    box.node.setAttribute('tabindex', '0');
  }

  #tell({ name, facts, node }: Box, x?: number): void {
    this.#tip.tell([name, ...facts], node.getBoundingClientRect(), x);
  }

  #onKey(box: Box, event: KeyboardEvent): void {
    if (elements.hasModifier(event)) return;
    const { key } = event;
    const shown = this.#boxes.filter(({ isHidden }) => !isHidden);
    const next = key === 'Home' ? this.#root : boxAt(key, box, shown, this.#callers);
    if (next !== undefined) next?.node.focus();
    else if (key === 'Enter' || key === ' ') this.#zoom(box);
    else if (key === '0') this.#zoom(this.#root);
    else return;
    event.preventDefault();
  }

  #search(): void {
    const { frames, words } = search(this.#boxes, this.#field.value, this.#zoomed);
    for (const box of this.#boxes) box.node.classList.toggle('found', frames.has(box));
    this.#chart.classList.toggle('searching', words !== '');
    this.#count.textContent = words;
  }
}

/** Takes the title of a box, which the tooltip replaces, for its label. */
function readBox(node: SVGSVGElement): Box {
  const title = node.querySelector('title')!;
  const label = title.textContent;
  title.remove();
  elements.setAttributes(node, { role: 'img', 'aria-label': label, tabindex: '-1' });
  return {
    node,
    ...frameWords(label),
    ...elements.extentOf(node),
    row: Number(node.getAttribute('y')),
    text: node.querySelector('text'),
    isHidden: false,
  };
}

function write(box: Box, text: string): void {
  if (box.text === null) {
    if (text === '') return;
    box.text = elements.drawn('text', FRAME_TEXT);
    box.node.append(box.text);
  }
  box.text.textContent = text;
}
