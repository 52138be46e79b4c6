/** A process that is killed or stopped at any moment: what was written can be read, and what is shown says what happened. */
import { appendFileSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { describeWith, requirement } from '../../helpers/requirements.js';
import { runCli } from '../../helpers/run-cli.js';
import { sampleLog } from '../../helpers/sample-log.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';
import { asm, romImage } from '../../kvm/guest-image.js';
import { startCli } from './start-cli.js';

const folder = temporaryFolder();

interface Report {
  readonly boots: readonly { readonly events: readonly { readonly hex?: string }[] }[];
  readonly diagnostics: readonly { readonly code: string; readonly message: string }[];
}
const parse = async (file: string) => {
  const { stdout, exitCode } = await runCli(['parse', '--json', file]);
  return { exitCode, ...(JSON.parse(stdout) as Report) };
};
const codesOf = ({ boots }: Report) => boots.flatMap(({ events }) => events.flatMap(({ hex }) => hex ?? []));

/** Writes code 0x40, a line, then 0x41 for ever. */
const FLOOD = [...asm.post(0x40), ...asm.print(0x402, 'alive\n'), 0xb0, 0x41, 0xe6, 0x80, 0xeb, 0xfc];

describeWith([requirement.kvm()], 'run', () => {
  test('killed in mid-run leaves files that can be read to their last whole line', {
    timeout: 120_000,
  }, async () => {
    const guest = folder.write('guest.bin', romImage(FLOOD));
    for (const delayMs of [0, 30, 130]) {
      const [trace, log] = [folder.file('boot.ndjson'), folder.file('boot.log')];
      const run = startCli([
        'run',
        '--firmware',
        guest,
        '--save',
        trace,
        '--log-file',
        log,
        '--timeout',
        '60s',
      ]);
      await run.sees('alive');
      await sleep(delayMs);
      expect(await run.stop('SIGKILL')).toBeNull();
      const wholeCodes = (file: string, pattern: RegExp) =>
        readFileSync(file, 'utf8').match(pattern)?.length ?? 0;
      const saved = await parse(trace);
      expect(saved.exitCode).toBe(0);
      expect(codesOf(saved)).toHaveLength(wholeCodes(trace, /"kind":"code".*\}\}\n/g));
      expect(codesOf(saved).slice(0, 2)).toEqual(['0x40', '0x41']);
      expect(saved.diagnostics.map(({ code }) => code)).toContain('boot-cut-off');
      const logged = await parse(log);
      expect(logged.exitCode).toBe(0);
      expect(codesOf(logged)).toHaveLength(wholeCodes(log, / seconds\r\n/g));
    }
  });

  test('stopped for a while goes on, and says that its times count that', { timeout: 60_000 }, async () => {
    const guest = folder.write(
      'guest.bin',
      romImage([...asm.post(0x40), ...asm.print(0x402, 'alive\n'), ...asm.loop]),
    );
    const trace = folder.file('boot.ndjson');
    const run = startCli(['run', '--firmware', guest, '--save', trace, '--timeout', '30s', '--ascii']);
    await run.sees('alive');
    run.child.kill('SIGSTOP');
    await sleep(1500);
    run.child.kill('SIGCONT');
    await sleep(100);
    expect(await run.stop('SIGINT')).toBe(130);
    expect(run.stdout().replaceAll(/\s+/g, ' ')).toMatch(
      /warning: \S+: boottrace stood still for [1-9][\d.]* s while the guest ran/,
    );
    const saved = await parse(trace);
    expect(saved.diagnostics.map(({ code }) => code)).toContain('stood-still');
    expect(codesOf(saved)).toEqual(['0x40']);
  });
});

test('parse --follow, stopped while the log grows, has missed nothing', async () => {
  const log = folder.write('grows.log', sampleLog([[[0x40, 20_000]]]));
  const follower = startCli(['parse', '--follow', '--csv', log]);
  await follower.sees('0x40');
  follower.child.kill('SIGSTOP');
  appendFileSync(log, sampleLog([[[0x41, 95_000]]]));
  await sleep(300);
  appendFileSync(log, sampleLog([[[0x60, 99_000]]]));
  follower.child.kill('SIGCONT');
  await follower.sees('0x60');
  expect(await follower.stop('SIGINT')).toBe(130);
  expect(follower.stdout().match(/0x[46]\d/g)).toEqual(['0x40', '0x41', '0x60']);
  expect(follower.stderr()).toBe('');
});
