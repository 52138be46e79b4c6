/**
 * Injection-safe HTML and SVG: a template that escapes all values except markup. A value must be in content or between
 * double quotes, because escaping is only sufficient there.
 */
import { printable } from '../../trace/printable.js';

/** Text that is markup already. Made by the `markup` template alone. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Allowed values in a template; null adds nothing, and the items of a list are written one after another. */
export type MarkupValue = Markup | string | number | null | readonly MarkupValue[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** At the beginning of a line, CI services read this as a command, and markup around a value may end a line. */
const WORKFLOW_COMMAND = /:(?=:)/g;

/** What XML may not hold even as a reference. */
const NO_CHARACTER = /[\ufffe\uffff]/g;

/** Visible text without characters that are special for an HTML or XML parser, or for CI logs that print the source. */
export function escapeMarkup(text: string): string {
  return printable(text)
    .replace(NO_CHARACTER, (character) => `\\u{${character.charCodeAt(0).toString(16)}}`)
    .replace(/[&<>"']/g, (character) => ENTITIES[character]!)
    .replace(WORKFLOW_COMMAND, (character) => `&#${character.charCodeAt(0)};`);
}

function written(value: MarkupValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escapeMarkup(value);
  return value instanceof Markup ? value.text : value.map(written).join('');
}

/** A template of markup: `` markup`<td>${name}</td>` ``. */
export function markup(strings: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  return new Markup(strings.reduce((text, part, at) => text + written(values[at - 1] ?? null) + part));
}
