import { expect, test } from 'vitest';
import { describeProfile, percentText, treeRows } from '../../../src/reporters/words/profile-rows.js';
import { profileTree } from '../../../src/trace/profile/profile-tree.js';
import { PROFILE, STACKS } from '../../trace/sample-profile.js';

test('a chain of only callees is one row, with the samples of its last', () => {
  const rows = [...treeRows(profileTree(STACKS.filter(({ vcpu }) => vcpu === 1)))];
  expect(rows).toEqual([
    { depth: 0, names: ['start_secondary', 'do_idle', 'default_idle'], self: 6, total: 6 },
  ]);
});

test('callees stand below their caller', () => {
  const rows = [
    ...treeRows(profileTree(STACKS.filter(({ stage, vcpu }) => stage === 'kernel' && vcpu === 0))),
  ];
  expect(rows.map(({ depth, names, total }) => [depth, names.join(' '), total])).toEqual([
    [0, 'start_kernel', 20],
    [1, 'arch_cpu_finalize_init alternative_instructions', 18],
    [2, '__x86_return_thunk', 5],
    [1, 'setup_arch', 2],
  ]);
});

test('says how many samples there are, what was lost, and that names are missing', () => {
  expect(describeProfile(PROFILE)).toBe(
    '30 samples at 1000 Hz, 3 ticks without a sample, 20.0 % idle, 96.2 % of kernel stacks followed to their end',
  );
  const symbols = { source: 'none', count: 0, detail: null } as const;
  expect(describeProfile({ ...PROFILE, lostTicks: 0, kernelSamples: 0, symbols })).toBe(
    '30 samples at 1000 Hz, 20.0 % idle, function names are unknown',
  );
  expect(describeProfile({ ...PROFILE, samples: 8000, idleSamples: 2 })).not.toContain('idle');
  expect(percentText(1, 3)).toBe('33.3');
});
