import { describe, expect, it } from 'vitest';
import { perfettoReporter } from '../../../src/reporters/data/perfetto.js';
import type { ExitCount } from '../../../src/trace/boot.js';
import type { BootsReport } from '../../../src/trace/report/report.js';
import { bootOf, type Written } from '../../stages/build-boot.js';
import { manyStacks, PROFILE } from '../../trace/sample-profile.js';
import { readPerfetto } from '../consumers.js';
import { everyKind } from '../every-kind.js';
import { initcallBoot } from '../initcall-boot.js';
import { BOOT, PHASED, PLAIN, reading, report, SAMPLE_REPORTS, scaled } from '../sample-reports.js';

function events(given: BootsReport) {
  return readPerfetto([...perfettoReporter.render(given, PLAIN)].join(''));
}

const exit: ExitCount = {
  stage: 'kernel',
  kind: 'pio',
  address: 0x3f8,
  direction: 'write',
  device: 'serial',
  count: 12,
  totalNs: 3_500_000,
};

describe('a boot', () => {
  const boot = bootOf(BOOT, { vmmStartNs: 758_000, exits: [exit] });
  const written = () => events(report('report', [reading(boot)]));
  const slices = () => written().filter(({ ph }) => ph === 'X');
  const instants = () => written().filter(({ ph }) => ph === 'i');

  it('is a process whose threads have names', () => {
    const names = written().filter(({ ph, name }) => ph === 'M' && name.endsWith('_name'));
    expect(names.map(({ name, pid, tid, args }) => [name, pid, tid, args['name']])).toEqual([
      ['process_name', 1, 0, 'boot 1: test.log'],
      ['thread_name', 1, 1, 'stages'],
      ['thread_name', 1, 2, 'codes'],
    ]);
  });

  it('has its ledger as slices that follow one another, in microseconds', () => {
    expect(slices().map(({ name, cat, ts, dur }) => [name, cat, ts, dur])).toEqual([
      ['setup', 'setup', 0, 11_200],
      ['firmware', 'stage', 11_200, 2800],
      ['firmware..bootloader', 'gap', 14_000, 5004],
      ['bootloader..kernel', 'gap', 19_004, 41_096],
      ['kernel', 'stage', 60_100, 342_644],
      ['kernel..userspace', 'gap', 402_744, 77_256.5],
    ]);
  });

  it('says what a stage is made of, what its exits cost, and when the monitor started', () => {
    expect(slices()[4]!.args).toEqual({
      codes: '0x40..0x41',
      events: 2,
      revisits: 1,
      exits: 12,
      exitsNs: 3_500_000,
    });
    expect(slices()[0]!.args).toEqual({ vmmStartNs: 758_000 });
    expect(slices()[2]!.args).toEqual({});
  });

  it('has codes, and stages of one code, as instants', () => {
    const names = instants().map(({ name, tid, ts }) => [name, tid, ts]);
    expect(names).toContainEqual(['0x40 kernel entered', 2, 60_100]);
    expect(names).toContainEqual(['0x60', 2, 480_000.5]);
    expect(names).toContainEqual(['bootloader', 1, 19_004]);
    expect(names).toContainEqual(['userspace', 1, 480_000.5]);
  });
});

it('has phases as slices of a thread below the stages, one that took no time as an instant', () => {
  const written = events(report('report', [reading(PHASED)]));
  const phases = written.filter(({ cat }) => cat === 'phase');
  expect(phases.map(({ ph, name, tid, ts, dur, args }) => [ph, name, tid, ts, dur, args['key']])).toEqual([
    ['X', 'before PEI', 12, 1000, 1000, 'firmware:unnamed'],
    ['X', 'PEI', 12, 2000, 3000, 'edk2:pei'],
    ['i', 'DXE', 12, 5000, undefined, 'edk2:dxe'],
    ['X', 'BDS', 12, 5000, 4000, 'edk2:bds'],
  ]);
  const sorts = written.filter(({ name }) => name === 'thread_sort_index');
  expect(sorts.slice(0, 3).map(({ tid, args }) => [tid, args['sort_index']])).toEqual([
    [1, 1],
    [12, 1],
    [2, 2],
  ]);
});

it('keeps nanoseconds, also after days', () => {
  const days = 100 * 86_400_000_000 + 0.001;
  const [last] = events(report('parse', [reading(bootOf([[0x40, days]]))])).slice(-1);
  expect(last!.ts).toBe(8_640_000_000_000.001);
});

it('shows several boots as processes above one another', () => {
  const written = events(report('report', [reading(scaled(1), scaled(2))]));
  expect(new Set(written.map(({ pid }) => pid))).toEqual(new Set([1, 2]));
});

it('has text and lifecycle on threads of their own', () => {
  const written = events(SAMPLE_REPORTS['run'] as BootsReport);
  const threads = written.filter(({ name }) => name === 'thread_name').map(({ args }) => args['name']);
  expect(threads).toEqual(['stages', 'codes', 'lifecycle', 'firmware debug']);
  expect(written).toContainEqual(
    expect.objectContaining({ ph: 'i', cat: 'lifecycle', name: 'guest-entry', tid: 3 }),
  );
});

