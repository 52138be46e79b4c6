import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createClassifier } from '../../src/stages/classify.js';
import { findNoise } from '../../src/stages/noise.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import { afterSteps, codeAt, type Written } from './build-boot.js';

const classify = createClassifier(BUILT_IN_TABLE);

function noiseOf(written: readonly Written[]): number[] {
  return [
    ...findNoise(
      written.map(([code, us]) => codeAt(code, us)),
      classify,
    ),
  ];
}

/** Codes `stepUs` apart. */
function every(stepUs: number, codes: readonly number[], startUs = 0): Written[] {
  return codes.map((code, at) => [code, startUs + at * stepUs]);
}

/** What io_delay writes while Linux sets up the two interrupt controllers, the timer and the clock. */
const PIC_SETUP = [0xff, 0x11, 0x30, 0x04, 0x01, 0x11, 0x38, 0x02, 0x01, 0xff, 0xfb, 0x34, 0x9c, 0x2e, 0x0b];

describe('io_delay', () => {
  it('is found between the codes of a kernel', () => {
    const boot: Written[] = [[0x40, 1000], ...every(40, PIC_SETUP, 9000), [0x41, 80_000]];
    expect(noiseOf(boot)).toEqual([0, ...PIC_SETUP.map(() => 1), 0]);
  });

  it('is found where writes are as far apart as the limit, not beyond it', () => {
    expect(noiseOf(every(100, PIC_SETUP))).toEqual(PIC_SETUP.map(() => 1));
    expect(noiseOf(every(100.001, PIC_SETUP))).toEqual(PIC_SETUP.map(() => 0));
  });

  it('is found in a short burst that falls behind the stage reached before it', () => {
    const short = [0x34, 0x9c, 0x2e, 0x0b, 0x71, 0x8f];
    expect(noiseOf([[0x40, 0], ...every(30, short, 5000)])).toEqual([0, 1, 1, 1, 1, 1, 1]);
    expect(noiseOf(every(30, short, 5000))).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('is found in long bursts of arbitrary values', () => {
    const arbitrary = fc.array(fc.integer({ min: 0, max: 255 }), {
      minLength: 60,
      maxLength: 300,
      size: 'max',
    });
    fc.assert(
      fc.property(arbitrary, (codes) => noiseOf(every(30, codes)).every((flag) => flag === 1)),
      { seed: 1 },
    );
  });

  it('is found when polling loops repeat its values', () => {
    const repeated = PIC_SETUP.flatMap((code) => Array.from({ length: 50 }, () => code));
    expect(noiseOf(every(20, repeated)).every((flag) => flag === 1)).toBe(true);
  });
});

describe('the least that is noise', () => {
  const isNoise = (codes: readonly number[]): boolean => noiseOf(every(30, codes)).every((one) => one === 1);
  const userspace = (count: number): number[] => Array.from({ length: count }, (_, at) => 0x61 + at);

  it('has six different codes, of three stages, two of them late', () => {
    expect(isNoise([0x60, 0x01, 0x21, 0x61, 0x62, 0x63])).toBe(true);
    expect(isNoise([0x60, 0x01, 0x21, 0x61, 0x62, 0x62])).toBe(false);
    expect(isNoise([0x60, 0x01, 0x02, 0x61, 0x62, 0x63])).toBe(false);
    expect(isNoise([0x60, 0x01, 0x81, 0x61, 0x62, 0x63])).toBe(false);
  });

  it('steps back once in sixteen codes', () => {
    expect(isNoise([0x60, 0x01, 0x21, ...userspace(13)])).toBe(true);
    expect(isNoise([0x60, 0x01, 0x21, ...userspace(14)])).toBe(false);
  });

  it('is a row of four zeros', () => {
    const zeros = (count: number) =>
      every(
        50,
        Array.from({ length: count }, () => 0),
        5000,
      );
    expect(noiseOf([[0x40, 0], ...zeros(4), [0x41, 9000]])).toEqual([0, 1, 1, 1, 1, 0]);
    expect(noiseOf([[0x40, 0], ...zeros(3), [0x41, 9000]])).toEqual([0, 0, 0, 0, 0]);
  });
});

describe('rows of zeros', () => {
  const zeros = Array.from({ length: 10 }, () => 0);
  it('are noise behind a stage already reached', () => {
    expect(noiseOf([[0x20, 0], ...every(50, zeros, 5000), [0x40, 9000]])).toEqual([
      0,
      ...zeros.map(() => 1),
      0,
    ]);
  });
  it('count while firmware is the latest stage, and when they are few or slow', () => {
    expect(noiseOf([[0x01, 0], ...every(50, zeros, 5000)])).not.toContain(1);
    expect(noiseOf([[0x20, 0], ...every(50, [0, 0, 0], 5000)])).not.toContain(1);
    expect(noiseOf([[0x20, 0], ...every(300, zeros, 5000)])).not.toContain(1);
  });
  it('count for any other code: a service may be called in a loop', () => {
    expect(
      noiseOf([
        [0x20, 0],
        ...every(
          50,
          zeros.map(() => 0x05),
          5000,
        ),
      ]),
    ).not.toContain(1);
  });
});

describe('codes that were meant', () => {
  it('never rise to noise while the order of stages holds', () => {
    const marks = fc.array(fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 300 })), {
      maxLength: 80,
      size: 'max',
    });
    fc.assert(
      fc.property(marks, (steps) => {
        const codes = steps.map(([code]) => code).sort((a, b) => a - b);
        const boot = afterSteps(codes.map((code, at) => [code, steps[at]![1]]));
        expect(noiseOf(boot)).not.toContain(1);
      }),
    );
  });

  it.each<[string, number[]]>([
    ['a walk through all stages', [0x01, 0x02, 0x20, 0x21, 0x40, 0x41, 0x60, 0x61, 0x80, 0x81]],
    ['marks between all codes', [0x01, 0x80, 0x20, 0x81, 0x40, 0x82, 0x41, 0x83, 0x60, 0x84]],
    ['a storm of one code', Array.from({ length: 500 }, () => 0x60)],
    ['two CPUs in one stage', Array.from({ length: 500 }, (_, at) => 0x60 + (at % 2))],
    ['CPUs in three stages', Array.from({ length: 500 }, (_, at) => [0x41, 0x60, 0x80][at % 3]!)],
    ['two CPUs in two stages', Array.from({ length: 500 }, (_, at) => (at % 2 ? 0x41 : 0x60))],
    ['a firmware service called from userspace', [0x60, 0x05, 0x61, 0x06, 0x62, 0x05, 0x63, 0x06]],
    ['a service once among marks', [0x40, 0x05, 0x80, 0x41, 0x60, 0x81, 0x61]],
    ['counting through all codes again and again', Array.from({ length: 1024 }, (_, at) => at % 256)],
    ['reset vector of EDK2', [0x16, 0x32, 0x64, 0xb0, 0xb1, 0xf0, 0xf1]],
    ['too few to tell', [0x40, 0x00, 0x60, 0x20, 0xff]],
  ])('%s', (_, codes) => expect(noiseOf(every(5, codes))).not.toContain(1));

  it('are told from a burst by time alone', () => {
    expect(noiseOf(every(1000, PIC_SETUP))).not.toContain(1);
  });
});

it('handles no code and one code', () => {
  expect(noiseOf([])).toEqual([]);
  expect(noiseOf([[0, 0]])).toEqual([0]);
});
