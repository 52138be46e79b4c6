import { expect, it } from 'vitest';
import { foldedReporter } from '../../../src/reporters/data/folded.js';
import type { Boot } from '../../../src/trace/boot.js';
import { bootOf } from '../../stages/build-boot.js';
import { PROFILE } from '../../trace/sample-profile.js';
import { readFolded } from '../consumers.js';
import { BOOT, HOSTILE, reading, render, report } from '../sample-reports.js';

const PROFILED = bootOf(BOOT, { profile: PROFILE });

function folded(...boots: readonly Boot[]): string {
  return render(foldedReporter, report('report', [reading(...boots)]));
}

it('has a line for each stack, with its stage and virtual CPU in front', () => {
  const lines = folded(PROFILED).split('\n');
  expect(lines[0]).toBe('firmware;cpu 0;[firmware];0xffffff10 4');
  expect(lines[4]).toBe('kernel;cpu 1;start_secondary;do_idle;default_idle 6');
  const total = readFolded(folded(PROFILED)).reduce((sum, { count }) => sum + count, 0);
  expect(total).toBe(PROFILE.samples);
});

it('names the virtual CPU only where there are several', () => {
  const stacks = PROFILE.stacks.filter(({ vcpu }) => vcpu === 0);
  const one = bootOf(BOOT, { profile: { ...PROFILE, samples: 24, stacks } });
  expect(folded(one)).toContain('kernel;start_kernel;setup_arch 2\n');
});

it('of several boots says which, and leaves out those without samples', () => {
  const text = folded(bootOf(BOOT), PROFILED, PROFILED);
  expect(text).toContain('boot 2;firmware;');
  expect(text).toContain('boot 3;firmware;');
  expect(text).not.toContain('boot 1');
});

it('of boots that were not profiled is the ledger in microseconds', () => {
  const lines = readFolded(folded(bootOf(BOOT)));
  expect(lines.slice(0, 2)).toEqual([
    { frames: ['setup'], count: 11_200 },
    { frames: ['firmware'], count: 2800 },
  ]);
});

it('of a boot without codes is one line that weighs nothing', () => {
  expect(folded(bootOf([]))).toBe('boot 0\n');
});

it('keeps a name in its frame', () => {
  const stacks = [{ stage: 'kernel', vcpu: 0, frames: ['a;b c', HOSTILE, ' '], count: 2 }];
  const text = folded(bootOf(BOOT, { profile: { ...PROFILE, samples: 2, stacks } }));
  expect(readFolded(text)).toEqual([
    { frames: ['kernel', 'a:b c', expect.stringContaining('\\x1b[2J'), '?'], count: 2 },
  ]);
});
