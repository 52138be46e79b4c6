/** How wide text is in a terminal, and cutting and wrapping it to a width. Text has no control characters by now. */
import { printable } from '../../trace/printable.js';

const PLAIN = /^[\x20-\x7e]*$/;

/** Combining marks and variation selectors take no cell. */
const NO_CELL = /^[\p{Mn}\p{Me}]$/u;

/** Scripts and pictures that take two cells. */
const TWO_CELLS =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]$/u;

function cells(character: string): number {
  if (NO_CELL.test(character)) return 0;
  return TWO_CELLS.test(character) ? 2 : 1;
}

/** Terminal cells that `text` takes. */
export function displayWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += cells(character);
  return width;
}

/** `text`, or its beginning and `mark` when it is wider than `width`. */
export function truncate(text: string, width: number, mark: string): string {
  // One character takes at most four cells' worth of length: longer text need not be measured whole.
  if (text.length <= 4 * width && displayWidth(text) <= width) return text;
  let kept = '';
  let used = mark.length;
  for (const character of text) {
    used += cells(character);
    if (used > width) break;
    kept += character;
  }
  return used - mark.length === 0 ? '' : `${kept}${mark}`;
}

/** `text`, or `mark` and its end when it is wider than `width`: the end of a path tells more than its start. */
export function truncateStart(text: string, width: number, mark: string): string {
  if (text.length <= 4 * width && displayWidth(text) <= width) return text;
  const characters = [...text.slice(-2 * width)];
  while (characters.length > 0 && displayWidth(characters.join('')) + mark.length > width) characters.shift();
  return `${mark}${characters.join('')}`;
}

/**
 * `text` in lines of about `width` cells, broken at spaces; longer words are cut. A break never makes a line that the log of
 * continuous integration would take for a command.
 */
export function wrap(text: string, width: number): readonly string[] {
  return breakLines(text, width).map(printable);
}

function breakLines(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((one) => cutWord(one, width))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (displayWidth(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line];
}

function cutWord(word: string, width: number): readonly string[] {
  if (displayWidth(word) <= width) return [word];
  const parts: string[] = [''];
  let used = 0;
  for (const character of word) {
    used += cells(character);
    if (used > width) {
      parts.push('');
      used = cells(character);
    }
    parts[parts.length - 1] += character;
  }
  return parts;
}
