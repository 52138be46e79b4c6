/**
 * JSON as text: in pieces, so that a large document is never held whole, and with everything escaped that would act on
 * a terminal or in the log of continuous integration. It reads back to the same value.
 */
import { LOG_COMMAND_ENDS } from '../../trace/log-commands.js';

/** What JSON.stringify leaves as it is of all that `printable` escapes: DEL and C1 controls, bidirectional marks, separators. */
const INVISIBLE = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

/** Nothing outside a string of JSON can complete a command. */
const ACTIVE = new RegExp(`${INVISIBLE.source}|${LOG_COMMAND_ENDS}`, 'g');

/** JSON of any value. */
export function encodeJson(value: unknown): string {
  return JSON.stringify(value).replace(
    ACTIVE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The fields of an object without its braces. */
export function jsonFields(value: object): string {
  return encodeJson(value).slice(1, -1);
}

/** Pieces of a JSON array, one element per line. */
export function* jsonArray<T>(items: Iterable<T>, write: (item: T) => Iterable<string>): Generator<string> {
  let separator = '[\n';
  for (const item of items) {
    yield separator;
    yield* write(item);
    separator = ',\n';
  }
  yield separator === '[\n' ? '[]' : '\n]';
}
