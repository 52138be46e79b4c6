import { describe, expect, test } from 'vitest';
import { expectGolden } from '../helpers/golden.js';
import { runCli } from '../helpers/run-cli.js';
import { sampleBoot, sampleLog } from '../helpers/sample-log.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const LOG = 'samples/logs/cloud-hypervisor/12-reboot-and-second-process.log';
const folder = temporaryFolder();

describe('prints the timeline', () => {
  test.each(['table', 'csv', 'json'])('over several boots as %s', async (format) => {
    await expectGolden(`report-${format}`, ['report', '--format', format, LOG]);
  });

  test('the same from one log of many boots as from many logs', async () => {
    const kernels = [80_000, 83_000, 81_000];
    const one = folder.write('all.log', sampleLog(kernels.map(sampleBoot)));
    const many = kernels.map((kernelUs, index) =>
      folder.write(`${index}.log`, sampleLog([sampleBoot(kernelUs)])),
    );
    const fromOne = await runCli(['report', '--csv', one]);
    const fromMany = await runCli(['report', '--csv', ...many]);
    expect(fromOne.exitCode).toBe(0);
    expect(fromOne.stdout).toBe(fromMany.stdout);
    expect(fromOne.stdout).toContain('kernel,stage,3,81000,');
  });
});

test('rows of the ledger sum to the total, to the nanosecond', async () => {
  const { stdout } = await runCli(['report', '--json', LOG]);
  const { boots } = JSON.parse(stdout) as {
    boots: { totalNs: number; ledger: { durationNs: number }[] }[];
  };
  expect(boots.length).toBeGreaterThan(1);
  for (const { totalNs, ledger } of boots) {
    expect(ledger.reduce((sum, { durationNs }) => sum + durationNs, 0)).toBe(totalNs);
  }
});
