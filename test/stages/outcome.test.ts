import { describe, expect, it } from 'vitest';
import type { StopReason } from '../../src/trace/boot.js';
import type { TextEvent } from '../../src/trace/event.js';
import { codeAt, lineAt, timelineOf, type Written } from './build-boot.js';

const stopped = (reason: StopReason, detail: string | null = null) => ({ stop: { reason, detail } });

describe('how a run stopped', () => {
  it.each<[StopReason, string]>([
    ['reset', 'finished'],
    ['halt', 'finished'],
    ['shutdown', 'finished'],
    ['until', 'finished'],
    ['timeout', 'failed'],
    ['crash', 'failed'],
    ['start', 'failed'],
    ['interrupted', 'interrupted'],
  ])('%s: %s', (reason, state) => {
    expect(timelineOf([[0x60, 5]], { boot: stopped(reason, 'why') }).outcome).toEqual({
      state,
      reason,
      detail: 'why',
      line: null,
    });
  });

  it.each<StopReason>(['reset', 'halt', 'shutdown'])('%s before the code of --until has failed', (reason) => {
    const { outcome } = timelineOf([[0x60, 5]], { boot: { ...stopped(reason), until: '0x61' } });
    expect(outcome).toMatchObject({
      state: 'failed',
      reason,
      detail: `the run ended by ${reason}; code 0x61 did not arrive`,
    });
  });
});

it('of a guest that was started and showed nothing is not known', () => {
  expect(timelineOf([], {}).outcome).toEqual({
    state: 'unfinished',
    reason: 'end',
    detail: 'the guest was started but produced no event',
    line: null,
  });
  expect(timelineOf([], { boot: stopped('reset') }).outcome.state).toBe('finished');
});

describe('a trace file that was cut before it says how the run ended', () => {
  const cut = (until: string | null) =>
    timelineOf(
      [
        [0x40, 5],
        [0x41, 9],
      ],
      { boot: { until } },
    ).outcome;
  it('is of a boot that did not get to its --until, unless that is there', () => {
    expect(cut('0x61')).toEqual({
      state: 'unfinished',
      reason: 'end',
      detail: 'the input ends before 0x61 arrived',
      line: null,
    });
    expect(cut('0x41')).toMatchObject({ state: 'finished' });
    expect(cut(null)).toMatchObject({ state: 'finished' });
  });
});

describe('where the codes end', () => {
  const state = (...codes: readonly number[]) =>
    timelineOf(codes.map((code, at): Written => [code, at])).outcome.state;

  it.each<readonly [string, readonly number[]]>([
    ['unfinished', [0x00]],
    ['unfinished', [0x00, 0x01, 0x20]],
    ['unfinished', [0x00, 0x01, 0x40]],
    ['unfinished', [0x40, 0x45]],
    ['unfinished', [0x40, 0x90]],
    ['finished', [0x40, 0x41]],
    ['finished', [0x00, 0x01]],
    ['finished', [0x40, 0x60]],
    ['finished', [0x42, 0x47]],
    ['finished', [0x80]],
  ])('%s: %j', (expected, codes) => {
    expect(state(...codes)).toBe(expected);
  });

  it('a reset inside a stage is not its end', () => {
    expect(timelineOf([[0x40, 5]], { boot: stopped('reset') }).outcome).toEqual({
      state: 'unfinished',
      reason: 'stage',
      detail: 'kernel began, but its end was not seen',
      line: null,
    });
  });

  it('a login prompt shows that the boot went on', () => {
    const prompt: TextEvent = {
      kind: 'text',
      channel: 'serial',
      text: 'guest login: ',
      timeNs: 9e9,
      line: null,
      vcpu: null,
    };
    expect(timelineOf([], { boot: { events: [codeAt(0x40, 5), prompt] } }).outcome.state).toBe('finished');
  });
});

it('a guest that says that it gives up has failed, whatever it wrote before', () => {
  const panic: TextEvent = {
    kind: 'text',
    channel: 'kernel-log',
    text: 'Kernel panic - not syncing: Attempted to kill init!',
    timeNs: 9e9,
    line: 7,
    vcpu: null,
  };
  const events = [codeAt(0x40, 5), codeAt(0x41, 6), codeAt(0x60, 7), codeAt(0x61, 8), panic];
  expect(timelineOf([], { boot: { events } }).outcome).toEqual({
    state: 'failed',
    reason: 'panic',
    detail: panic.text,
    line: 7,
  });
});

describe('where moments of text end', () => {
  const outcome = (...lines: readonly string[]) =>
    timelineOf([], { boot: { events: lines.map((text, at) => lineAt(text, at * 1000)) } }).outcome;

  it('a kernel that began and started no init is unfinished', () => {
    expect(outcome('[    0.000000] Linux version 6.1.0', '[    1.5] PCI: probing')).toEqual({
      state: 'unfinished',
      reason: 'stage',
      detail: 'kernel began, but its end was not seen',
      line: null,
    });
  });

  it.each([
    ['[    2.0] Run /init as init process'],
    ['debian login: '],
    ['[    2.0] systemd[1]: systemd 252 running in system mode (+PAM)'],
  ])('one that goes on to %j has finished', (line) => {
    expect(outcome('Linux version 6.1.0', line).state).toBe('finished');
  });

  it('says which moment of --until did not come', () => {
    const boot = { ...stopped('reset'), until: 'linux:init' };
    expect(timelineOf([[0x60, 5]], { boot }).outcome.detail).toBe(
      'the run ended by reset; moment linux:init did not arrive',
    );
  });
});
