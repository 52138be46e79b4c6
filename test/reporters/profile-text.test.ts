import { describe, expect, it } from 'vitest';
import { createPalette } from '../../src/reporters/palette.js';
import { renderProfile } from '../../src/reporters/profile-text.js';
import type { Profile, ProfileStack } from '../../src/trace/profile.js';
import { timelineOf } from '../stages/build-boot.js';
import { PROFILE } from '../trace/sample-profile.js';
import { PLAIN } from './sample-reports.js';

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
        '30 samples at 1000 Hz, 3 ticks without one, 96.2 % of kernel stacks followed to their end',
        '',
        '    %    own  in firmware, 4 samples',
        '100.0  100.0  [firmware] > 0xffffff10',
        '',
        '   %   own  in kernel, 26 samples',
        '76.9   0.0  start_kernel',
        '69.2  50.0    arch_cpu_finalize_init > alternative_instructions',
        '19.2  19.2      __x86_return_thunk',
        ' 7.7   7.7    setup_arch',
        '23.1  23.1  start_secondary > do_idle > default_idle',
        '',
        ' own     %  hottest functions',
        '69.2  69.2  alternative_instructions',
        '23.1  23.1  default_idle',
        ' 7.7   7.7  setup_arch',
        '',
      ].join('\n'),
    );
  });

  it('shortens a chain in its middle, and long rows at their start', () => {
    const text = drawn(kernel([['kthread worker_thread process_one_work fn alg_test dh_compute_value', 10]]));
    expect(text).toContain('kthread > .. > alg_test > dh_compute_value');
    expect(drawn(kernel([[`${'x'.repeat(90)} end_of_it`, 10]]), 40)).toContain('> end_of_it');
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
    expect(drawn({ ...PROFILE, symbols })).toContain('no names of functions are known');
  });

  it('is silent about a boot that was not profiled, or not yet', () => {
    expect(drawn(undefined)).toBe('');
    expect(drawn({ ...PROFILE, samples: 0, stacks: [] })).toBe('');
  });

  it('lets no name act on a terminal', () => {
    expect(drawn(kernel([['\u001b[2J', 5]]))).not.toContain('\u001b');
  });
});
