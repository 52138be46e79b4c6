import { describe, expect, it } from 'vitest';
import { slowShare } from '../../../src/trace/report/comparison-schema.js';

const SHARE = { base: 0, head: 0.25, sizeNs: 24_000_000, p: 0.0002 };

describe('slowShare', () => {
  it('takes what a comparison says', () => expect(slowShare.parse(SHARE)).toEqual(SHARE));
  it.each([{ base: 1.2 }, { head: -0.1 }, { sizeNs: 0.5 }, { p: null }, { other: 1 }])(
    'refuses %j',
    (wrong) => expect(slowShare.safeParse({ ...SHARE, ...wrong }).success).toBe(false),
  );
});