describe('what was seen inside a stage', () => {
  const functionAt = (timeNs: number, name: string) =>
    ({ kind: 'function', initcall: false, name, timeNs, line: null, vcpu: 0 }) as const;
  const marks = [
    ...initcallBoot([2, 0, 7]).boot.events,
    functionAt(19e6, 'rest_init'),
    functionAt(20e6, 'free_initmem'),
  ];
  const on = (thread: string) => {
    const written = events(report('run', [reading(bootOf([], { events: marks, profile: PROFILE }))]));
    const { tid } = written.find(({ name, args }) => name === 'thread_name' && args['name'] === thread)!;
    return written.filter(({ ph, tid: own }) => ph !== 'M' && own === tid);
  };

  it('is initcalls as slices; one without an end, or without a length, is an instant', () => {
    expect(new Set(on('initcalls').map(({ cat }) => cat))).toEqual(new Set(['initcall']));
    expect(on('initcalls').map(({ ph, name, ts, dur }) => [ph, name, ts, dur])).toEqual([
      ['X', 'call_0', 10_000, 2000],
      ['i', 'call_1', 12_000, undefined],
      ['X', 'call_2', 12_000, 7000],
      ['X', 'call_3', 19_000, 1000],
    ]);
  });

  it('is marked functions as instants', () => {
    expect(on('functions').map(({ ph, name, ts }) => [ph, name, ts])).toEqual([
      ['i', 'rest_init', 19_000],
      ['i', 'free_initmem', 20_000],
    ]);
  });

  it('is the samples of each virtual CPU as slices within one another', () => {
    expect(on('samples of cpu 1').map(({ tid, cat }) => [tid, cat])).toEqual(Array(6).fill([101, 'sample']));
    const edges = on('samples of cpu 1').map(({ ph, name, ts, args }) => [ph, name, ts, args['samples']]);
    expect(edges).toEqual([
      ['B', 'start_secondary', 20_000, undefined],
      ['B', 'do_idle', 20_000, undefined],
      ['B', 'default_idle', 20_000, undefined],
      ['E', 'default_idle', 26_000, 6],
      ['E', 'do_idle', 26_000, 6],
      ['E', 'start_secondary', 26_000, 6],
    ]);
    const starts = on('samples of cpu 0').filter(({ ph }) => ph === 'B');
    expect(starts.map(({ name, ts }) => [name, ts])).toEqual([
      ['[firmware]', 1000],
      ['0xffffff10', 1000],
      ['start_kernel', 5000],
      ['arch_cpu_finalize_init', 5000],
      ['alternative_instructions', 5000],
      ['__x86_return_thunk', 5000],
      ['setup_arch', 23_000],
    ]);
  });
});

it('streams', () => {
  const written = Array.from({ length: 5000 }, (_, at): Written => [0x60, at]);
  const boot = bootOf(written, { profile: { ...PROFILE, stacks: manyStacks(5000) } });
  const pieces = [...perfettoReporter.render(report('parse', [reading(boot)]), PLAIN)];
  expect(pieces.reduce((longest, { length }) => Math.max(longest, length), 0)).toBeLessThan(1000);
});

describe('what is known of an event', () => {
  const written = () => events(everyKind('run'));

  it('is in its arguments', () => {
    const instants = written().filter(({ ph }) => ph === 'i');
    const place = { line: 12, vcpu: 3 };
    const code = { code: 0x40, stage: 'kernel', port: '0x84', deltaNs: 2000, noise: false, revisit: false };
    expect(instants.map(({ name, cat, tid, args }) => [name, cat, tid, args])).toEqual([
      ['guest-entry', 'lifecycle', 3, { line: 11, vcpu: 0 }],
      ['0x40 kernel entered', 'code', 2, { ...code, ...place }],
      ['0xff', 'noise', 2, { ...code, ...place, code: 0xff, port: null, deltaNs: 1000, noise: true }],
      ['0x05', 'code', 2, { ...code, ...place, code: 5, stage: 'firmware', vcpu: null, revisit: true }],
      ['hello', 'serial', 8, { text: 'hello', line: 13, vcpu: null }],
      ['rest_init', 'lifecycle', 5, { line: null, vcpu: 1 }],
      ['0x41', 'code', 2, { ...code, code: 0x41, port: '0x80', deltaNs: 3000, line: null, vcpu: 0 }],
    ]);
  });

  it('is what exits cost a stage, not a gap; boots are in their order', () => {
    const slices = written().filter(({ ph }) => ph === 'X');
    expect(slices.map(({ name, args }) => [name, args['exits'], args['vmmStartNs']])).toEqual([
      ['setup', undefined, 758],
      ['setup..kernel', undefined, undefined],
      ['kernel', 5, undefined],
    ]);
    const order = written().find(({ name }) => name === 'process_sort_index');
    expect([order!.pid, order!.args['sort_index']]).toEqual([5, 4]);
  });
});
