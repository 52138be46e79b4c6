// The unit tests as mutation testing runs them, once for each mutant, with counters in the code. Left out: tests that
// start programs or guests, as in the project `unit` of vitest.config.ts; and simulations of thousands of comparisons; and the
// test that bundles the script of the page from its sources, which carry the counters here.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Below the folder in question; of a single file its own test alone, and those that go on where it is full.
    include: [`**/${process.env['MUTATED_FILE'] ?? '*'}{,-*}.test.ts`],
    exclude: [
      'commands/**',
      'kvm/**',
      'lab/**',
      'qemu/**',
      'browser/**',
      '**/false-alarms.test.ts',
      '**/client-script.test.ts',
    ],
    env: { NO_COLOR: '1', FORCE_COLOR: '0' },
    testTimeout: 120_000,
  },
});
