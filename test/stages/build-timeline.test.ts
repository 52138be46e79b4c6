import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildTimeline } from '../../src/stages/build-timeline.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import type { TraceEvent } from '../../src/trace/event.js';
import type { StageTable } from '../../src/trace/stage-table.js';
import {
  afterSteps,
  bootOf,
  boundaryAt,
  codeAt,
  ledgerText,
  momentAt,
  timelineOf,
  type Written,
} from './build-boot.js';

const arbitraryTable: fc.Arbitrary<StageTable> = fc
  .uniqueArray(fc.integer({ min: 1, max: 255 }), { maxLength: 8 })
  .chain((cuts) => {
    const starts = [0, ...cuts.sort((a, b) => a - b)];
    const kinds = fc.array(fc.constantFrom('skip', 'marks', 'a', 'b', 'c', 'd'), {
      minLength: starts.length,
      maxLength: starts.length,
    });
    return kinds.map((stages) => ({
      ranges: stages
        .map((stage, at) => ({
          stage,
          from: starts[at]!,
          to: (starts[at + 1] ?? 256) - 1,
          unordered: stage === 'marks',
        }))
        .filter(({ stage }) => stage !== 'skip'),
      fallback: 'custom',
      names: new Map(),
    }));
  });

const arbitraryBoot: fc.Arbitrary<Written[]> = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 2000 })), {
    maxLength: 60,
    size: 'max',
  })
  .map(afterSteps);

describe('the ledger', () => {
  it('sums to the time of the last code that counts, without overlap, whatever comes', () => {
    fc.assert(
      fc.property(arbitraryBoot, arbitraryTable, fc.boolean(), (written, table, keepNoise) => {
        const { ledger, totalNs, events } = timelineOf(written, { table, keepNoise });
        const counted = events.filter((event) => event.kind === 'code' && !event.noise);
        expect(totalNs).toBe(counted.at(-1)?.timeNs ?? 0);
        expect(ledger.reduce((sum, row) => sum + (row.durationNs ?? 0), 0)).toBe(totalNs);
        expect(ledger.length > 0).toBe(counted.length > 0);
        let endNs = 0;
        for (const row of ledger) {
          expect(row.startNs).toBe(endNs);
          expect(row.durationNs ?? 0).toBeGreaterThanOrEqual(0);
          expect(row.durationNs === null).toBe(row.kind === 'stage' && !row.measured);
          endNs = row.endNs;
        }
      }),
      { numRuns: 500 },
    );
  });

  it('has the spans as its stage rows, and every code in the account once', () => {
    fc.assert(
      fc.property(arbitraryBoot, arbitraryTable, (written, table) => {
        const { ledger, stages, events } = timelineOf(written, { table, keepNoise: true });
        const rows = ledger
          .filter((row) => row.kind === 'stage')
          .map((row) => [row.name, row.startNs, row.endNs]);
        expect(rows).toEqual(stages.map((span) => [span.stage, span.startNs, span.endNs]));
        const own = stages.reduce((sum, span) => sum + span.events, 0);
        const revisits = stages.reduce((sum, span) => sum + span.revisits, 0);
        const within = events.filter((event) => event.kind === 'code').length - own - revisits;
        expect(within).toBeGreaterThanOrEqual(0);
        expect(revisits).toBe(events.filter((event) => event.kind === 'code' && event.revisit).length);
      }),
    );
  });
});

describe('deltas', () => {
  it('are since the previous event of their kind, the first since zero', () => {
    expect(
      timelineOf([
        [0x40, 7],
        [0x41, 19],
        [0x60, 20],
      ]).events.map((event) => event.deltaNs),
    ).toEqual([7000, 12_000, 1000]);
  });

  it('and positions run over events of every kind, which change nothing else', () => {
    const base = { line: null, vcpu: 1 };
    const events: TraceEvent[] = [
      { ...base, kind: 'lifecycle', phase: 'guest-entry', timeNs: 1000 },
      codeAt(0x01, 5),
      { ...base, kind: 'text', channel: 'serial', text: 'hello', timeNs: 8000 },
      codeAt(0x02, 9),
    ];
    const timeline = buildTimeline(bootOf([], { events }), {
      table: BUILT_IN_TABLE,
      index: 3,
      keepNoise: false,
    });
    expect(timeline.index).toBe(3);
    expect(timeline.events.map(({ seq, kind, deltaNs }) => [seq, kind, deltaNs])).toEqual([
      [0, 'lifecycle', 1000],
      [1, 'code', 5000],
      [2, 'text', 8000],
      [3, 'code', 4000],
    ]);
    expect(timeline.events[2]).toMatchObject({ channel: 'serial', text: 'hello', vcpu: 1 });
  });
});

