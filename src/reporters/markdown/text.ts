/**
 * Untrusted text as Markdown for GitHub and GitLab: no value becomes a link, a mention, a reference to an issue, a
 * heading or HTML, and none breaks a table. A value is never at the start of a line.
 */
import { printable } from '../../trace/printable.js';

/**
 * Characters that start a construct anywhere in a line, in Markdown, HTML or a formula, or that form a link. The first
 * class has characters that hosts search for in rendered text; only a comment after such a character neutralises it.
 */
const ACTIVE = /([@#]|!(?=\d)|%(?=[\w"]))|[\\`*_{}[\]<>|~&$]|:(?=\S)|(?<=www)\./gi;

/** Guest text can be long: a line of a comment needs no more. */
const MAX_LENGTH = 300;

/** Text on one line, in which no character means anything. */
export function plain(text: string): string {
  const visible = [...printable(text.slice(0, MAX_LENGTH + 1))];
  const cut = visible.length <= MAX_LENGTH ? visible.join('') : `${visible.slice(0, MAX_LENGTH).join('')}…`;
  return cut.replace(
    ACTIVE,
    (character, sought?: string) => `&#${character.charCodeAt(0)};${sought === undefined ? '' : '<!-- -->'}`,
  );
}

/** Text as code: guest output and file names. Hosts do not interpret its content. */
export function code(text: string): string {
  return text === '' ? '' : `<code>${plain(text)}</code>`;
}

export interface MarkdownColumn<Row> {
  readonly head: string;
  readonly align: 'left' | 'right';
  /** Markdown in which all external text has passed through `plain` or `code`. */
  cell(row: Row): string;
}

/** Lines of a table with their line ends, two of them its head; columns without any content are left out. */
export function tableLines<Row>(
  columns: readonly MarkdownColumn<Row>[],
  rows: readonly Row[],
): readonly string[] {
  const filled = columns.filter(({ cell }) => rows.some((row) => cell(row) !== ''));
  if (filled.length === 0) return [];
  return [
    `| ${filled.map(({ head }) => head).join(' | ')} |\n`,
    `|${filled.map(({ align }) => (align === 'right' ? ' ---: |' : ' :--- |')).join('')}\n`,
    ...rows.map((row) => `| ${filled.map(({ cell }) => cell(row)).join(' | ')} |\n`),
  ];
}
