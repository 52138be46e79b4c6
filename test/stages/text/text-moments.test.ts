import { describe, expect, it } from 'vitest';
import { BUILT_IN_TABLE } from '../../../src/stages/table/built-in-table.js';
import type { TraceEvent } from '../../../src/trace/event.js';
import { isPoint } from '../../../src/trace/report/timeline.js';
import { codeAt, ledgerText, lineAt, momentAt, timelineOf } from '../build-boot.js';

const build = (events: readonly TraceEvent[], table = BUILT_IN_TABLE) =>
  timelineOf([], { table, boot: { events } });
const pointsOf = (events: readonly TraceEvent[], table = BUILT_IN_TABLE) =>
  build(events, table)
    .events.filter(isPoint)
    .map((point) => (point.kind === 'code' ? point.code : point.key));

const BANNER = lineAt('[    0.000000] Linux version 6.1.0', 10);
const INIT = lineAt('[    1.5] Run /init as init process', 90);
const SYSTEMD = lineAt('[    2.0] systemd[1]: systemd 252 running in system mode (+PAM)', 100);
const FINISHED = lineAt('[    3.0] systemd[1]: Startup finished in 1.2s (kernel)', 140);

describe('a boot without codes', () => {
  it('has the stages that its text names', () => {
    const timeline = build([BANNER, lineAt('other', 50), INIT, SYSTEMD, FINISHED]);
    expect(ledgerText(timeline)).toEqual(['setup 10', 'kernel 80', 'kernel..userspace 10', 'userspace 40']);
    expect(timeline.stages[0]).toMatchObject({
      measured: true,
      firstCode: null,
      lastCode: null,
      first: 'linux:start',
      last: 'linux:init',
    });
    expect(timeline.events.map(({ seq }) => seq)).toEqual(timeline.events.map((_, at) => at));
    expect(timeline.boot.events).toHaveLength(5);
  });

  it('has its firmware and boot loader named too, of which only one end is seen', () => {
    const text = [lineAt('\u001bc\u001b[2JSeaBIOS (version 1.16.2)', 5), lineAt('U-Boot 2023.01', 8)];
    expect(ledgerText(build([...text, BANNER, INIT]))).toEqual([
      'setup 5',
      'firmware ?',
      'firmware..bootloader 3?',
      'bootloader ?',
      'bootloader..kernel 2?',
      'kernel 80',
    ]);
  });

  it('does not take what its monitor says for the guest', () => {
    expect(pointsOf([{ ...BANNER, channel: 'monitor' }])).toEqual([]);
  });
});

describe('a boundary that the guest writes', () => {
  it.each([
    ['before its text', 4],
    ['after its text', 20],
  ])('%s is that code alone', (_, us) => {
    const events = [BANNER, codeAt(0x40, us), INIT].toSorted((a, b) => a.timeNs - b.timeNs);
    expect(pointsOf(events)).toEqual([0x40, 'linux:init']);
  });

  it('is none where the table has the code elsewhere', () => {
    const table = {
      ...BUILT_IN_TABLE,
      ranges: [{ stage: 'firmware', from: 0x00, to: 0x7f, unordered: false }],
    };
    const events = [codeAt(0x40, 2), BANNER, INIT];
    expect(pointsOf(events, table)).toEqual([0x40, 'linux:start', 'linux:init']);
    expect(build(events, table).events.some((event) => 'standsFor' in event)).toBe(false);
  });

  it('is none where the code is noise', () => {
    const burst = [0xff, 0x11, 0x30, 0x04, 0x40, 0x11, 0x38, 0x02].map((code, at) => codeAt(code, 1 + at));
    expect(pointsOf([...burst, BANNER])).toEqual(['linux:start']);
  });

  it('is not named twice where the trace has the moment', () => {
    expect(pointsOf([momentAt('linux:start', 3, 'kernel'), BANNER])).toEqual(['linux:start']);
  });
});

it('stands for the code that guests write there', () => {
  const { events } = build([BANNER, INIT]);
  expect(events.filter(isPoint)).toMatchObject([{ standsFor: 0x40 }, { standsFor: 0x41 }]);
});

describe('lines from inside a stage', () => {
  const EDK2 = ['Loading PEIM 1', 'Loading PEIM 2', 'DXE IPL Entry', '[Bds] Entry...', '[Bds] Entry...'];

  it('are moments of it that bound nothing, each once, whatever codes the guest writes', () => {
    const lines = EDK2.map((text, at) => lineAt(text, 10 + at));
    expect(pointsOf(lines)).toEqual(['edk2:pei', 'edk2:dxe-ipl', 'edk2:bds']);
    expect(pointsOf([codeAt(0x00, 1), ...lines, codeAt(0x01, 50)])).toEqual([
      0x00,
      'edk2:pei',
      'edk2:dxe-ipl',
      'edk2:bds',
      0x01,
    ]);
    expect(build(lines).events.some((event) => 'standsFor' in event)).toBe(false);
  });

  it('leave a boundary whose code the guest writes to that code', () => {
    const sec = lineAt('SecCoreStartupWithStack(0xFFFCC000, 0x820000)', 5);
    expect(pointsOf([codeAt(0x00, 1), sec])).toEqual([0x00]);
    expect(pointsOf([sec, lineAt('BdsDxe: starting Boot0001 "x"', 9)])).toEqual([
      'edk2:sec',
      'edk2:start-option',
    ]);
  });

  it('count once where firmware tries one boot option after the other', () => {
    const tries = ['loading', 'starting', 'loading', 'starting'].map((word, at) =>
      lineAt(`BdsDxe: ${word} Boot000${at} "x"`, 10 + at),
    );
    expect(pointsOf(tries)).toEqual(['edk2:load-option', 'edk2:start-option']);
  });
});
