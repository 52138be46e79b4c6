/**
 * What the page adds to itself where scripts may run: zoom of a timeline, walking through its rows with the arrow keys,
 * tooltips that keyboards reach too, a filter of events. Source as it is sent: plain, readable, and without any of it
 * the page still says everything. It makes no markup out of text.
 */
import { FLAME_SCRIPT } from './flame-script.js';

/** All of the page's script, that of the flame graphs included. */
export const PAGE_SCRIPT = `
'use strict';
const SVG = 'http://www.w3.org/2000/svg';

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

// Tooltips: what a row says is its label, so a screen reader has it already and the tooltip is for eyes alone.
const tip = element('div', '', { class: 'tip', 'aria-hidden': 'true' });
tip.hidden = true;
document.body.append(tip);

function showTip(row) {
  tell(row.getAttribute('aria-label').split(/: |, (?=[^ ])/), row.querySelector('.track, .hit').getBoundingClientRect());
}

/** Beside the box \`at\`, its left edge at \`x\`. */
function tell(facts, at, x = at.left) {
  tip.replaceChildren(...facts.map((fact) => element('span', fact)));
  tip.hidden = false;
  const left = Math.min(Math.max(x, 8), innerWidth - tip.offsetWidth - 8);
  const below = at.bottom + 8;
  tip.style.left = left + 'px';
  tip.style.top = (below + tip.offsetHeight > innerHeight ? at.top - tip.offsetHeight - 24 : below) + 'px';
}

function hideTip() {
  tip.hidden = true;
}

// Rows of a chart are one stop for Tab; arrow keys go from row to row.
function walk(chart) {
  const rows = [...chart.querySelectorAll('.row')];
  for (const row of rows) {
    row.querySelector('title')?.remove();
    row.addEventListener('pointerenter', () => showTip(row));
    row.addEventListener('pointerleave', hideTip);
    row.addEventListener('focus', () => showTip(row));
    row.addEventListener('blur', hideTip);
  }
  const enter = (row) => {
    for (const other of rows) other.setAttribute('tabindex', other === row ? '0' : '-1');
  };
  enter(rows[0]);
  chart.addEventListener('focusin', ({ target }) => rows.includes(target) && enter(target));
  chart.addEventListener('keydown', (event) => {
    const place = rows.indexOf(event.target);
    const to = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (place < 0 || to === undefined) return;
    event.preventDefault();
    rows[to]?.focus();
  });
}

// Zoom: the shapes of a timeline know their times, so a part of it is shown by placing them anew.
function zoomable(chart) {
  const drawing = chart.querySelector('svg.drawing');
  const total = Number(chart.dataset.zoomTo);
  const bars = [...drawing.querySelectorAll('rect[data-from]')];
  const symbols = [...drawing.querySelectorAll('[data-at]')];
  const whole = { from: 0, to: total };
  let view = whole;
  const range = element('output', '');
  const out = element('button', 'Zoom out', { type: 'button' });
  const reset = element('button', 'Whole boot', { type: 'button' });

  function draw() {
    const span = view.to - view.from;
    const place = (time) => ((time - view.from) / span) * 100;
    for (const bar of bars) {
      // Far outside of the view a place in percent loses its precision; just outside does as well.
      const from = Math.max(place(Number(bar.dataset.from)), -50);
      const to = Math.min(place(Number(bar.dataset.to)), 150);
      bar.setAttribute('x', from + '%');
      bar.setAttribute('width', Math.max(to - from, 0) + '%');
    }
    for (const symbol of symbols) {
      const at = Math.min(Math.max(place(Number(symbol.dataset.at)), -50), 150) + '%';
      for (const name of symbol.localName === 'line' ? ['x1', 'x2'] : ['x']) symbol.setAttribute(name, at);
    }
    drawAxis(drawing.querySelector('.axis'), view, place);
    const isWhole = span >= total;
    chart.classList.toggle('zoomed', !isWhole);
    out.disabled = reset.disabled = isWhole;
    const unit = unitFor(total);
    range.textContent = isWhole ? '' : written(view.from, unit) + ' to ' + written(view.to, unit) + ' ' + unit.name;
  }

  function show(from, to) {
    const span = Math.min(Math.max(to - from, Math.min(1000, total)), total);
    const start = Math.min(Math.max(from, 0), total - span);
    view = { from: start, to: start + span };
    hideTip();
    draw();
  }

  /** A factor below 1 zooms in; share is the place across that stays where it is. */
  function zoom(factor, share = 0.5) {
    const span = view.to - view.from;
    const fixed = view.from + span * share;
    show(fixed - span * factor * share, fixed + span * factor * (1 - share));
  }

  const pan = (share) => show(view.from + (view.to - view.from) * share, view.to + (view.to - view.from) * share);
  const into = element('button', 'Zoom in', { type: 'button' });
  into.addEventListener('click', () => zoom(0.5));
  out.addEventListener('click', () => zoom(2));
  reset.addEventListener('click', () => show(0, total));
  const keys = { '+': () => zoom(0.5), '=': () => zoom(0.5), '-': () => zoom(2), 0: () => show(0, total), ArrowLeft: () => pan(-0.2), ArrowRight: () => pan(0.2) };
  chart.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const row = event.target.closest('.row');
    if (row && event.key === 'Enter') {
      const [from, to] = [Number(row.dataset.from), Number(row.dataset.to)];
      const room = (to - from) * 0.05 || total / 200;
      show(from - room, to + room);
    } else if (row && keys[event.key]) keys[event.key]();
    else return;
    event.preventDefault();
  });
  drawing.addEventListener('wheel', (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const box = drawing.getBoundingClientRect();
    zoom(event.deltaY < 0 ? 0.8 : 1.25, (event.clientX - box.left) / box.width);
  }, { passive: false });
  drag(drawing, (share) => pan(-share));

  const tools = element('div', '', { class: 'tools', role: 'group', 'aria-label': 'Zoom' });
  tools.append(into, out, reset, range, element('span', 'In the chart: arrow keys walk and move, + and \\u2212 zoom, Enter shows one row, 0 the whole boot.', { class: 'hint' }));
  range.setAttribute('aria-live', 'polite');
  chart.prepend(tools);
  draw();
}

function drag(drawing, move) {
  let lastX = null;
  drawing.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || !drawing.parentElement.classList.contains('zoomed')) return;
    lastX = event.clientX;
    drawing.setPointerCapture(event.pointerId);
    drawing.classList.add('held');
  });
  drawing.addEventListener('pointermove', (event) => {
    if (lastX === null) return;
    move((event.clientX - lastX) / drawing.clientWidth);
    lastX = event.clientX;
  });
  const end = () => {
    lastX = null;
    drawing.classList.remove('held');
  };
  drawing.addEventListener('pointerup', end);
  drawing.addEventListener('pointercancel', end);
}

function unitFor(largest) {
  if (largest < 1e6) return { name: '\\u00b5s', ns: 1e3 };
  return largest < 100e9 ? { name: 'ms', ns: 1e6 } : { name: 's', ns: 1e9 };
}

function written(time, unit) {
  return (time / unit.ns).toFixed(3);
}

function drawAxis(axis, view, place) {
  const height = axis.querySelector('line')?.getAttribute('y2') ?? '0';
  const unit = unitFor(view.to);
  const rough = (view.to - view.from) / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, power * [1, 2, 5, 10].find((factor) => power * factor >= rough * 0.999999));
  const marks = [];
  for (let at = Math.ceil(view.from / step - 1e-9); at * step <= view.to * 1.000000001; at++) {
    const x = place(at * step);
    const line = document.createElementNS(SVG, 'line');
    for (const [key, value] of [['x1', x + '%'], ['x2', x + '%'], ['y1', 18], ['y2', height]]) line.setAttribute(key, value);
    const text = document.createElementNS(SVG, 'text');
    text.setAttribute('x', x + '%');
    text.setAttribute('y', 11);
    text.setAttribute('text-anchor', x < 4 ? 'start' : x > 96 ? 'end' : 'middle');
    text.textContent = Number(((at * step) / unit.ns).toPrecision(12)) + ' ' + unit.name;
    marks.push(line, text);
  }
  axis.replaceChildren(...marks);
}

// A filter over the events of a boot: every word must be in the row.
function filterable(list) {
  const rows = [...list.querySelectorAll('tbody tr')];
  const chunks = [...list.querySelectorAll('.chunk')];
  let texts = null;
  const field = element('input', '', { type: 'search', placeholder: 'Filter', 'aria-label': 'Filter ' + list.dataset.filter });
  const count = element('output', '', { class: 'soft', 'aria-live': 'polite' });
  let waiting = 0;
  function apply() {
    texts ??= rows.map((row) => row.textContent.toLowerCase());
    const words = field.value.toLowerCase().split(' ').filter(Boolean);
    let shown = 0;
    rows.forEach((row, at) => {
      const keep = words.every((word) => texts[at].includes(word));
      if (row.hidden === keep) row.hidden = !keep;
      shown += keep ? 1 : 0;
    });
    for (const chunk of chunks) {
      const isEmpty = chunk.querySelector('tbody tr:not([hidden])') === null;
      if (chunk !== chunks[0]) chunk.hidden = isEmpty;
    }
    count.textContent = words.length === 0 ? '' : shown + ' of ' + rows.length;
  }
  field.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 120);
  });
  const bar = element('div', '', { class: 'filter' });
  bar.append(field, count);
  list.prepend(bar);
}

${FLAME_SCRIPT}
for (const chart of document.querySelectorAll('figure.flame')) flame(chart);
for (const chart of document.querySelectorAll('figure.chart')) {
  if (chart.querySelector('.row')) walk(chart);
  if (chart.dataset.zoomTo && Number(chart.dataset.zoomTo) > 0) zoomable(chart);
}
for (const list of document.querySelectorAll('.events')) filterable(list);
addEventListener('keydown', ({ key }) => key === 'Escape' && hideTip());
addEventListener('scroll', hideTip, { passive: true });

// What is folded would be missing on paper.
let folded = [];
addEventListener('beforeprint', () => {
  folded = [...document.querySelectorAll('details:not([open])')];
  for (const details of folded) details.open = true;
});
addEventListener('afterprint', () => {
  for (const details of folded) details.open = false;
});
`;
