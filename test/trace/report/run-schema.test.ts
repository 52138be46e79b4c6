import { expect, it } from 'vitest';
import { exitCount, provenance } from '../../../src/trace/report/run-schema.js';

const KNOWN = { boottrace: '1', engine: 'bundled', guest: { cpus: 1 }, host: {}, startedAt: null };

it('a boot says how it was taken, or null', () => {
  for (const fits of [null, KNOWN, { ...KNOWN, startedAt: '2026-01-02T03:04:05Z', looks: 3 }])
    expect(provenance.safeParse(fits).success).toBe(true);
  for (const wrong of [undefined, {}, { ...KNOWN, looks: 0 }, { ...KNOWN, more: 1 }])
    expect(provenance.safeParse(wrong).success).toBe(false);
});

it('an exit that was counted was there', () => {
  const exit = { stage: 'setup', kind: 'pio', address: 1, direction: 'read', device: null, totalNs: 0 };
  expect(exitCount.safeParse({ ...exit, count: 1 }).success).toBe(true);
  expect(exitCount.safeParse({ ...exit, count: 0 }).success).toBe(false);
});
