/**
 * What the page adds to its flame graphs: zoom into a function, walking by arrow keys, tooltips, search. Part of the
 * page's script, whose tooltip and elements it uses; without it the graphs are pictures with a title for each box.
 */
export const FLAME_SCRIPT = `
// Flame graphs. Boxes come callers first, so one pass with a stack finds who called whom.
function flame(chart) {
  const drawing = chart.querySelector('svg.drawing');
  const above = [];
  const frames = [...drawing.querySelectorAll('.frame')].map((node) => {
    const title = node.querySelector('title');
    const label = title.textContent;
    title.remove();
    const cut = label.lastIndexOf(': ');
    const frame = {
      node, label, name: label.slice(0, cut), facts: label.slice(cut + 2).split(', '), text: node.querySelector('text'),
      from: Number(node.dataset.from), to: Number(node.dataset.to), row: Number(node.getAttribute('y')), hidden: false,
    };
    while (above.length > 0 && above.at(-1).row >= frame.row) above.pop();
    frame.caller = above.at(-1) ?? null;
    above.push(frame);
    node.setAttribute('role', 'img');
    node.setAttribute('aria-label', label);
    node.setAttribute('tabindex', '-1');
    return frame;
  });
  const [root] = frames;
  const frameOf = new Map(frames.map((frame) => [frame.node, frame]));
  const at = (event) => frameOf.get(event.target.closest('.frame'));
  drawing.setAttribute('role', 'group');
  let zoomed = root;
  let current = root;

  function draw() {
    const span = zoomed.to - zoomed.from;
    const width = drawing.clientWidth;
    for (const frame of frames) {
      const from = Math.max(frame.from, zoomed.from);
      const share = (Math.min(frame.to, zoomed.to) - from) / span;
      frame.hidden = share * width < 0.4;
      if (frame.hidden) {
        frame.node.setAttribute('display', 'none');
        continue;
      }
      frame.node.removeAttribute('display');
      frame.node.setAttribute('x', ((from - zoomed.from) / span) * 100 + '%');
      frame.node.setAttribute('width', share * 100 + '%');
      frame.node.classList.toggle('above', frame.row < zoomed.row);
      write(frame, Math.floor((share * width - 8) / 6.4));
    }
    whole.disabled = zoomed === root;
    if (!current.hidden) return;
    const hadFocus = current.node === document.activeElement;
    stop(zoomed);
    if (hadFocus) zoomed.node.focus();
  }

  function write(frame, letters) {
    if (frame.text === null) {
      if (letters < 3) return;
      frame.text = document.createElementNS(SVG, 'text');
      frame.text.setAttribute('x', 4);
      frame.text.setAttribute('y', 12.5);
      frame.node.append(frame.text);
    }
    frame.text.textContent = letters < 3 ? '' : frame.name.length > letters ? frame.name.slice(0, letters - 1) + '\\u2026' : frame.name;
  }

  function zoom(frame) {
    zoomed = frame;
    hideTip();
    draw();
    search();
  }

  // One stop for Tab, as other charts.
  function stop(frame) {
    current.node.setAttribute('tabindex', '-1');
    current = frame;
    current.node.setAttribute('tabindex', '0');
  }

  drawing.addEventListener('click', (event) => {
    const frame = at(event);
    if (frame) zoom(frame);
  });
  drawing.addEventListener('pointerover', (event) => {
    const frame = at(event);
    if (frame) tell([frame.name, ...frame.facts], frame.node.getBoundingClientRect(), event.clientX);
  });
  drawing.addEventListener('pointerleave', hideTip);
  drawing.addEventListener('focusin', (event) => {
    const frame = at(event);
    if (!frame) return;
    stop(frame);
    tell([frame.name, ...frame.facts], frame.node.getBoundingClientRect());
  });
  drawing.addEventListener('focusout', hideTip);
  drawing.addEventListener('keydown', (event) => {
    const frame = at(event);
    if (!frame || event.ctrlKey || event.metaKey || event.altKey) return;
    const beside = () => frames.filter(({ row, hidden }) => row === frame.row && !hidden);
    const neighbour = (step) => beside()[beside().indexOf(frame) + step];
    const go = {
      ArrowDown: () => frames.find(({ caller, hidden }) => caller === frame && !hidden),
      ArrowUp: () => frame.caller,
      ArrowLeft: () => neighbour(-1),
      ArrowRight: () => neighbour(1),
      Home: () => root,
    }[event.key];
    if (go) go()?.node.focus();
    else if (event.key === 'Enter' || event.key === ' ') zoom(frame);
    else if (event.key === '0') zoom(root);
    else return;
    event.preventDefault();
  });

  const field = element('input', '', { type: 'search', placeholder: 'Search functions', 'aria-label': 'Search functions of ' + chart.dataset.name });
  const whole = element('button', 'Whole stage', { type: 'button' });
  const count = element('output', '', { 'aria-live': 'polite' });
  function search() {
    const text = field.value.trim().toLowerCase();
    const names = new Set();
    let samples = 0;
    let end = zoomed.from;
    for (const frame of frames) {
      const isFound = text !== '' && frame !== root && frame.name.toLowerCase().includes(text);
      frame.node.classList.toggle('found', isFound);
      if (!isFound || frame.row < zoomed.row || frame.from < zoomed.from || frame.to > zoomed.to) continue;
      names.add(frame.name);
      // What a found function called is counted with it.
      if (frame.from >= end) {
        samples += frame.to - frame.from;
        end = frame.to;
      }
    }
    chart.classList.toggle('searching', text !== '');
    const share = ((100 * samples) / (zoomed.to - zoomed.from)).toFixed(1);
    count.textContent = text === '' ? '' : names.size + (names.size === 1 ? ' function, ' : ' functions, ') + share + ' % of what is shown';
  }
  let waiting = 0;
  field.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, 120);
  });
  whole.addEventListener('click', () => zoom(root));
  const tools = element('div', '', { class: 'tools', role: 'group', 'aria-label': 'Flame graph of ' + chart.dataset.name });
  tools.append(field, whole, count, element('span', 'Click shows one function as the whole. In the graph: arrow keys walk, Enter zooms, 0 shows the whole stage.', { class: 'hint' }));
  chart.prepend(tools);
  stop(root);
  draw();
  // A graph in what is folded has no width until it is opened.
  let width = drawing.clientWidth;
  new ResizeObserver(() => {
    if (drawing.clientWidth !== width) draw();
    width = drawing.clientWidth;
  }).observe(drawing);
}
`;
