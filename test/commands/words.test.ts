/** What is typed wrong, command by command: exit code 2, nothing on standard output, plain English, and what to type. */
import { describe, expect, test } from 'vitest';
import { runCli, SAMPLES } from '../helpers/run-cli.js';

const LOG = `${SAMPLES}/logs/cloud-hypervisor/07-v52.0-plus-default-format.log`;
const DMESG = `${SAMPLES}/logs/dmesg/plain.txt`;

async function refused(args: readonly string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await runCli(args);
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
  // What only a programmer of the parser knows.
  expect(stderr).not.toMatch(
    /run:vmlinuz not found|Nonexistent|Unexpected|See more help|Expected --|Parsing --|plugin/,
  );
  expect(stderr).toMatch(/^Error: .*\n(Try: .*\n)+$/);
  return stderr;
}

describe('words that a command does not take', () => {
  test.each([
    [
      ['run', 'vmlinuz'],
      'Error: run takes no arguments, but got vmlinuz; did you mean --kernel vmlinuz?\nTry: boottrace run --kernel vmlinuz\nTry: boottrace run --help\n',
    ],
    [['run', '--cpus', '2', 'bios.bin'], 'did you mean --firmware bios.bin?'],
    [['run', '--profile', '1ms'], '--profile takes a number of samples per second, not "1ms"'],
    [['mark-tool', 'bin/mark'], 'did you mean --output bin/mark?'],
    [['doctor', 'kvm'], 'doctor takes no arguments, but got kvm\nTry: boottrace doctor\n'],
    [['diff', 'a', 'b', 'c'], 'diff takes only BASE and HEAD; remove: c'],
    [
      ['parse'],
      'parse needs a LOG: a file, a folder, or - for standard input\nTry: boottrace parse boot.log\n',
    ],
    [['check', '--max', 'total=1s'], 'check needs a LOG'],
    [['classify', '--nosuch'], 'Error: classify has no flag --nosuch\nTry: boottrace classify --help\n'],
    [
      ['parse', LOG, '--folow'],
      'parse has no flag --folow; did you mean --follow?\nTry: boottrace parse --follow\n',
    ],
    [
      ['report', LOG, '--until', '0x41'],
      'report has no flag --until; parse, run have it\nTry: boottrace report --help\n',
    ],
    [['parse', LOG, '-json'], 'parse has no flag -json; did you mean --json?'],
    [['report', LOG, '--json=yes'], '--json takes no value: --json=yes'],
    [['run', '--cpus', '1', '--cpus', '2'], '--cpus is given twice'],
    [['classify', '--output'], '--output needs a value: --output FILE\n'],
    [['classify', '--format'], '--format needs a value: table, json, csv, '],
    [['classify', '--format', 'htm'], '--format takes table, json, csv, html, '],
    [['classify', '--format', 'htm'], 'not "htm"\nTry: --format html\n'],
    [['run', '--runs', 'x'], '--runs takes a whole number from 1 to 10000, not "x"\nTry: --runs 1\n'],
    [['run', '--runs', '0'], '--runs takes a whole number from 1 to 10000, not "0"'],
    [['run', '--warmup', '1001', '--runs', '2'], '--warmup takes a whole number from 0 to 1000, not "1001"'],
    [
      ['--json', 'parse', 'a.log'],
      '--json comes before it\nTry: boottrace parse --json a.log\nTry: boottrace --help\n',
    ],
    [['run:vmlinuz'], 'there is no command run:vmlinuz'],
  ])('%j', async (args, message) => {
    expect(await refused(args)).toContain(message);
  });
});

