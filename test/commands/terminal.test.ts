/** Colour, width and characters: on a terminal, without one, and as the environment says. */
import { describe, expect, test } from 'vitest';
import { runCli, runShell } from '../helpers/run-cli.js';

const LOG = 'samples/logs/cloud-hypervisor/07-v52.0-plus-default-format.log';
const ESCAPE = '\u001b[';

/** Runs a line on a pseudo-terminal of util-linux's `script`. */
function onTerminal(line: string, env: Readonly<Record<string, string>>) {
  const inner = `boottrace() { "${process.execPath}" bin/run.js "$@"; }; stty cols 100; ${line}`;
  return runShell(
    `script -qec "bash -c '${inner.replaceAll('"', '\\"').replaceAll('$', '\\$')}'" /dev/null`,
    { env },
  );
}

describe('colour', () => {
  test.each([
    [false, 'a pipe', { NO_COLOR: '' }],
    [false, 'a pipe and NO_COLOR', { NO_COLOR: '1' }],
    [true, 'a pipe and FORCE_COLOR', { NO_COLOR: '', FORCE_COLOR: '1' }],
    [true, 'FORCE_COLOR against NO_COLOR', { NO_COLOR: '1', FORCE_COLOR: '1' }],
  ])('%s for %s', async (colored, _, env) => {
    const { stdout } = await runCli(['parse', LOG], { env });
    expect(stdout.includes(ESCAPE)).toBe(colored);
  });

  test.each([
    [true, 'a terminal', { NO_COLOR: '', TERM: 'xterm' }],
    [false, 'a terminal and NO_COLOR', { NO_COLOR: '1', TERM: 'xterm' }],
    [false, 'a dumb terminal', { NO_COLOR: '', TERM: 'dumb' }],
    [false, 'a terminal and FORCE_COLOR=0', { NO_COLOR: '', TERM: 'xterm', FORCE_COLOR: '0' }],
  ])('%s for %s', async (colored, _, env) => {
    const { stdout, exitCode } = await onTerminal(`boottrace parse ${LOG}`, env);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('kernel');
    expect(stdout.includes(ESCAPE)).toBe(colored);
  });

  test.each(['json', 'csv'])('never for %s', async (format) => {
    const { stdout } = await runCli(['parse', '--format', format, LOG], { env: { FORCE_COLOR: '3' } });
    expect(stdout).not.toContain(ESCAPE);
  });
});

describe('width', () => {
  const widest = (text: string): number => Math.max(...text.split('\n').map((line) => line.trimEnd().length));

  test.each([40, 60, 80, 120])('%i columns hold the whole table', async (columns) => {
    const { stdout } = await runCli(['report', '--ascii', LOG], { env: { COLUMNS: String(columns) } });
    expect(widest(stdout)).toBeLessThanOrEqual(columns);
  });

  test('is that of the terminal', async () => {
    const { stdout } = await onTerminal(`boottrace report --ascii ${LOG}`, { COLUMNS: '40' });
    expect(widest(stdout)).toBeGreaterThan(60);
    expect(widest(stdout)).toBeLessThanOrEqual(100);
  });
});

describe('characters', () => {
  const ASCII = /^[\u0000-\u007f]*$/;

  test.each([
    [true, {}, []],
    [true, { LANG: 'C' }, []],
    [false, { LANG: 'C.UTF-8' }, []],
    [true, { LANG: 'C.UTF-8' }, ['--ascii']],
  ])('ASCII alone: %s with %j %j', async (ascii, env, flags) => {
    const { stdout } = await runCli(['report', LOG, ...flags], { env });
    expect(ASCII.test(stdout)).toBe(ascii);
  });
});

describe('a log that is followed on a terminal', () => {
  /** What stays on the screen: what was drawn and cleared again is gone. */
  function seen(text: string): string {
    const lines: string[] = [''];
    let row = 0;
    for (const part of text.replaceAll('\r\n', '\n').match(/\u001b\[\d*[A-Za-z]|[\s\S]/g) ?? []) {
      const up = /^\u001b\[(\d+)A$/.exec(part);
      if (up) row -= Number(up[1]);
      else if (part === '\u001b[J') lines.splice(row, lines.length, '');
      else if (part === '\n') lines[++row] ??= '';
      else if (part !== '\r') lines[row] += part;
    }
    return lines.join('\n');
  }

  test('shows its codes and below them the timeline, and leaves the report alone behind', async () => {
    const { stdout } = await onTerminal(
      `timeout -s INT 2 "${process.execPath}" bin/run.js parse --follow ${LOG}`,
      {
        LANG: 'C',
      },
    );
    expect(stdout).toMatch(/following samples\/logs\/[^\n]*, \d+ codes; Ctrl-C ends it/);
    const left = seen(stdout);
    expect(left).toMatch(/^ +[\d.]+ ms +\+[\d.]+ ms {2}0x/);
    expect(left).not.toContain('Ctrl-C ends it');
    expect(left.match(/^stage /gm)).toHaveLength(1);
  });
});
