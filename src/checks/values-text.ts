/** Every boot's value in words, as a failure lists them. */
import { type Unit, writeQuantity } from '../trace/report/quantity.js';

/** Maximum number of values listed in a message; the result's `values` has all of them. */
const MAX_LISTED = 100;

/** `values: 80 ms, none, 82.5 ms and 3 more` */
export function listValues(values: readonly (number | null)[], unit: Unit): string {
  const listed = values
    .slice(0, MAX_LISTED)
    .map((value) => (value === null ? 'none' : writeQuantity(value, unit)));
  const more = values.length > MAX_LISTED ? ` and ${values.length - MAX_LISTED} more` : '';
  return `values: ${listed.join(', ')}${more}`;
}
