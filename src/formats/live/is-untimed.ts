/**
 * Whether the text of a live input has no times, so that arrival is its clock. It is told as soon as a program is recognised by its
 * first line and no time stands there: what comes later must not change the answer, or it would depend on how the bytes came.
 */
import { findBanner } from '../../trace/banners.js';
import type { TextMark } from '../../trace/marks.js';
import { kernelTime } from '../dmesg.js';
import { judgeContent } from '../reading/content.js';
import type { LineArrivals } from '../reading/format.js';
import { withoutSequences } from '../reading/wrappings.js';

/** Lines with which firmware is known beside the banners: the first of a console need not be one. */
const FIRMWARE =
  /^(?:POST: 0x[0-9a-f]{2}\b|BS: BS_\w+ |Loading PEIM |Install PPI: |Press (?:ESC|F12) for boot menu)/;

export interface LiveText {
  /** Whole lines, or all that there is. */
  readonly head: string;
  readonly isAll: boolean;
  readonly arrivals: LineArrivals;
  /** The user's. */
  readonly marks: readonly TextMark[];
  /** True of a text that a format recognises as its own. */
  readonly isRecognised: (head: string) => boolean;
}

/** True when lines have no time but that of their arrival. */
export function isUntimed({ head, isAll, arrivals, marks, isRecognised }: LiveText): boolean {
  const { firstNew } = arrivals;
  if (firstNew === null) return false;
  const rows = head.split('\n');
  if (!isAll) rows.pop();
  for (const [index, row] of rows.entries()) {
    const line = withoutSequences(row.replaceAll('\r', ''));
    if (kernelTime(line) !== null) break;
    if (index + 1 >= firstNew && isKnown(line, marks) && judgeContent(line, false) === 'other')
      return !isRecognised(rows.slice(0, index + 1).join('\n'));
  }
  return isAll && judgeContent(head, false) === 'other' && !isRecognised(head);
}

function isKnown(line: string, marks: readonly TextMark[]): boolean {
  return findBanner(line) !== null || FIRMWARE.test(line) || marks.some(({ pattern }) => pattern.test(line));
}
