/** No kind of broken boot passes a gate: `check`, `check --baseline`, `diff`, of one boot, of a set, of a part of a set. */
import { describe, expect, it } from 'vitest';
import { faster, good, KINDS, type Kind, reportOf, type Shape, setOf, slower } from './broken-boots.js';
import { check, holesOf, praiseOf } from './broken-gates.js';

const CASES = KINDS.flatMap((kind) => kind.shapes.map((shape) => [kind.name, shape, kind] as const));

/** The last code that a good boot of the shape has. */
const LAST: Readonly<Record<Shape, string>> = {
  'trace file': '0x61',
  'cloud-hypervisor': '0x61',
  dmesg: '0x41',
  firecracker: '0x60',
};

const N = 10;
const goodOf = (kind: Kind) => kind.good ?? good;

describe.each(CASES)('%s, as %s', (_, shape, kind) => {
  const one = reportOf(shape, kind.make(3));
  const all = reportOf(shape, ...setOf(N, kind.make));
  const base = reportOf(shape, ...setOf(N, goodOf(kind)));

  it('has the outcome that it should have', () => {
    expect(new Set(one.timelines.map(({ outcome }) => outcome.state))).toEqual(new Set([kind.state]));
    expect(base.timelines.map(({ outcome }) => outcome.state)).toEqual(Array(N).fill('finished'));
  });

  it('fails check', async () => {
    for (const report of [one, all]) {
      const required = check(report, { require: [LAST[shape]] });
      if (kind.state !== 'finished') {
        const judged = check(report, { max: ['codes=1000', 'failed=0'] });
        expect(judged.results.map(({ passed }) => passed)).toEqual([false, false]);
        expect(await praiseOf(judged)).toEqual([]);
      } else if (shape !== 'dmesg') expect(required.passed).toBe(false);
      if (!required.passed) expect(await praiseOf(required)).toEqual([]);
    }
  });

  it('alone fails beside a good boot, and beside a set of them', async () => {
    expect(await holesOf(reportOf(shape, goodOf(kind)(0)), one)).toEqual([]);
    expect(await holesOf(base, one)).toEqual([]);
  });

  it('fails as all of a set', async () => {
    expect(await holesOf(base, all)).toEqual([]);
  });

  it('fails as half of a set, be the other half as fast, slower or faster', async () => {
    for (const other of kind.good === undefined ? [good, slower, faster] : [goodOf(kind)]) {
      const half = reportOf(shape, ...setOf(N / 2, kind.make), ...setOf(N / 2, other, N / 2));
      expect(await holesOf(base, half)).toEqual([]);
    }
  });
});
