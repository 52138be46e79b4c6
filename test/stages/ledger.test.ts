import { expect, it } from 'vitest';
import { collectRows } from '../../src/stages/row-samples.js';
import { isMeasured, wholeOf } from '../../src/trace/report/timeline.js';
import { ledgerText, timelineOf } from './build-boot.js';

it('accounts for setup, spans and gaps', () => {
  const timeline = timelineOf([
    [0x01, 5],
    [0x02, 9],
    [0x40, 20],
    [0x41, 50],
  ]);
  expect(ledgerText(timeline)).toEqual(['setup 5', 'firmware 4', 'firmware..kernel 11', 'kernel 30']);
  expect(timeline.ledger[2]).toEqual({
    kind: 'gap',
    name: 'firmware..kernel',
    startNs: 9000,
    endNs: 20_000,
    durationNs: 11_000,
    measured: true,
  });
});

it('closes with a gap to the end when a revisit is the last code', () => {
  expect(
    ledgerText(
      timelineOf([
        [0x60, 10],
        [0x41, 25],
      ]),
    ),
  ).toEqual(['setup 10', 'userspace ?', 'userspace..end 15?']);
  const { ledger } = timelineOf([
    [0x60, 10],
    [0x41, 25],
  ]);
  expect(ledger.map(({ kind }) => kind)).toEqual(['setup', 'stage', 'gap']);
  expect(
    ledgerText(
      timelineOf([
        [0x60, 10],
        [0x41, 10],
      ]),
    ),
  ).toEqual(['setup 10', 'userspace ?']);
});

it('names the rows of unordered codes and the gaps around them', () => {
  expect(
    ledgerText(
      timelineOf([
        [0x01, 1],
        [0x80, 3],
        [0x40, 6],
      ]),
    ),
  ).toEqual(['setup 1', 'firmware ?', 'firmware..custom 2?', 'custom 0', 'custom..kernel 3?', 'kernel ?']);
});

it('is empty without a code', () => expect(timelineOf([]).ledger).toEqual([]));

it.each(['timeout', 'crash', 'interrupted'] as const)(
  'goes on to a stop by %s, beyond the sum and out of statistics',
  (reason) => {
    const stop = { reason, detail: null, timeNs: 60_000_000 };
    const timeline = timelineOf([[0x40, 20]], { boot: { stop } });
    expect(ledgerText(timeline)).toEqual(['setup 20', 'kernel ?', 'end 59980']);
    expect(timeline.ledger.at(-1)).toMatchObject({ kind: 'end', startNs: 20_000, endNs: 60_000_000 });
    expect([timeline.totalNs, wholeOf(timeline)]).toEqual([20_000, 60_000_000]);
    expect(collectRows([timeline]).map(({ name }) => name)).toEqual(['setup', 'kernel', 'total']);
  },
);

it('has no end of a boot that came to one by itself, whose stop is not known or was before its last code', () => {
  const written = [[0x40, 20]] as const;
  for (const stop of [
    { reason: 'reset', detail: null, timeNs: 60_000 },
    { reason: 'timeout', detail: null, timeNs: null },
    { reason: 'timeout', detail: null, timeNs: 20_000 },
    { reason: 'timeout', detail: null },
  ] as const)
    expect(ledgerText(timelineOf(written, { boot: { stop } }))).toEqual(['setup 20', 'kernel ?']);
});

it('of a boot without codes that went on is its end alone, and nothing was measured', () => {
  const stop = { reason: 'timeout', detail: null, timeNs: 60_000 } as const;
  const timeline = timelineOf([], { boot: { stop } });
  expect(ledgerText(timeline)).toEqual(['end 60']);
  expect(isMeasured(timeline)).toBe(false);
});
