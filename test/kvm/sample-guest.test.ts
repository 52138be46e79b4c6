/** The sample guest that the package ships, end to end: its codes, its text, and its waits seen in the trace. */
import path from 'node:path';
import { expect, test } from 'vitest';
import { describeWith, requirement } from '../helpers/requirements.js';
import { ROOT } from '../helpers/run-cli.js';
import { bootFile, type GuestRun, useGuests } from './boot-guest.js';

const IMAGE = path.join(ROOT, 'samples', 'guest', 'sample-guest.bin');
const MS = 1e6;
/** Each code with the milliseconds that the guest waits after it, by the interval timer. */
const STEPS: readonly (readonly [code: number, waitMs: number])[] = [
  [0x01, 4],
  [0x02, 3],
  [0x03, 2],
  [0x20, 6],
  [0x21, 0],
  [0x40, 10],
  [0x80, 8],
  [0x41, 2],
  [0x60, 5],
  [0x61, 0],
];
/** The timer counts in ticks of 0.84 µs and a trace in whole microseconds. */
const ROUNDING_NS = 3000;

describeWith([requirement.kvm()], 'the sample guest', () => {
  useGuests();

  const assertWholeBoot = (run: GuestRun) => {
    expect(run.stop).toMatchObject({ reason: 'reset', detail: null });
    expect(run.codes).toEqual(STEPS.map(([code]) => code));
    expect(run.text('firmware-debug')).toEqual(['sample firmware: hello from real mode']);
    expect(run.text('debug-console')).toEqual([
      'sample boot loader: protected mode',
      'sample kernel: long mode',
    ]);
    expect(run.phases).toEqual(['guest-entry', 'reset']);
    expect(run.diagnostics).toEqual([]);
  };

  test('writes exactly its codes and lines, and no step is shorter than its wait', async () => {
    const run = await bootFile(IMAGE);
    assertWholeBoot(run);
    STEPS.forEach(([, waitMs], index) => {
      const next = run.codeEvents[index + 1];
      if (next === undefined) return;
      const deltaNs = next.timeNs - run.codeEvents[index]!.timeNs;
      expect(deltaNs).toBeGreaterThanOrEqual(waitMs * MS - ROUNDING_NS);
    });
  });

  test('boots the same on a machine of two vCPUs and of 4 GiB', async () => {
    assertWholeBoot(await bootFile(IMAGE, { cpus: 2, memorySize: 4 * 2 ** 30 }));
  });

  test('prints nothing on a debug console that is not there', async () => {
    const run = await bootFile(IMAGE, { debugConsolePort: null });
    expect(run.text('debug-console')).toEqual([]);
    expect(run.codes).toEqual(STEPS.map(([code]) => code));
  });
});
