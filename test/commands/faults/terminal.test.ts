/** The terminal goes away while the program works on it: what was captured is kept, and nothing lingers. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { describeWith, requirement } from '../../helpers/requirements.js';
import { runCli } from '../../helpers/run-cli.js';
import { sampleLog } from '../../helpers/sample-log.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';
import { asm, romImage } from '../../kvm/guest-image.js';
import { runOnTerminal } from './on-terminal.js';

const folder = temporaryFolder();
const HANGUP = 129;

describe('parse --follow', () => {
  const log = () => folder.write('grows.log', sampleLog([[[0x40, 20_000]]]));

  test('ends with its exit code and no word of a bug', async () => {
    const follower = runOnTerminal(['parse', '--follow', log()]);
    await follower.sees('0x40');
    follower.vanish();
    expect(await follower.exit).toBe(HANGUP);
  });

  test('writes its report where it can still be read', async () => {
    const follower = runOnTerminal(['parse', '--follow', log()], { piped: true });
    await follower.sees('0x40');
    follower.vanish();
    expect(await follower.exit).toBe(HANGUP);
    expect(follower.shown()).toMatch(/kernel {3}/);
    expect(follower.shown()).not.toContain('Error');
  });
});

describeWith([requirement.kvm()], 'run', () => {
  const endless = () =>
    folder.write('guest.bin', romImage([...asm.print(0x402, 'alive\n'), ...asm.post(0x40), ...asm.loop]));

  test.each([
    ['that watches', []],
    ['that is typed into', ['--serial', 'tty']],
    ['of many boots', ['--runs', '3', '-v', '-v']],
  ])('%s keeps what it captured, to the end', { timeout: 60_000 }, async (_name, flags) => {
    const trace = folder.file('boot.ndjson');
    const report = folder.file('report.json');
    const args = ['run', '--firmware', endless(), '--save', trace, '--json', '--output', report, ...flags];
    const run = runOnTerminal(args);
    await run.sees(flags.includes('--runs') ? 'code 0x40' : 'alive');
    run.vanish();
    expect(await run.exit).toBe(HANGUP);
    expect(readFileSync(trace, 'utf8')).toMatch(/\{"kind":"stop","boot":0,"stop":\{"reason":"interrupted"/);
    const { boots } = JSON.parse(readFileSync(report, 'utf8')) as { boots: { events: object[] }[] };
    const parsed = await runCli(['parse', '--json', trace]);
    expect((JSON.parse(parsed.stdout) as { boots: { events: object[] }[] }).boots[0]!.events).toEqual(
      boots[0]!.events,
    );
  });
});
