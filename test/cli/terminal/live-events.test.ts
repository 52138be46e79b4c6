import { expect, test } from 'vitest';
import { LiveEvents } from '../../../src/cli/terminal/live-events.js';
import { BUILT_IN_TABLE } from '../../../src/stages/table/built-in-table.js';
import type { ReadItem } from '../../../src/trace/boot.js';

const code = (boot: number, value: number, timeNs: number): ReadItem => ({
  kind: 'event',
  boot,
  event: { kind: 'code', code: value, port: 0x80, timeNs, line: null, vcpu: 0 },
});

const text = (boot: number, timeNs: number): ReadItem => ({
  kind: 'event',
  boot,
  event: { kind: 'text', channel: 'serial', text: 'hello', timeNs, line: null, vcpu: null },
});

test('codes are timed and classified as they come, each boot by itself', () => {
  const live = new LiveEvents(BUILT_IN_TABLE);
  const first = live.push([{ kind: 'boot', boot: 0, vmmStartNs: null }, code(0, 0x40, 100), text(0, 120)]);
  const second = live.push([code(0, 0x60, 250), code(1, 0x40, 90), code(0, 0x41, 300)]);
  const shown = [...first, ...second].map(({ boot, event }) => [
    boot,
    event.seq,
    event.kind === 'code' ? event.code : event.kind,
    event.deltaNs,
    event.stage,
    event.revisit,
  ]);
  expect(shown).toEqual([
    [0, 0, 0x40, 100, 'kernel', false],
    [0, 2, 0x60, 150, 'userspace', false],
    [1, 0, 0x40, 90, 'kernel', false],
    [0, 3, 0x41, 50, 'kernel', true],
  ]);
});

test('nothing but codes is shown', () => {
  const live = new LiveEvents(BUILT_IN_TABLE);
  expect(
    live.push([text(0, 10), { kind: 'stop', boot: 0, stop: { reason: 'reset', detail: null } }]),
  ).toEqual([]);
});
