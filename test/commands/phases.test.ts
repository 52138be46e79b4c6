/** Phases of stages, as users see them, in a log of two boots. */
import { expect, test } from 'vitest';
import { runCli } from '../helpers/run-cli.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const LOG = 'samples/logs/firmware-console/edk2-two-boots.txt';
const folder = temporaryFolder();

interface Stage {
  readonly stage: string;
  readonly startNs: number;
  readonly endNs: number;
  readonly durationNs: number | null;
  readonly phases?: readonly {
    readonly key: string;
    readonly name: string;
    readonly startNs: number;
    readonly endNs: number;
    readonly durationNs: number;
  }[];
}

async function stagesOf(file: string): Promise<readonly (readonly Stage[])[]> {
  const { stdout } = await runCli(['parse', '--json', file]);
  const { boots } = JSON.parse(stdout) as { boots: { stages: Stage[] }[] };
  return boots.map(({ stages }) => stages);
}

test('each boot of a log has its own', async () => {
  const boots = await stagesOf(LOG);
  const text = boots.map(([firmware]) =>
    firmware!.phases?.map(({ name, durationNs }) => `${name} ${durationNs / 1e6}`).join(', '),
  );
  expect(text).toEqual([
    'SEC 44, PEI 282, DXE 396, BDS 328, boot option 20',
    'SEC 50, PEI 350, DXE 500, BDS 400, boot option 0',
  ]);
  for (const { durationNs, phases = [], startNs, endNs } of boots.flat()) {
    if (phases.length === 0) continue;
    expect(phases.reduce((sum, phase) => sum + phase.durationNs, 0)).toBe(durationNs);
    expect([phases[0]!.startNs, phases.at(-1)!.endNs]).toEqual([startNs, endNs]);
  }
});

test('are rows of the table under their stage, and no rows of CSV', async () => {
  const { stdout } = await runCli(['parse', LOG]);
  expect(stdout).toMatch(
    /^firmware +.*\n {2}SEC +.*\n {2}PEI .*\n {2}DXE .*\n {2}BDS .*\n {2}boot option .*\nfirmware\.\.b/m,
  );
  const { stdout: csv } = await runCli(['report', '--csv', LOG]);
  expect(csv).not.toMatch(/SEC|PEI|DXE|BDS/);
});

test('a hundred thousand lines that name a phase are one phase', async () => {
  const row = (ms: number, text: string) =>
    `[2026-03-01 10:${`${Math.floor(ms / 60_000)}`.padStart(2, '0')}:${(ms / 1000) % 60 < 10 ? '0' : ''}${((ms / 1000) % 60).toFixed(3)}] ${text}`;
  const lines = Array.from({ length: 100_000 }, (_, ms) => row(ms, `Loading PEIM ${ms}`));
  const log = folder.write('hostile.log', [...lines, row(100_000, '[Bds] Entry...'), ''].join('\n'));
  const [[firmware] = []] = await stagesOf(log);
  expect(firmware?.phases).toMatchObject([{ name: 'PEI', durationNs: 100e9 }, { name: 'BDS' }]);
});
