import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { planRun } from '../../../src/cli/flags/run-plan.js';
import { openRunProgress, type ProgressState, progressLine } from '../../../src/cli/terminal/run-progress.js';
import type { GuestRun } from '../../../src/session/order.js';
import { BUILT_IN_TABLE } from '../../../src/stages/table/built-in-table.js';
import type { Stop } from '../../../src/trace/boot.js';
import { ROOT } from '../../helpers/run-cli.js';
import { bootOf } from '../../stages/build-boot.js';

const ms = (...values: number[]) => values.map((value) => value * 1e6);
const WIDE = { columns: 200, unicode: false };

function state(change: Partial<ProgressState>): ProgressState {
  return { done: 0, planned: 20, failed: 0, totals: new Map(), elapsedMs: 0, ...change };
}

describe('the line', () => {
  test('says nothing that it cannot know before the first boot has ended', () => {
    expect(progressLine(state({}), WIDE)).toBe(`boot [${' '.repeat(20)}] 1 of 20`);
  });

  test('says how far, the median and its interval, failures, and the time left', () => {
    const totals = new Map([[null, ms(59, 58, 60, 59.5, 58.5, 59.2)]]);
    const line = progressLine(state({ done: 8, failed: 2, totals, elapsedMs: 4000 }), WIDE);
    expect(line).toBe(
      'boot [########            ] 9 of 20, 2 failed, median 59.100 ms (58.000 to 60.000), 6 s left',
    );
  });

  test('says both medians of a comparison', () => {
    const totals = new Map([
      ['base' as const, ms(59)],
      ['head' as const, ms(80)],
    ]);
    const line = progressLine(state({ done: 2, totals, elapsedMs: 100 }), WIDE);
    expect(line).toContain('base 59.000 ms, head 80.000 ms, 1 s left');
  });

  test.each([
    [1200e3, '30 min left'],
    [72_000e3, '30 h left'],
  ])('after %d ms for 8 of 20 boots: %s', (elapsedMs, left) => {
    expect(progressLine(state({ done: 8, elapsedMs }), WIDE)).toMatch(new RegExp(`, ${left}$`));
  });

  test('fits the terminal', () => {
    expect(progressLine(state({ done: 20 }), { columns: 30, unicode: true })).toHaveLength(29);
  });
});

const PLAN = planRun(
  { cpus: '1', memory: '64M', serial: 'null', 'debug-console': 'off', timeout: '5s', engine: 'bundled' },
  { packageRoot: ROOT, machineOutput: false },
);

function run(name: string, stop: Stop): GuestRun {
  const order = { plan: PLAN, name, index: 0, warmup: false, side: null, startedNs: 0 };
  return { order, stop, reading: { boots: [bootOf([[0x60, 5000]], { stop })], diagnostics: [] } };
}

function shown({
  isTTY,
  verbosity,
  isShown = true,
}: {
  isTTY: boolean;
  verbosity: number;
  isShown?: boolean;
}) {
  const stream = new PassThrough() as PassThrough & { isTTY?: boolean };
  stream.isTTY = isTTY;
  const terminal = stream as unknown as NodeJS.WriteStream & PassThrough;
  const options = { planned: 2, table: BUILT_IN_TABLE, keepNoise: false, ascii: true };
  const progress = openRunProgress(terminal, { ...options, verbosity, isShown });
  const first = run('boot 1', { reason: 'reset', detail: null });
  progress.begin(first.order);
  progress.end(first);
  progress.end(run('boot 2', { reason: 'crash', detail: 'bad\u001b[2J' }));
  progress.close();
  return String(stream.read() ?? '');
}

describe('where it goes', () => {
  test('a terminal is redrawn and left clean', () => {
    const text = shown({ isTTY: true, verbosity: 0 });
    expect(text).toContain('2 of 2, 1 failed, median 5.000 ms');
    expect(text).not.toContain('\n');
    expect(text.endsWith('\r\u001b[K')).toBe(true);
  });

  test('-v leaves a line for each boot, and nothing in it controls the terminal', () => {
    expect(shown({ isTTY: false, verbosity: 1 })).toBe(
      'boot 1: 5.000 ms, reset\nboot 2: 5.000 ms, crash (bad\\x1b[2J)\n',
    );
    expect(shown({ isTTY: true, verbosity: 1 })).toContain('\r\u001b[Kboot 1: 5.000 ms, reset\n');
  });

  test('a pipe gets nothing, and neither does the terminal of a boot that is alone', () => {
    expect(shown({ isTTY: false, verbosity: 0 })).toBe('');
    expect(shown({ isTTY: true, verbosity: 1, isShown: false })).toBe('');
  });
});
