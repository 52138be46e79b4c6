/** What an input is by its first bytes, apart from what was found in it: a log of nothing must not pass as no log. */

/** `empty`: nothing but white space; `log`: lines of a known format, or lines with a time; `other`: anything else. */
export type InputContent = 'empty' | 'log' | 'other';

/**
 * A time where logs have one: at the start of a line, as seconds with decimals, as a time of day with or without a date,
 * also in brackets; or at its end, as seconds.
 */
const TIMED_LINE =
  /^\W{0,12}(?:\d{1,12}[.,]\d{3,9}(?!\d)|(?:\d{4}-\d\d-\d\d[T ]|[A-Z][a-z]{2} +\d{1,2} )?\d{1,2}:\d\d:\d\d(?!\d))|\b\d{1,12}\.\d{3,9} ?s(?:ec(?:onds?)?)?\r?$/m;

/** `isRecognised`: a format recognises the input. */
export function judgeContent(head: string, isRecognised: boolean): InputContent {
  if (head.trim() === '') return 'empty';
  return isRecognised || TIMED_LINE.test(head) ? 'log' : 'other';
}
