/** The tooltip. A screen reader already has its text as a label, so the tooltip is only visual. */
import { element } from './elements.js';
import { placeTip } from './tip-place.js';

export interface Tip {
  /** Beside `box`, its left edge at `x`. */
  tell(facts: readonly string[], box: DOMRect, x?: number): void;
  hide(): void;
}

export function makeTip(): Tip {
  const tip = element('div', '', { class: 'tip', 'aria-hidden': 'true' });
  tip.hidden = true;
  document.body.append(tip);
  return {
    tell: (facts, box, x = box.left) => {
      tip.replaceChildren(...facts.map((fact) => element('span', fact)));
      tip.hidden = false;
      // Placed in two steps: the left edge decides how the text breaks, and so the height.
      const size = () => ({ width: tip.offsetWidth, height: tip.offsetHeight });
      const screen = { width: innerWidth, height: innerHeight };
      tip.style.left = `${placeTip(box, x, size(), screen).left}px`;
      tip.style.top = `${placeTip(box, x, size(), screen).top}px`;
    },
    hide: () => {
      tip.hidden = true;
    },
  };
}
