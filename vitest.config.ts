import { defineConfig } from 'vitest/config';

const shared = {
  pool: 'forks',
  disableConsoleIntercept: true,
  env: { NO_COLOR: '1', FORCE_COLOR: '0' },
  testTimeout: 20_000,
  globalSetup: 'test/helpers/write-client-script.ts',
} as const;

// Where continuous integration wants the results as JSON, beside what people read.
const results = process.env['BOOTTRACE_TEST_RESULTS'];
// Where it wants to say in a few lines what part of the code the tests ran; without it `--coverage` lists every file.
const isSummarised = process.env['BOOTTRACE_COVERAGE'] === 'summary';

export default defineConfig({
  test: {
    ...shared,
    // The default leaves one core free, which is half of a machine that has two.
    maxWorkers: '100%',
    reporters: results === undefined ? ['default'] : ['default', ['json', { outputFile: results }]],
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/commands/**', 'test/kvm/**', 'test/lab/**', 'test/qemu/**', 'test/browser/**'],
        },
      },
      { test: { ...shared, name: 'cli', include: ['test/commands/**/*.test.ts'], testTimeout: 60_000 } },
      {
        // One file at a time: guests that share two cores would disturb each other's times.
        test: {
          ...shared,
          name: 'kvm',
          include: ['test/kvm/**/*.test.ts'],
          testTimeout: 90_000,
          fileParallelism: false,
        },
      },
      {
        // Real guests in an installed QEMU, one after another for the same reason.
        test: {
          ...shared,
          name: 'qemu',
          include: ['test/qemu/**/*.test.ts'],
          testTimeout: 60_000,
          fileParallelism: false,
        },
      },
      { test: { ...shared, name: 'browser', include: ['test/browser/**/*.test.ts'], testTimeout: 60_000 } },
      {
        // One lab at a time: its emulator uses all cores.
        test: {
          ...shared,
          name: 'lab',
          include: ['test/lab/**/*.test.ts'],
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
    coverage: {
      provider: 'v8',
      enabled: isSummarised,
      include: ['src/**/*.ts'],
      reporter: isSummarised ? ['text-summary'] : ['text', 'text-summary', 'lcov'],
    },
  },
});
