/** Elements of the page that its script makes and finds. Text stays text: no markup is made out of it. */

export type Attributes = Readonly<Record<string, string | number>>;

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  text: string,
  attributes: Attributes = {},
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.textContent = text;
  setAttributes(made, attributes);
  return made;
}

/** A part of a drawing. */
export function drawn<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Attributes,
): SVGElementTagNameMap[Name] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  setAttributes(made, attributes);
  return made;
}

export function setAttributes(node: Element, attributes: Attributes): void {
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, `${value}`);
}

export function button(text: string, action: () => void): HTMLButtonElement {
  const made = element('button', text, { type: 'button' });
  made.addEventListener('click', action);
  return made;
}

/** A field to type into, what it found, said aloud. */
export function searchField(
  placeholder: string,
  label: string,
): { readonly field: HTMLInputElement; readonly count: HTMLOutputElement } {
  const field = element('input', '', { type: 'search', placeholder, 'aria-label': label });
  return { field, count: element('output', '', { 'aria-live': 'polite' }) };
}

/** What a chart is controlled with, above it. */
export function toolbar(label: string, parts: readonly HTMLElement[], hint: string): HTMLElement {
  const tools = element('div', '', { class: 'tools', role: 'group', 'aria-label': label });
  tools.append(...parts, element('span', hint, { class: 'hint' }));
  return tools;
}

/** The drawing of a chart: each has one. */
export function drawingOf(chart: Element): SVGSVGElement {
  return chart.querySelector<SVGSVGElement>('svg.drawing')!;
}

/** The stretch of values that a shape says it stands for. */
export function extentOf({ dataset }: SVGElement): { readonly from: number; readonly to: number } {
  return { from: Number(dataset['from']), to: Number(dataset['to']) };
}

/** With one of these a key belongs to the browser. */
export function hasModifier(event: KeyboardEvent): boolean {
  return event.ctrlKey || event.metaKey || event.altKey;
}

/** The nearest element around what an event happened to, itself included. */
export function nearest(event: Event, selector: string): SVGGraphicsElement | null {
  return event.target instanceof Element ? event.target.closest<SVGGraphicsElement>(selector) : null;
}
