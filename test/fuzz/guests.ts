/** Hostile guests against every port, register, queue and disk of the platform, without KVM. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DiskImages, FuzzedMachine } from './fuzzed-machine.js';
import { guestSteps } from './guest-steps.js';
import type { FuzzTarget } from './target.js';

/** What one access can say at most: four bytes, or a code and a stop. */
const EVENTS_PER_STEP = 5;

export const guests: FuzzTarget = {
  id: 'guests',
  claim: 'no access fails, nothing outside RAM and the disk is written, an image never changes its size',
  shortRuns: 1500,
  create(onInput) {
    const images = new DiskImages();
    const reached = { steps: 0, driverErrors: 0, messages: 0, written: 0, stops: 0, saved: 0 };
    const property = fc.property(guestSteps, (steps) => {
      const machine = new FuzzedMachine(images);
      try {
        for (const step of steps) machine.run(step);
        const { effects } = machine;
        assert.ok(effects.events <= steps.length * EVENTS_PER_STEP, `${effects.events} events`);
        const { driverErrors } = machine.check();
        const { wasWritten } = images.check();
        reached.steps += steps.length;
        reached.driverErrors += driverErrors;
        reached.messages += effects.messages;
        reached.written += wasWritten ? 1 : 0;
        reached.stops += effects.stops;
        reached.saved += effects.saved;
      } finally {
        machine.close();
      }
    });
    return { property: property.beforeEach(onInput), reached, close: () => images.remove() };
  },
};
