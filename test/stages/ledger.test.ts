import { expect, it } from 'vitest';
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
