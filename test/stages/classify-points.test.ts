import { describe, expect, it } from 'vitest';
import { createPointClassifier, stageOrder } from '../../src/stages/classify-points.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import type { StageTable } from '../../src/trace/stage-table.js';
import { boundaryAt, codeAt, momentAt } from './build-boot.js';

const OWN: StageTable = {
  ranges: [
    { stage: 'rom', from: 0x00, to: 0x3f, unordered: false },
    { stage: 'kernel', from: 0x40, to: 0x5f, unordered: false },
    { stage: 'probes', from: 0xe0, to: 0xef, unordered: true },
  ],
  fallback: 'rest',
  names: new Map([
    [0x40, 'my kernel'],
    [0x20, 'my rom'],
  ]),
};

describe('with the built-in table', () => {
  const classify = createPointClassifier(BUILT_IN_TABLE);

  it('a moment has the rank of the stage of its name, and none without a stage', () => {
    expect(classify.moment(momentAt('a:1', 1, 'bootloader'))).toMatchObject({ stage: 'bootloader', rank: 1 });
    expect(classify.moment(momentAt('a:1', 1, null))).toMatchObject({ stage: null, rank: null });
    expect(classify.code(codeAt(0x21, 1))).toMatchObject({ stage: 'bootloader', rank: 1, boundary: 'end' });
  });

  it('a name of the source is kept', () => {
    expect(classify.code({ ...codeAt(0x45, 1), name: 'mine' }).name).toBe('mine');
    expect(classify.moment(momentAt('a:1', 1)).name).toBe('name of a:1');
  });
});

describe("with a user's table", () => {
  const classify = createPointClassifier(OWN);

  it('codes that came through a port are its own', () => {
    expect(classify.code(codeAt(0x20, 1))).toMatchObject({ stage: 'rom', name: 'my rom' });
    expect(classify.code({ ...codeAt(0x40, 1), name: 'mine' }).name).toBe('my kernel');
    expect(classify.code(codeAt(0x70, 1))).toMatchObject({ stage: 'rest', rank: null });
  });

  it('boundaries that a text names keep their name and the standard stage', () => {
    expect(classify.code(boundaryAt(0x20, 1, 'U-Boot'))).toMatchObject({
      stage: 'bootloader',
      name: 'U-Boot',
    });
    expect(classify.code(boundaryAt(0x40, 1, 'kernel start'))).toMatchObject({
      stage: 'kernel',
      name: 'kernel start',
      rank: classify.code(codeAt(0x41, 1)).rank,
    });
  });

  it('its ranges do not touch moments, its section for them does, by key before name', () => {
    const moments = new Map([
      ['a:1', { stage: 'rom', name: 'first' }],
      ['name of a:1', { name: 'never' }],
      ['name of a:2', { name: 'second' }],
    ]);
    const own = createPointClassifier({ ...OWN, moments });
    expect(classify.moment(momentAt('a:1', 1))).toMatchObject({ stage: 'firmware', name: 'name of a:1' });
    expect(own.moment(momentAt('a:1', 1))).toMatchObject({ stage: 'rom', name: 'first' });
    expect(own.moment(momentAt('a:2', 1))).toMatchObject({ stage: 'firmware', name: 'second' });
    expect(own.moment(momentAt('a:3', 1, null))).toMatchObject({ stage: null, name: 'name of a:3' });
  });

  it('standard stages that it lacks have places in its order, those that it knows keep theirs', () => {
    expect(stageOrder(BUILT_IN_TABLE)).toEqual(['firmware', 'bootloader', 'kernel', 'userspace']);
    const order = stageOrder(OWN);
    expect(order.toSorted()).toEqual(['bootloader', 'firmware', 'kernel', 'rom', 'userspace']);
    for (const [before, after] of [
      ['rom', 'kernel'],
      ['firmware', 'bootloader'],
      ['bootloader', 'kernel'],
      ['kernel', 'userspace'],
    ] as const)
      expect(order.indexOf(before)).toBeLessThan(order.indexOf(after));
  });
});
