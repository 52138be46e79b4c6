import { describe, expect, it } from 'vitest';
import { createPalette } from '../../../src/reporters/terminal/palette.js';
import { renderProfile } from '../../../src/reporters/terminal/profile-text.js';
import type { Profile, ProfileStack } from '../../../src/trace/profile/profile.js';
import { timelineOf } from '../../stages/build-boot.js';
import { PROFILE } from '../../trace/sample-profile.js';
import { PLAIN } from '../sample-reports.js';

function drawn(profile: Profile | undefined, columns = 80): string {
  const timeline = timelineOf([], { boot: profile === undefined ? {} : { profile } });
  return [...renderProfile(timeline, createPalette({ color: false }), { ...PLAIN, columns })].join('');
}

function kernel(stacks: readonly (readonly [frames: string, count: number])[]): Profile {
  const made = stacks.map(
    ([frames, count]): ProfileStack => ({ stage: 'kernel', vcpu: 0, frames: frames.split(' '), count }),
  );
  const samples = made.reduce((sum, { count }) => sum + count, 0);
  return { ...PROFILE, samples, stacks: made };
}

describe('renderProfile', () => {
  it('shows by stage what called what, and where the time is', () => {
    expect(drawn(PROFILE)).toBe(
      [
        '30 samples at 1000 Hz, 3 ticks without a sample, 20.0 % idle, 96.2 % of kernel',
        'stacks followed to their end',
        '',
        '                %    own  in firmware, 4 samples',
        '██████████  100.0  100.0  [firmware] > 0xffffff10',
        '',
        '               %   own  in kernel, 26 samples',
        '███████▊    76.9        start_kernel',
        '██████▉     69.2  50.0    arch_cpu_finalize_init > alternative_instructions',
        '█▉          19.2  19.2      __x86_return_thunk',
        '██▎         23.1  23.1  start_secondary > do_idle > default_idle',
        '',
        ' own     %  hottest functions',
        '69.2  69.2  alternative_instructions',
        '23.1  23.1  default_idle',
        '',
      ].join('\n'),
    );
  });

  it('shortens a chain in its middle, and more where there is less room', () => {
    const chain = kernel([['kthread worker_thread process_one_work fn alg_test dh_compute_value', 10]]);
    expect(drawn(chain)).toContain('  kthread > .. > alg_test > dh_compute_value\n');
    expect(drawn(chain, 40)).toContain('  .. > dh_compute_value\n');
    expect(drawn(kernel([['kthread worker_thread process_one_work', 10]]), 40)).toContain(
      '.. > process_one_work\n',
    );
    expect(drawn(kernel([[`${'x'.repeat(90)} end_of_it`, 10]]), 40)).toContain('.. > end_of_it\n');
  });

  it('keeps the shape of the tree and the beginning of names in a narrow window', () => {
    const frames = Array.from({ length: 30 }, (_, at) => `function_with_a_long_name_${at}`);
    const stacks = frames.map((_, at) => [frames.slice(0, at + 1).join(' '), 4] as const);
    const lines = drawn(kernel(stacks), 40).split('\n');
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(40);
    expect(lines).toContainEqual(expect.stringMatching(/^ *[\d.]+ +[\d.]+ {7}function_with_a_long_n…$/));
    expect(lines.filter((line) => line.includes('function')).length).toBeGreaterThan(20);
  });

  it('draws with ASCII alone where that is asked for', () => {
    const timeline = timelineOf([], { boot: { profile: PROFILE } });
    const palette = createPalette({ color: false });
    const text = [...renderProfile(timeline, palette, { ...PLAIN, unicode: false })].join('');
    expect(text).toContain('########    76.9        start_kernel\n');
    expect(text).toMatch(/^[\x20-\x7e\n]*$/);
  });

  it('leaves out what so few samples saw that it may be chance', () => {
    const text = drawn(
      kernel([
        ['often', 66],
        ['by_chance', 4],
      ]),
    );
    expect(text).not.toContain('by_chance');
  });

  it('leaves out what is rare', () => {
    const text = drawn(
      kernel([
        ['often', 980],
        ['seldom', 20],
      ]),
    );
    expect(text).toContain('often');
    expect(text.split('hottest')[0]).not.toContain('seldom');
  });

  it('says when there are no names', () => {
    const symbols = { source: 'none', count: 0, detail: 'hidden' } as const;
    expect(drawn({ ...PROFILE, symbols })).toContain('function names are unknown');
  });

  it('is silent about a boot that was not profiled, or not yet', () => {
    expect(drawn(undefined)).toBe('');
    expect(drawn({ ...PROFILE, samples: 0, stacks: [] })).toBe('');
  });

  it('lets no name act on a terminal', () => {
    expect(drawn(kernel([['\u001b[2J', 5]]))).not.toContain('\u001b');
  });
});

it('shows a bounded number of rows, those that weigh something', () => {
  const many = kernel(Array.from({ length: 60 }, (_, at) => [`f${at} g${at}`, 3] as const));
  const lines = drawn(many).split('\n');
  expect(lines.filter((line) => /> g\d+$/.test(line)).length).toBeLessThanOrEqual(40);
  const hot = lines
    .slice(lines.findIndex((line) => line.includes('hottest functions')) + 1)
    .filter((line) => line !== '');
  expect(hot.length).toBeLessThanOrEqual(10);
});

it('shows a chain of four whole where it is short', () => {
  expect(drawn(kernel([['a b c d', 10]]))).toContain('a > b > c > d\n');
  expect(drawn(kernel([[`${'a'.repeat(60)} b c d`, 10]]), 120)).toContain('a > .. > c > d\n');
  expect(drawn(kernel([['a b c d e', 10]]))).toContain('a > .. > d > e\n');
});
