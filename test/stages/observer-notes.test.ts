import { expect, test } from 'vitest';
import { describeObserver } from '../../src/stages/observer-notes.js';
import { DEBUG_DEVICES } from '../../src/trace/report/observer-cost.js';
import { timelineOf } from './build-boot.js';

/** A boot of 100 ms of which debug output on `device` took so many per cent. */
function boot(percent: number, device: string = 'com1') {
  const row = { stage: 'kernel', kind: 'pio', address: 0x3f8, direction: 'write', count: 700 } as const;
  const exits = [{ ...row, device, totalNs: percent * 1e6 }];
  return timelineOf([[0x40, 100_000]], { boot: { exits } });
}

test('a boot whose debug output costs more than a few per cent gets a note with advice', () => {
  expect(describeObserver([boot(4.9)])).toEqual([]);
  expect(describeObserver([boot(8.2)])).toEqual([
    {
      severity: 'note',
      code: 'observer-effect',
      message:
        'debug output, 700 exits, cost about 8.200 ms (8.2 %) of this boot: compare only with boots that print the same amount; ' +
        "fewer messages cost less (quiet on the kernel's command line, or --serial off)",
      input: 'test.log',
      line: null,
    },
  ]);
});

test('many boots get one note, about the middle one, and one that stumbled gives none', () => {
  const [note, ...others] = describeObserver([boot(1), boot(30), boot(10), boot(20), boot(11)]);
  expect(others).toEqual([]);
  expect(note!.message).toContain('700 exits, cost about 11.000 ms (11.0 %) of a boot (the median of 5)');
  expect(describeObserver([boot(1), boot(60), boot(2)])).toEqual([]);
});

test('every debug device has advice of its own', () => {
  const notes = DEBUG_DEVICES.map((device) => describeObserver([boot(50, device)])[0]!.message);
  expect(new Set(notes).size).toBe(DEBUG_DEVICES.length);
});

test('a boot so short that nothing can be saved gets none', () => {
  const row = {
    stage: 'kernel',
    kind: 'pio',
    address: 0x80,
    direction: 'write',
    device: 'post-port',
  } as const;
  const exits = [{ ...row, count: 2, totalNs: 400_000 }];
  expect(describeObserver([timelineOf([[0x40, 1000]], { boot: { exits } })])).toEqual([]);
});

test('the least that is noteworthy is a twentieth of a boot and half a millisecond', () => {
  expect(describeObserver([boot(5)])).toHaveLength(1);
  const row = {
    stage: 'kernel',
    kind: 'pio',
    address: 0x80,
    direction: 'write',
    device: 'post-port',
  } as const;
  const exits = [{ ...row, count: 2, totalNs: 500_000 }];
  expect(describeObserver([timelineOf([[0x40, 1000]], { boot: { exits } })])).toHaveLength(1);
  expect(describeObserver([timelineOf([], { boot: { exits } })])).toEqual([]);
});

test('boots that were not counted are not in the middle of those that were, and several inputs are none', () => {
  const uncounted = timelineOf([[0x40, 100_000]], { boot: { input: 'other.log' } });
  const [note] = describeObserver([uncounted, boot(20), uncounted, uncounted]);
  expect(note).toMatchObject({ input: null, message: expect.stringContaining('(the median of 1)') });
});

test('nothing is said about what was not counted', () => {
  expect(describeObserver([timelineOf([[0x40, 1000]])])).toEqual([]);
  expect(describeObserver([])).toEqual([]);
});
