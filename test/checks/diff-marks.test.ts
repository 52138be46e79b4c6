import { describe, expect, it } from 'vitest';
import { diffMarks, noteGoneMoments } from '../../src/checks/diff-marks.js';
import type { TraceEvent } from '../../src/trace/event.js';
import { boundaryAt, codeAt, momentAt, timelineOf } from '../stages/build-boot.js';

const boot = (...events: readonly TraceEvent[]) => [timelineOf([], { boot: { events } })];

describe('marks', () => {
  // Ids that had one code while codes were made of them.
  it('pair moments by key, not by place or name', () => {
    const base = boot(momentAt('coreboot:2', 1), momentAt('coreboot:27', 5), momentAt('coreboot:3', 9));
    const head = boot({ ...momentAt('coreboot:27', 6), name: 'new words' }, momentAt('coreboot:3', 9));
    expect(diffMarks(base, head)).toEqual([
      {
        key: 'coreboot:2',
        name: 'name of coreboot:2',
        occurrence: 1,
        baseNs: 1000,
        headNs: null,
        deltaNs: null,
      },
      { key: 'coreboot:27', name: 'new words', occurrence: 1, baseNs: 5000, headNs: 6000, deltaNs: 1000 },
      {
        key: 'coreboot:3',
        name: 'name of coreboot:3',
        occurrence: 1,
        baseNs: 9000,
        headNs: 9000,
        deltaNs: 0,
      },
    ]);
  });

  it('of codes have a name where one side knows it, and no field for it else', () => {
    const marks = diffMarks(boot(boundaryAt(0x00, 1, 'reset'), codeAt(0x05, 2)), boot(codeAt(0x00, 1)));
    expect(marks).toEqual([
      { code: 0x00, name: 'reset', occurrence: 1, baseNs: 1000, headNs: 1000, deltaNs: 0 },
      { code: 0x05, occurrence: 1, baseNs: 2000, headNs: null, deltaNs: null },
    ]);
  });

  it('are in order of time, codes before moments, and number what comes again', () => {
    const twice = boot(momentAt('a:1', 5), codeAt(0x40, 5), momentAt('a:1', 7));
    expect(
      diffMarks(twice, twice).map((mark) => ['key' in mark ? mark.key : mark.code, mark.occurrence]),
    ).toEqual([
      [0x40, 1],
      ['a:1', 1],
      ['a:1', 2],
    ]);
  });
});

describe('moments that are gone', () => {
  const note = (...keys: readonly string[]) =>
    noteGoneMoments(diffMarks(boot(...keys.map((key, at) => momentAt(key, at))), boot(momentAt('a:0', 1))));

  it('are named in a note, and others are not', () => {
    expect(note('a:0')).toEqual([]);
    expect(note('a:0', 'a:1', 'a:2')).toMatchObject([
      {
        severity: 'note',
        code: 'gone-moments',
        message: 'moments of base that no boot of head has: a:1 (name of a:1), a:2 (name of a:2)',
      },
    ]);
  });

  it('are listed up to a dozen', () => {
    const keys = Array.from({ length: 20 }, (_, at) => `b:${at}`);
    expect(note(...keys)[0]?.message).toMatch(/b:11 \(name of b:11\) and 8 more$/);
  });
});
