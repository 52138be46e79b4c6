import { describe, expect, it } from 'vitest';
import { flamegraphReporter } from '../../../src/reporters/svg/flamegraph.js';
import type { Boot } from '../../../src/trace/boot.js';
import { bootOf } from '../../stages/build-boot.js';
import { manyStacks, PROFILE } from '../../trace/sample-profile.js';
import { readSvg } from '../consumers.js';
import { BOOT, reading, render, report, SAMPLE_REPORTS, scaled } from '../sample-reports.js';

function draw(...boots: readonly Boot[]): string {
  const text = render(flamegraphReporter, report('run', [reading(...boots)]));
  readSvg(text);
  return text;
}

function headings(text: string): readonly string[] {
  return [...text.matchAll(/<text class="heading"[^>]*>([^<]*)</g)].map(([, heading]) => heading!);
}

const SAMPLED = bootOf(BOOT, { profile: PROFILE });

describe('flamegraph', () => {
  it('draws a graph for each stage, with a title for each box', () => {
    const text = draw(SAMPLED);
    expect(headings(text).slice(1)).toEqual(['firmware: 4 samples', 'kernel: 26 samples']);
    expect(text).toContain('30 samples at 1000 Hz, 3 ticks without a sample');
    expect(text).toContain('<title>setup_arch: 7.7 % of kernel, 2 samples, 2 of its own</title>');
  });

  it('takes boots together, and leaves out warm-ups and those that were not sampled', () => {
    const text = draw({ ...SAMPLED, warmup: true }, SAMPLED, SAMPLED, scaled(1));
    expect(text).toContain('60 samples in 2 boots');
    expect(headings(text).slice(1)).toEqual(['firmware: 8 samples', 'kernel: 52 samples']);
  });

  it('keeps the sides of a comparison apart', () => {
    const text = draw({ ...SAMPLED, side: 'base' }, { ...SAMPLED, side: 'head' });
    expect(headings(text).slice(1)).toEqual([
      'firmware, base: 4 samples',
      'kernel, base: 26 samples',
      'firmware, head: 4 samples',
      'kernel, head: 26 samples',
    ]);
  });

  it('says how to get samples when there are none', () => {
    expect(draw(scaled(1))).toContain('boottrace run --profile');
    expect(draw()).toContain('boottrace run --profile');
  });

  it('stays small: what no pixel would show is left out', () => {
    const stacks = manyStacks(20_000);
    expect(draw({ ...SAMPLED, profile: { ...PROFILE, stacks } }).length).toBeLessThan(1_000_000);
  });

  it('draws a bounded number of graphs, and says how many there would be', () => {
    const stacks = Array.from({ length: 30 }, (_, at) => ({ ...PROFILE.stacks[0]!, stage: `stage ${at}` }));
    const text = draw({ ...SAMPLED, profile: { ...PROFILE, stacks } });
    expect(headings(text)).toHaveLength(25);
    expect(text).toContain('6 more graphs');
  });

  it('lets no name be markup', () => {
    const text = render(flamegraphReporter, SAMPLE_REPORTS['run of a profiled boot']!);
    expect(text).not.toMatch(/<script|<\/script/);
    readSvg(text);
  });
});

it('says nothing of graphs that are left out where none is, nor of boots without a sample', () => {
  const stacks = Array.from({ length: 24 }, (_, at) => ({ ...PROFILE.stacks[0]!, stage: `stage ${at}` }));
  const text = draw({ ...SAMPLED, profile: { ...PROFILE, stacks } });
  expect(headings(text)).toHaveLength(25);
  expect(text).not.toContain('more graph');
  expect(draw(SAMPLED, { ...SAMPLED, profile: { ...PROFILE, samples: 0, stacks: [] } })).toContain(
    '30 samples at 1000 Hz',
  );
});
