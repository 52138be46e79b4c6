import { mkdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { expectGolden } from '../helpers/golden.js';
import { runCli } from '../helpers/run-cli.js';
import { sampleBoot, sampleLog } from '../helpers/sample-log.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const LOG = 'samples/logs/cloud-hypervisor/05-v33.0-to-v48.0-fixed6-crlf.log';
const folder = temporaryFolder();

describe('prints', () => {
  test('what passed', async () => {
    await expectGolden('check-passed', [
      'check',
      LOG,
      '--max',
      'total=1h'.replace('1h', '3600s'),
      '--require',
      '0x40',
    ]);
  });

  test.each(['table', 'csv', 'json'])('what failed as %s', async (format) => {
    const assertions = [
      '--max',
      'setup=1ms',
      '--require',
      '0x40,0x7f',
      '--forbid',
      'kernel',
      '--order',
      '0x41,0x40',
    ];
    await expectGolden(`check-failed-${format}`, ['check', '--format', format, LOG, ...assertions]);
  });
});

describe('exits with', () => {
  const log = () => folder.write('boots.log', sampleLog([80_000, 81_000, 99_000].map(sampleBoot)));

  test.each([
    [0, ['--max', 'kernel=99ms']],
    [1, ['--max', 'kernel=98ms']],
    [0, ['--max', 'kernel=98ms', '--stat', 'median']],
    [1, ['--max', 'kernel=98ms', '--stat', 'max']],
    [0, ['--max', '0x40..0x60=110ms', '--min', 'setup=1ms']],
    [1, ['--max', 'firmware=10s']],
    [0, ['--forbid', '0x80-0xff', '--order', 'kernel,userspace']],
    [1, ['--forbid', 'userspace']],
    [0, ['--max', 'codes=4', '--min', 'codes=4', '--max', 'failed=0']],
    [1, ['--max', 'codes=3']],
    [1, ['--max', 'bytes:serial=1M']],
    [1, ['--min', 'failed=1', '--stat', 'median']],
  ])('%i for %j', async (exitCode, args) => {
    expect(await runCli(['check', log(), ...args])).toMatchObject({ exitCode, stderr: '' });
  });

  test.each(['log', 'trace'])(
    '1 for a limit on the kernel of a %s that saw it begin and not end',
    async (kind) => {
      const hung =
        kind === 'log'
          ? folder.write('hung.log', sampleLog([[[0x40, 20_000]]]))
          : folder.write(
              'hung.ndjson',
              [
                '{"kind":"header","schemaVersion":1,"boottrace":"0.1.0","engine":"bundled","guest":null,"host":null}',
                '{"kind":"boot","boot":0,"vmmStartNs":null}',
                '{"kind":"event","boot":0,"event":{"kind":"code","code":64,"port":128,"timeNs":20000000,"line":null,"vcpu":0}}',
                '',
              ].join('\n'),
            );
      const { exitCode, stdout } = await runCli(['check', hung, '--max', 'kernel=150ms']);
      expect(exitCode).toBe(1);
      expect(stdout.replaceAll(/\s+/g, ' ')).toContain('it began (0x40 at 20 ms), but its end was not seen');
    },
  );

  test('2 for whatever is asked of a log without boots, also beside a good one and as a baseline', async () => {
    const none = folder.write('none.log', 'no events\n');
    for (const args of [
      [none, '--forbid', '0xff'],
      [log(), none, '--max', 'total=100s'],
      [log(), '--baseline', none],
    ]) {
      const { exitCode, stdout, stderr } = await runCli(['check', ...args]);
      expect([exitCode, stdout]).toEqual([2, '']);
      expect(stderr).toContain('none.log: No boot code was found');
    }
    for (const command of ['report', 'parse'])
      expect((await runCli([command, log(), none])).exitCode).toBe(0);
  });

  test('0 for a folder of logs with a note about what is none', async () => {
    mkdirSync(folder.file('runs'));
    folder.write('runs/a.log', sampleLog([sampleBoot(80_000)]));
    folder.write('runs/README.md', '# Runs\n\nBooted on the old host, 80 ms each.\n');
    const { exitCode, stdout } = await runCli(['check', folder.file('runs'), '--max', 'kernel=90ms']);
    expect(exitCode).toBe(0);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'README.md: this file was left out: it has no line of a known format',
    );
    folder.write('runs/b.log', '');
    const empty = await runCli(['check', folder.file('runs'), '--max', 'kernel=90ms']);
    expect(empty.exitCode).toBe(2);
    expect(empty.stderr).toContain('b.log: it is empty');
  });

  test('the same for a file of assertions', async () => {
    const config = folder.write(
      'checks.yaml',
      'stat: median\nmax:\n  kernel: 90ms\nrequire: [0x41, userspace]\n',
    );
    expect(await runCli(['check', log(), '--config', config])).toMatchObject({ exitCode: 0, stderr: '' });
    expect((await runCli(['check', log(), '--config', config, '--stat', 'each'])).exitCode).toBe(1);
  });
});

test('codes of two bytes that a card printed are named, grouped and asserted', async () => {
  const log = folder.write(
    'card.txt',
    '[0 ms] CODE: 0x0042\n[310 ms] CODE: 0xe001\n[402 ms] CODE: 0xe0fe\n[702 ms] CODE: 0x0613\n',
  );
  const codes = folder.write(
    'two-bytes.yaml',
    'ranges:\n- { stage: firmware, from: 0, to: 0x5f }\n- { stage: memory, from: 0xe000, to: 0xe0ff }\nnames: { 0xe0fe: trained }\n',
  );
  const assertions = ['--max', '0xe001..0xe0fe=92ms', '--max', 'memory=92ms', '--order', '0xe001,0xe0fe'];
  const held = await runCli(['check', log, '--codes', codes, '--require', '0xe0fe,memory', ...assertions]);
  expect(held.exitCode).toBe(0);
  expect(await runCli(['check', log, '--require', '0xe0ff'])).toMatchObject({
    exitCode: 1,
    stdout: expect.stringContaining('expected 0xe0ff, found 0x42, 0xe001, 0xe0fe, 0x613'),
  });
  expect((await runCli(['parse', log, '--codes', codes])).stdout).toMatch(/memory +0xe0fe +trained/);
});

describe('refuses with exit code 2', () => {
  test.each([
    ['no assertion', [LOG], 'there is nothing to check'],
    ['a limit without a unit', [LOG, '--max', 'kernel=80'], '--max kernel=80'],
    ['a metric that is none', [LOG, '--max', 'warp=80ms'], 'warp'],
    ['a code that is none', [LOG, '--require', '0x40000'], '0x40000'],
    [
      'a statistic that is none',
      [LOG, '--max', 'total=1s', '--stat', 'mode'],
      '--stat takes each, median, mean, p95 or max, not "mode"',
    ],
    ['a missing file of assertions', [LOG, '--config', '/no/such.yaml'], 'cannot read /no/such.yaml'],
    ['a missing log', ['/no/such.log', '--max', 'total=1s'], 'no such file or directory'],
  ])('%s', async (_, args, message) => {
    const { stdout, stderr, exitCode } = await runCli(['check', ...args]);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toContain(message);
  });

  test('a wrong file of assertions, by its line', async () => {
    const config = folder.write('checks.yaml', 'max:\n  total: 1s\nmaximum: 3\n');
    const { stdout, stderr, exitCode } = await runCli(['check', LOG, '--config', config]);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toContain(`${config}:3`);
  });
});
