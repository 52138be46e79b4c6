import { describe, expect, it } from 'vitest';
import { progressOf } from '../../src/checks/open-question.js';
import type { DiffRow, Verdict } from '../../src/trace/report/report.js';

function row(verdict: Verdict, neededN: number | null = null, kind: DiffRow['kind'] = 'stage'): DiffRow {
  return {
    ...{ kind, name: 'a', baseNs: 1, headNs: 1, deltaNs: 0, deltaPct: 0, baseN: 20, headN: 25 },
    ...{ p: 0.5, pAdjusted: 1, ciNs: [0, 0], verdict, neededN },
    ...{ baseOutliers: [], headOutliers: [], baseHumps: null, headHumps: null },
  };
}

const ask = (rows: readonly DiffRow[], failOn: 'regression' | 'inconclusive' | 'never' = 'regression') =>
  progressOf(rows, { failOn, most: 40 });

describe('what was asked', () => {
  it('is settled by the first row that fails, whatever else is open', () => {
    expect(ask([row('inconclusive', 30), row('regression')])).toBe('settled');
    expect(ask([row('inconclusive', 30), row('gone')], 'inconclusive')).toBe('settled');
  });
  it('is settled when no row is open', () =>
    expect(ask([row('unchanged'), row('improvement'), row('not-tested')])).toBe('settled'));
  it('is open while a row is, and where nothing fails while any row is', () => {
    expect(ask([row('unchanged'), row('inconclusive', 30)])).toBe('open');
    expect(ask([row('regression'), row('inconclusive', 30)], 'never')).toBe('open');
  });
  it('is hopeless when every open row needs far more than there will be, or no number helps', () => {
    expect(ask([row('inconclusive', 80)])).toBe('open');
    expect(ask([row('inconclusive', 81), row('inconclusive', null)])).toBe('hopeless');
    expect(ask([row('inconclusive', 81), row('inconclusive', 30)])).toBe('open');
    // Of fewer boots the estimate says little.
    expect(ask([{ ...row('inconclusive', 81), baseN: 19 }])).toBe('open');
    // How many boots fail is known by no estimate.
    expect(ask([row('inconclusive', null, 'failed')])).toBe('open');
  });
});