describe('noise', () => {
  const burst = [0xff, 0x11, 0x30, 0x04, 0x61, 0x11, 0x38, 0x02].map(
    (code, at): Written => [code, 2000 + at * 40],
  );
  const boot: Written[] = [[0x40, 1000], ...burst, [0x41, 9000]];

  it('stays in the trace, marked, and out of stages, totals and deltas', () => {
    const { events, stages, totalNs } = timelineOf(boot);
    expect(events.filter((event) => event.kind === 'code' && event.noise)).toHaveLength(burst.length);
    expect(stages).toMatchObject([{ stage: 'kernel', events: 2, revisits: 0, durationNs: 8_000_000 }]);
    expect(events.at(-1)?.deltaNs).toBe(8_000_000);
    expect(events[1]?.deltaNs).toBe(1_000_000);
    expect(totalNs).toBe(9_000_000);
    expect(timelineOf(boot.slice(0, -1)).totalNs).toBe(1_000_000);
  });

  it('counts when it is kept', () => {
    const { events, stages } = timelineOf(boot, { keepNoise: true });
    expect(events.some((event) => event.kind === 'code' && event.noise)).toBe(false);
    expect(stages.map((span) => span.stage)).toEqual(['kernel', 'custom', 'userspace']);
  });
});

it('marks codes with stage, name and revisit', () => {
  const table = { ...BUILT_IN_TABLE, names: new Map([[0x40, 'start_kernel']]) };
  const { events } = timelineOf(
    [
      [0x40, 1],
      [0x01, 2],
    ],
    { table },
  );
  expect(events).toMatchObject([
    { stage: 'kernel', name: 'start_kernel', revisit: false, line: 1 },
    { stage: 'firmware', name: null, revisit: true, line: 2 },
  ]);
});

describe('moments', () => {
  const timelineOfEvents = (...events: readonly TraceEvent[]) => timelineOf([], { boot: { events } });

  it('are one kind with codes: deltas, total and stages go from one to the other', () => {
    const timeline = timelineOfEvents(
      boundaryAt(0x00, 5, '1st timestamp'),
      momentAt('coreboot:2', 9),
      momentAt('coreboot:27', 11),
      boundaryAt(0x20, 20, 'payload'),
      momentAt('coreboot:1050', 26, 'bootloader'),
    );
    expect(timeline.events.map(({ deltaNs }) => deltaNs / 1000)).toEqual([5, 4, 2, 9, 6]);
    expect(ledgerText(timeline)).toEqual([
      'setup 5',
      'firmware 6',
      'firmware..bootloader 9?',
      'bootloader ?',
      'bootloader..end 6?',
    ]);
    expect(timeline.totalNs).toBe(26_000);
    expect(timeline.stages[0]).toMatchObject({
      first: '0x00',
      last: 'coreboot:27',
      lastCode: null,
      events: 3,
    });
  });

  it('without a stage move the total and bound no row', () => {
    const end = timelineOfEvents(codeAt(0x40, 5), codeAt(0x41, 9), momentAt('x:1', 30, null));
    expect(ledgerText(end)).toEqual(['setup 5', 'kernel 4', 'kernel..end 21']);
    const alone = timelineOfEvents(momentAt('x:1', 7, null), momentAt('x:2', 30, null));
    expect([ledgerText(alone), alone.totalNs]).toEqual([['setup 30'], 30_000]);
  });

  it('before zero are in no row, and the delta of what follows counts from them', () => {
    const timeline = timelineOfEvents(momentAt('x:1', -8), codeAt(0x40, 5), codeAt(0x41, 9));
    expect(timeline.events.map(({ deltaNs }) => deltaNs / 1000)).toEqual([-8, 13, 4]);
    expect(ledgerText(timeline)).toEqual(['setup 5', 'kernel 4']);
    expect(timelineOfEvents(momentAt('x:1', -8))).toMatchObject({ totalNs: 0, ledger: [], stages: [] });
  });
});

it('measures nothing without a code', () => {
  expect(timelineOf([])).toMatchObject({ totalNs: 0, events: [], stages: [], ledger: [] });
});
