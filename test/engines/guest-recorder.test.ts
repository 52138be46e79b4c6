import { describe, expect, test } from 'vitest';
import { postCode } from '../../src/capture/guest-event.js';
import { type GuestEnd, GuestRecorder } from '../../src/engines/guest-recorder.js';
import type { ReadItem } from '../../src/trace/boot.js';
import { note } from '../../src/trace/diagnostic.js';
import type { RunControl } from '../../src/trace/run.js';

function create(options: Partial<RunControl> = {}) {
  const items: ReadItem[] = [];
  const bytes: number[] = [];
  let stops = 0;
  const recorder = new GuestRecorder(
    {
      boot: 2,
      startedNs: 0,
      timeoutNs: 5e9,
      untilCode: null,
      marks: [],
      stages: { names: [], ofCode: new Uint16Array(256) },
      signal: new AbortController().signal,
      serialInput: null,
      onItem: (item) => items.push(item),
      onByte: (_, value) => bytes.push(value),
      ...options,
    },
    () => stops++,
  );
  const events = () => items.flatMap((item) => (item.kind === 'event' ? [item.event] : []));
  return { recorder, items, bytes, events, stops: () => stops };
}

const code = (value: number, timeNs: number) => postCode(timeNs, null, value);
const end = (reason: GuestEnd['reason'], timeNs: number | null = null): GuestEnd => ({
  reason,
  detail: null,
  timeNs,
});

test('a boot, its events, the phase of its end, its stop', () => {
  const { recorder, items, stops } = create();
  recorder.begin(7000);
  recorder.push(code(1, 1000));
  recorder.stop(end('reset', 3000));
  recorder.push(code(2, 2000));
  const result = recorder.finish();
  expect(result).toEqual({ stop: { reason: 'reset', detail: null, timeNs: 3000 }, diagnostics: [] });
  expect(
    items.map((item) => (item.kind === 'event' ? [item.event.kind, item.event.timeNs] : item.kind)),
  ).toEqual(['boot', ['code', 1000], ['code', 2000], ['lifecycle', 3000], 'stop']);
  expect(stops()).toBe(1);
});

test('the first reason wins, and may be refined', () => {
  const { recorder, stops } = create();
  recorder.stop(end('reset', 1));
  recorder.stop(end('timeout', 2));
  expect(stops()).toBe(1);
  expect(recorder.finish({ reason: 'crash', detail: 'triple fault' }).stop).toEqual({
    reason: 'crash',
    detail: 'triple fault',
    timeNs: 1,
  });
});

test.each([
  ['until', [1, 2]],
  ['timeout', [1, 2]],
  // The guest's own end is a moment among others: what another processor did meanwhile counts.
  ['reset', [1, 2, 3]],
  ['interrupted', [1, 2, 3]],
] as const)('after %s, what came later is left out or not', (reason, codes) => {
  const { recorder, events } = create();
  recorder.push(code(1, 1000));
  recorder.stop(end(reason, 2000));
  recorder.push(code(2, 2000));
  recorder.push(code(3, 2001));
  expect(events().flatMap((event) => (event.kind === 'code' ? [event.code] : []))).toEqual(codes);
});

test('the code that was waited for ends the run, also when a line stands for it', () => {
  const text = (recorder: GuestRecorder, line: string) => {
    for (const value of Buffer.from(line))
      recorder.push({ kind: 'byte', channel: 'serial', value, timeNs: 500, vcpu: null });
  };
  const written = create({ untilCode: 0x41 });
  written.recorder.push(code(0x41, 900));
  expect(written.recorder.end).toEqual({ reason: 'until', detail: null, timeNs: 900 });
  const marked = create({ untilCode: 0x41, marks: [{ pattern: /init/, code: 0x41, name: null }] });
  text(marked.recorder, 'run init\n');
  expect(marked.recorder.finish().stop).toEqual({
    reason: 'until',
    detail: 'code 0x41 arrived',
    timeNs: 500,
  });
  expect(Buffer.from(marked.bytes).toString()).toBe('run init\n');
});

test('notes come with the result', () => {
  const { recorder } = create();
  const times = note('times', 'how exact');
  recorder.note(times);
  expect(recorder.finish().diagnostics).toEqual([times]);
});

describe('a guest that gives up', () => {
  const say = (recorder: GuestRecorder, text: string, timeNs: number) => {
    for (const value of new TextEncoder().encode(text))
      recorder.push({ kind: 'byte', channel: 'serial', value, timeNs, vcpu: null });
  };

  test('is ended, as a crash without an event of its own, and nothing is taken from it afterwards', () => {
    const { recorder, events, stops } = create();
    say(recorder, 'Kernel panic - not syncing: VFS\n', 1e9);
    recorder.look(2e9);
    expect(stops()).toBe(0);
    say(recorder, 'Call Trace:\n', 2e9);
    recorder.look(3.4e9);
    expect(stops()).toBe(0);
    recorder.look(3.5e9);
    recorder.look(3.6e9);
    expect(stops()).toBe(1);
    recorder.push(code(1, 4e9));
    expect(recorder.finish().stop).toMatchObject({
      reason: 'crash',
      detail: 'kernel panic: VFS; then --on-panic stop ended the run',
    });
    expect(events().map(({ kind }) => kind)).toEqual(['text', 'text']);
  });

  test('may go on, to an end that names the panic', () => {
    const { recorder, stops } = create({ endsOnPanic: false });
    say(recorder, 'Kernel panic - not syncing: VFS\n', 1e9);
    recorder.look(100e9);
    expect(stops()).toBe(0);
    recorder.stop(end('reset', 101e9));
    expect(recorder.finish().stop).toMatchObject({
      reason: 'crash',
      detail: 'kernel panic: VFS; then reset',
    });
  });

  test('and gets to where it was to get has not failed', () => {
    const { recorder } = create({ endsOnPanic: false, untilCode: 0x61 });
    say(recorder, 'Kernel panic - not syncing: VFS\n', 1e9);
    recorder.push(code(0x61, 9e9));
    expect(recorder.finish().stop.reason).toBe('until');
  });
});

test.each([
  [
    'a code',
    { untilCode: 0x41, untilMoments: ['linux:init'] },
    'moment linux:init arrived, which stands for code 0x41',
  ],
  ['a key', { untilMoments: ['linux:init'] }, 'moment linux:init arrived'],
])('a line that names a moment ends a run that goes to %s, and makes no event', (_, options, detail) => {
  const { recorder, events } = create(options);
  for (const byte of Buffer.from('Linux version 6\nRun /init as init process\nlater'))
    recorder.push({ kind: 'byte', channel: 'serial', value: byte, timeNs: 5, vcpu: null });
  expect(recorder.end?.reason).toBe('until');
  expect(recorder.finish().stop).toMatchObject({ reason: 'until', detail });
  expect(new Set(events().map(({ kind }) => kind))).toEqual(new Set(['text']));
});
