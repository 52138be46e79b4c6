/** Guests whose text says where they are: with codes of their own beside it, and without. */
import { expect, test } from 'vitest';
import { describeWith, requirement } from '../helpers/requirements.js';
import { runCli } from '../helpers/run-cli.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { asm, romImage } from '../kvm/guest-image.js';

const folder = temporaryFolder();
const SERIAL = 0x3f8;
const BANNER = asm.print(SERIAL, '[    0.000000] Linux version 6.1.0 (gcc)\n');
const INIT = asm.print(SERIAL, '[    1.500000] Run /init as init process\n');
const rom = (name: string, ...code: number[]) => folder.write(name, romImage(code));
const run = (...args: string[]) => runCli(['run', '--timeout', '20s', '--serial', 'null', ...args]);

interface Shown {
  readonly ledger: readonly {
    readonly name: string;
    readonly measured: boolean;
    readonly durationNs: number;
  }[];
  readonly events: readonly { readonly kind: string; readonly key?: string; readonly hex?: string }[];
  readonly outcome: { readonly state: string };
}
const bootOf = (stdout: string): Shown => JSON.parse(stdout).boots[0];
const rows = ({ ledger }: Shown) => ledger.map(({ name, measured }) => `${name}${measured ? '' : '?'}`);
const points = ({ events }: Shown) => events.flatMap(({ key, hex }) => key ?? hex ?? []);

describeWith([requirement.kvm()], 'run of a guest that prints and writes no code', () => {
  test('has a kernel, also in its trace file, and serves assertions of codes', async () => {
    const save = folder.file('text.ndjson');
    const image = rom('text.bin', ...BANNER, ...INIT, ...asm.print(SERIAL, 'hello\n'), ...asm.reset);
    const { stdout, exitCode } = await run('--firmware', image, '--save', save, '--json');
    expect(exitCode).toBe(0);
    const boot = bootOf(stdout);
    expect(rows(boot)).toEqual(['setup', 'kernel']);
    expect(boot.ledger[1]!.durationNs).toBeGreaterThan(0);
    expect(points(boot)).toEqual(['linux:start', 'linux:init']);
    expect(boot.outcome.state).toBe('finished');

    const parsed = bootOf((await runCli(['parse', save, '--json'])).stdout);
    expect(parsed.events).toEqual(boot.events);
    expect(parsed.ledger).toEqual(boot.ledger);

    const holds = ['--require', '0x40,0x41', '--order', '0x40,0x41', '--max', '0x40..0x41=20s'];
    expect((await runCli(['check', save, ...holds])).exitCode).toBe(0);
    const forbidden = await runCli(['check', save, '--forbid', '0x41']);
    expect(forbidden.exitCode).toBe(1);
    expect(forbidden.stdout).toContain('linux:init "init start"');
  });

  test('ends at the moment of --until, by code, key and name', async () => {
    const image = rom('until.bin', ...BANNER, ...INIT, ...asm.loop);
    for (const until of ['0x41', 'linux:init', '"init start"']) {
      const { stdout, exitCode } = await run('--firmware', image, '--until', until, '--json');
      expect(exitCode).toBe(0);
      expect(rows(bootOf(stdout))).toEqual(['setup', 'kernel']);
    }
  });

  test('is a failure where the moment of --until does not come, and names it', async () => {
    const image = rom('hang.bin', ...BANNER, ...asm.reset);
    const { stderr, exitCode } = await run('--firmware', image, '--until', 'linux:init');
    expect(exitCode).toBe(4);
    expect(stderr).toContain('moment linux:init did not arrive');
    const save = folder.file('hang.ndjson');
    const { stdout } = await run('--firmware', image, '--save', save, '--json');
    expect(rows(bootOf(stdout))).toEqual(['setup', 'kernel?']);
    expect(bootOf(stdout).outcome.state).toBe('unfinished');
    expect((await runCli(['check', save, '--max', 'total=20s'])).exitCode).toBe(1);
  });
});

describeWith([requirement.kvm()], 'run of a guest that prints and writes codes', () => {
  test('counts each boundary once, whichever comes first', async () => {
    const image = rom('both.bin', ...BANNER, ...asm.post(0x40), ...asm.post(0x41), ...INIT, ...asm.reset);
    const { stdout } = await run('--firmware', image, '--json');
    expect(points(bootOf(stdout))).toEqual(['0x40', '0x41']);
    expect(rows(bootOf(stdout))).toEqual(['setup', 'kernel']);
  });
});
