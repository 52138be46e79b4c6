/** The short form of `npm run fuzz -- kvm`. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { kvm } from '../fuzz/kvm-guests.js';
import { describeWith, requirement } from '../helpers/requirements.js';

const isPositive = (count: number) => count > 0;

describeWith([requirement.kvm()], 'random guests on KVM', () => {
  test(kvm.claim, { timeout: 240_000 }, async () => {
    const session = kvm.create(() => undefined);
    try {
      await fc.assert(session.property, { numRuns: kvm.shortRuns });
      const { boots, exits } = session.reached;
      expect({ boots, exits }).toEqual({
        boots: expect.toSatisfy(isPositive),
        exits: expect.toSatisfy(isPositive),
      });
    } finally {
      session.close();
    }
  });
});
