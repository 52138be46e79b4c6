import { describe, expect, it } from 'vitest';
import { findReporter, reporters } from '../../src/reporters/index.js';
import { render, SAMPLE_REPORTS } from './sample-reports.js';

const REPORTS = Object.entries(SAMPLE_REPORTS);

/** Controls but line feed and, between fields, tab; C1 controls; bidirectional marks; separators that end a line. */
const ACTIVE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\p{Surrogate}/u;

describe.each(reporters.map(({ id }) => id))('%s', (id) => {
  it('goes by its id', async () => expect((await findReporter(id)).id).toBe(id));

  it.each(REPORTS)('shows %s, and nothing a guest printed acts on a terminal', async (_, given) => {
    const reporter = await findReporter(id);
    for (const columns of [20, 40, 80, 200]) {
      for (const unicode of [true, false]) {
        const text = render(reporter, given, { columns, unicode });
        expect(text.endsWith('\n')).toBe(true);
        expect(text).not.toMatch(ACTIVE);
      }
    }
  });
});
