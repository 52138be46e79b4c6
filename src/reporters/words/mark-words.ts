/** Marks of a comparison in words: a code by its number and name, a moment by its name. */
import { formatCode } from '../../trace/event.js';
import { printable } from '../../trace/printable.js';
import type { DiffMark } from '../../trace/report/report.js';

/**
 * Says what each of `marks` is: `0x40`, `0x40 kernel start`, `end of romstage`, and `#2` behind it when it came again. Moments of
 * one name have their keys behind it. `space` stands before the `#`.
 */
export function markLabels(marks: readonly DiffMark[], space = ' '): (mark: DiffMark) => string {
  const keys = new Map<string, string>();
  const shared = new Set<string>();
  for (const mark of marks) {
    if (!('key' in mark)) continue;
    const known = keys.get(mark.name);
    if (known === undefined) keys.set(mark.name, mark.key);
    else if (known !== mark.key) shared.add(mark.name);
  }
  return (mark) => {
    const again = mark.occurrence === 1 ? '' : `${space}#${mark.occurrence}`;
    if ('key' in mark) {
      const key = shared.has(mark.name) ? ` (${mark.key})` : '';
      return `${printable(`${mark.name}${key}`)}${again}`;
    }
    return `${formatCode(mark.code)}${again}${mark.name === undefined ? '' : ` ${printable(mark.name)}`}`;
  };
}

/** What marks are together: `codes`, `moments`, or both. */
export function markNoun(marks: readonly DiffMark[]): string {
  const hasMoments = marks.some((mark) => 'key' in mark);
  if (!hasMoments) return 'codes';
  return marks.some((mark) => 'code' in mark) ? 'codes and moments' : 'moments';
}

/** `First to last code`, or `code and moment`. */
export function marksTitle(marks: readonly DiffMark[]): string {
  return `first to last ${markNoun(marks).replaceAll(/s\b/g, '')}, since zero`;
}
