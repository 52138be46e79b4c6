import { describe, expect, it } from 'vitest';
import { createPointClassifier } from '../../src/stages/classify-points.js';
import { SpanBuilder } from '../../src/stages/spans.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import type { CodeEvent, MomentEvent } from '../../src/trace/event.js';
import { boundaryAt, codeAt, momentAt, type Written } from './build-boot.js';

const classify = createPointClassifier(BUILT_IN_TABLE);

function spansOf(written: readonly Written[]) {
  const builder = new SpanBuilder();
  const revisits = written
    .filter(([code, us]) => {
      const event = { ...codeAt(code, us), timeNs: us };
      return builder.add(event, classify.code(event));
    })
    .map(([code]) => code);
  const spans = builder.finish();
  return { revisits, spans, text: spans.map((span) => `${span.stage} ${span.startNs}-${span.endNs}`) };
}

describe('ordered stages', () => {
  it('last from their first code to their last before a later stage', () => {
    expect(
      spansOf([
        [0x01, 5],
        [0x02, 9],
        [0x40, 20],
        [0x41, 50],
        [0x60, 51],
      ]).text,
    ).toEqual(['firmware 5-9', 'kernel 20-50', 'userspace 51-51']);
  });

  it('say their codes, how many are theirs, and how many revisits came', () => {
    const { spans, revisits } = spansOf([
      [0x40, 1],
      [0x05, 2],
      [0x80, 3],
      [0x41, 4],
      [0x06, 5],
    ]);
    expect(revisits).toEqual([0x05, 0x06]);
    expect(spans).toEqual([
      {
        stage: 'kernel',
        startNs: 1,
        endNs: 4,
        durationNs: 3,
        measured: true,
        events: 2,
        revisits: 2,
        moments: 0,
        firstCode: 0x40,
        lastCode: 0x41,
        first: '0x40',
        last: '0x41',
        firstName: '0x40',
        lastName: '0x41',
      },
    ]);
  });

  it('count a revisit for the stage that is latest then, also in a gap', () => {
    const { spans } = spansOf([
      [0x20, 1],
      [0x40, 2],
      [0x01, 3],
      [0x60, 4],
      [0x40, 5],
      [0x61, 6],
    ]);
    expect(spans.map((span) => [span.stage, span.revisits])).toEqual([
      ['bootloader', 0],
      ['kernel', 1],
      ['userspace', 1],
    ]);
  });
});

describe('codes without an order', () => {
  it('belong to the span around them', () => {
    expect(
      spansOf([
        [0x40, 1],
        [0x80, 2],
        [0x90, 3],
        [0x41, 4],
      ]).text,
    ).toEqual(['kernel 1-4']);
  });

  it('make one row per run outside every span', () => {
    const boot: Written[] = [
      [0x80, 1],
      [0x81, 2],
      [0x01, 3],
      [0x82, 4],
      [0x40, 5],
      [0x83, 6],
      [0x84, 8],
    ];
    expect(spansOf(boot).text).toEqual([
      'custom 1-2',
      'firmware 3-3',
      'custom 4-4',
      'kernel 5-5',
      'custom 6-8',
    ]);
    expect(spansOf(boot).spans.map((span) => span.events)).toEqual([2, 1, 1, 1, 2]);
  });

  it('are not parted by a revisit, which ends nothing', () => {
    expect(
      spansOf([
        [0x40, 1],
        [0x80, 2],
        [0x05, 3],
        [0x81, 4],
      ]).text,
    ).toEqual(['kernel 1-1', 'custom 2-4']);
  });

  it('alone are rows too', () => {
    expect(
      spansOf([
        [0x80, 3],
        [0x90, 7],
      ]).text,
    ).toEqual(['custom 3-7']);
  });
});

it('has no span without a code', () => expect(spansOf([]).spans).toEqual([]));

describe('moments', () => {
  const spansOfPoints = (...points: readonly (CodeEvent | MomentEvent)[]) => {
    const builder = new SpanBuilder();
    const revisits = points.filter((point) =>
      builder.add(point, point.kind === 'code' ? classify.code(point) : classify.moment(point)),
    );
    return { revisits: revisits.length, spans: builder.finish() };
  };

  it('begin and end a stage as its codes do, and are named there', () => {
    const { spans } = spansOfPoints(momentAt('a:1', 2), momentAt('a:2', 5), boundaryAt(0x20, 9, 'loader'));
    expect(spans[0]).toEqual({
      stage: 'firmware',
      startNs: 2000,
      endNs: 5000,
      durationNs: 3000,
      measured: true,
      events: 2,
      moments: 2,
      revisits: 0,
      firstCode: null,
      lastCode: null,
      first: 'a:1',
      last: 'a:2',
      firstName: 'name of a:1',
      lastName: 'name of a:2',
    });
  });

  it('after the end code of a stage are its own and move nothing', () => {
    const ended = [boundaryAt(0x00, 1, 'begins'), momentAt('a:1', 3), boundaryAt(0x01, 5, 'ends')];
    expect(spansOfPoints(...ended, momentAt('a:2', 9)).spans).toMatchObject([
      { endNs: 5000, events: 4, moments: 2, last: '0x01', measured: true },
    ]);
  });

  it('do not measure a stage of which the end code alone was seen before them', () => {
    expect(spansOfPoints(boundaryAt(0x01, 5, 'ends'), momentAt('a:2', 9)).spans).toMatchObject([
      { durationNs: null, measured: false, events: 2 },
    ]);
  });

  it('of an earlier stage are revisits', () => {
    const { spans, revisits } = spansOfPoints(codeAt(0x40, 1), momentAt('a:1', 2), codeAt(0x41, 3));
    expect([revisits, spans[0]?.revisits, spans[0]?.events]).toEqual([1, 1, 2]);
  });

  it('without a stage, and those before zero, are in no span', () => {
    expect(spansOfPoints(momentAt('a:1', 1, null), momentAt('a:2', -1)).spans).toEqual([]);
  });
});