describe('codes, times and sizes', () => {
  test.each([
    [
      ['run', '--until', '41'],
      'Error: --until 41: write codes with 0x: 41 can be 0x41 (hexadecimal) or 0x29 (decimal)\nTry: --until 0x41\nTry: --until 0x29\n',
    ],
    [['check', LOG, '--require', '41'], 'Try: --require 0x41\nTry: --require 0x29\n'],
    [['check', LOG, '--forbid', '80-ff'], 'Try: --forbid 0x80-0xff\n'],
    [['check', LOG, '--order', '0x40,41'], 'Try: --order 0x40,0x41\nTry: --order 0x40,0x29\n'],
    [['check', LOG, '--max', '40..41=80ms'], 'Try: --max 0x40..0x41=80ms\nTry: --max 0x28..0x29=80ms\n'],
    [['classify', '0x40', '41'], 'Try: boottrace classify 0x41\nTry: boottrace classify 0x29\n'],
    [
      ['parse', LOG, '--mark', 'init=41'],
      'Try: --mark "init=0x41"\nTry: --mark "init=0x29"\nTry: boottrace parse --help\n',
    ],
    [['parse', LOG, '--mark', 'foo'], 'Try: boottrace parse --help\n'],
    [['run', '--mark', 'foo'], 'Try: boottrace run --help\n'],
    [
      ['run', '--timeout', '60'],
      'the unit of the time is missing: 60s is seconds, 60ms is milliseconds\nTry: --timeout 60s\n',
    ],
    [['run', '--timeout', '-1s'], '--timeout "-1s": a time is a number with a unit'],
    [['run', '--timeout=1e3ms'], 'a time is a number with a unit (ns, us, ms, s or m)'],
    [['check', LOG, '--max', 'total=9'], 'Try: --max total=9s\nTry: --max total=9ms\n'],
    [['diff', LOG, LOG, '--floor', '2'], '2% is a share, 2ms is a time\nTry: --floor 2%\nTry: --floor 2ms\n'],
    [
      ['run', '--memory', '512'],
      'the unit of the size is missing: 512M is MiB, 512G is GiB\nTry: --memory 512M\n',
    ],
    [
      ['run', '--memory', 'size=3.5G'],
      'Cloud Hypervisor takes no other: that is 3584M\nTry: --memory size=3584M\n',
    ],
  ])('%j', async (args, message) => {
    expect(await refused(args)).toContain(message);
  });

  test.each(['9s', '.5m', '9000000\u00b5s', '9000000\u03bcs', '9000ms', '9 s'])(
    'a total of at most %s is checked',
    async (time) => {
      expect(await runCli(['check', LOG, '--max', `total=${time}`])).toMatchObject({
        exitCode: 0,
        stderr: '',
      });
    },
  );
});

describe('flags together', () => {
  test.each([
    [['report', LOG, '--format', 'html', '--json'], 'Error: --format html and --json ask for two formats\n'],
    [['classify', '--csv', '--json'], '--json and --csv ask for two formats\n'],
    [['report', LOG, '--alpha', '0.1'], '--alpha has no effect here: it needs --trend\n'],
    [['run', '--warmup', '1'], '--warmup has no effect here: it needs --runs or --vs\n'],
    [['run', '--vs', '', '--max-runs', '20'], '--max-runs has no effect here: it needs --until-conclusive\n'],
    [
      ['check', LOG, '--stat', 'median', '--require', '0x41'],
      '--stat has no effect here: it needs --max, --min or --config\n',
    ],
    [['parse', LOG, '--follow', '--csv', '--keep-noise'], '--keep-noise has no effect with --follow --csv'],
    [
      ['parse', DMESG, '--time-format', 'decimal'],
      '--time-format decimal applies only to Cloud Hypervisor logs, not to dmesg',
    ],
    [
      ['diff', DMESG, DMESG, '--log-format', '{level} {msg}'],
      '--log-format applies only to Cloud Hypervisor logs',
    ],
    [
      ['run', '--firmware', 'b', '--vs', '--cmdline quiet'],
      '--cmdline has no effect here: it needs --kernel',
    ],
  ])('%j', async (args, message) => {
    expect(await refused(args)).toContain(message);
  });

  test('the same format twice is one format', async () => {
    expect(await runCli(['classify', '--format', 'csv', '--csv', '0x41'])).toMatchObject({
      exitCode: 0,
      stderr: '',
    });
  });
});
