/** A trace of many events never stands in memory as a document: every format writes it in small pieces, or little of it. */
import { expect, it } from 'vitest';
import { findReporter, reporters } from '../../src/reporters/index.js';
import { bootOf, type Written } from '../stages/build-boot.js';
import { PLAIN, reading, report } from './sample-reports.js';

const EVENTS = 50_000;
/** What is not an event, the script of a page above all, may be this long. */
const LARGEST_PIECE = 200_000;

const boot = bootOf(Array.from({ length: EVENTS }, (_, at): Written => [0x40 + (at % 2), at]));
const given = report('parse', [reading(boot)]);

it.each(reporters.map(({ id }) => id))('%s', async (id) => {
  let largest = 0;
  for (const piece of (await findReporter(id)).render(given, PLAIN))
    largest = Math.max(largest, piece.length);
  expect(largest).toBeGreaterThan(0);
  expect(largest).toBeLessThan(LARGEST_PIECE);
});
