/** The short form of `npm run fuzz`: enough inputs to notice what has broken. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { targets } from './targets.js';

// Guests on KVM have their turn in test/kvm.
describe.each(targets.filter(({ needs }) => needs === undefined))(
  'fuzzing $id',
  ({ claim, create, shortRuns }) => {
    test(claim, { timeout: 120_000 }, async () => {
      const session = create(() => undefined);
      try {
        await fc.assert(session.property, { numRuns: shortRuns });
        for (const [what, count] of Object.entries(session.reached)) expect(count, what).toBeGreaterThan(0);
      } finally {
        session.close();
      }
    });
  },
);
