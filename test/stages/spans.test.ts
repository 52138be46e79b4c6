import { describe, expect, it } from 'vitest';
import { BUILT_IN_TABLE } from '../../src/stages/built-in-table.js';
import { createClassifier } from '../../src/stages/classify.js';
import { SpanBuilder } from '../../src/stages/spans.js';
import type { Written } from './build-boot.js';

const classify = createClassifier(BUILT_IN_TABLE);

function spansOf(written: readonly Written[]) {
  const builder = new SpanBuilder();
  const revisits = written
    .filter(([code, us]) => builder.add(us, code, classify(code)))
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
        firstCode: 0x40,
        lastCode: 0x41,
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
