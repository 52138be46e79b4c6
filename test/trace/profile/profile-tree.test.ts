import { describe, expect, it } from 'vitest';
import type { ProfileStack } from '../../../src/trace/profile/profile.js';
import {
  hotFunctions,
  profileTree,
  pruneTree,
  stacksByStage,
} from '../../../src/trace/profile/profile-tree.js';
import { STACKS } from '../sample-profile.js';

const KERNEL = STACKS.filter(({ stage, vcpu }) => stage === 'kernel' && vcpu === 0);

function stack(frames: readonly string[], count = 1): ProfileStack {
  return { stage: 'kernel', vcpu: 0, frames, count };
}

describe('profileTree', () => {
  it('adds up what begins alike, the largest first', () => {
    const tree = profileTree(KERNEL);
    expect([tree.total, tree.self]).toEqual([20, 0]);
    const [start] = tree.children;
    expect(start).toMatchObject({ name: 'start_kernel', total: 20, self: 0 });
    expect(start!.children.map(({ name, total }) => [name, total])).toEqual([
      ['arch_cpu_finalize_init', 18],
      ['setup_arch', 2],
    ]);
    expect(start!.children[0]!.children[0]).toMatchObject({
      name: 'alternative_instructions',
      total: 18,
      self: 13,
    });
  });

  it('has a root without a name, and puts the largest first whatever came first', () => {
    const tree = profileTree([stack(['small']), stack(['large'], 5), stack(['middle'], 3)]);
    expect(tree).toMatchObject({ name: '', self: 0, total: 9 });
    expect(tree.children.map(({ name }) => name)).toEqual(['large', 'middle', 'small']);
  });

  it('keeps recursion apart, level by level', () => {
    const tree = profileTree([stack(['f', 'f', 'f'], 2), stack(['f'])]);
    expect(tree.children[0]).toMatchObject({ name: 'f', total: 3, self: 1 });
    expect(tree.children[0]!.children[0]).toMatchObject({ name: 'f', total: 2, self: 0 });
  });

  it('is not confused by names of objects', () => {
    expect(profileTree([stack(['__proto__', 'constructor'])]).children[0]!.name).toBe('__proto__');
  });

  it('can be pruned without losing a sample', () => {
    const [start] = pruneTree(profileTree(KERNEL), 3).children;
    expect(start!.children.map(({ name }) => name)).toEqual(['arch_cpu_finalize_init']);
    expect(start!.total).toBe(20);
    expect(pruneTree(profileTree([stack(['f'], 3)]), 3).children).toHaveLength(1);
  });
});

describe('hotFunctions', () => {
  it('gives the time in thunks to who went through them', () => {
    const hot = hotFunctions(KERNEL);
    expect(hot[0]).toEqual({ name: 'alternative_instructions', self: 18, total: 18 });
    expect(hot.some(({ name }) => name === '__x86_return_thunk')).toBe(false);
    const thunks = ['srso_return_thunk', '__x86_indirect_thunk_rax', 'retbleed_return_thunk', '__fentry__'];
    expect(hotFunctions(thunks.map((thunk) => stack(['f', thunk])))).toEqual([
      { name: 'f', self: 4, total: 4 },
    ]);
  });

  it('counts a function once in a stack, however often it is in it', () => {
    expect(hotFunctions([stack(['f', 'g', 'f'], 3)])).toEqual([
      { name: 'f', self: 3, total: 3 },
      { name: 'g', self: 0, total: 3 },
    ]);
  });

  it('puts the most time of its own first, of equals the most in all, whatever came first', () => {
    const hot = hotFunctions([
      stack(['caller', 'leaf'], 2),
      stack(['main', 'busy'], 9),
      stack(['main', 'main2'], 2),
    ]);
    expect(hot.map(({ name, self, total }) => [name, self, total])).toEqual([
      ['busy', 9, 9],
      ['leaf', 2, 2],
      ['main2', 2, 2],
      ['main', 0, 11],
      ['caller', 0, 2],
    ]);
  });

  it('counts a stack without frames as one of a function without a name', () => {
    expect(hotFunctions([stack([], 4)])).toEqual([{ name: '', self: 4, total: 0 }]);
  });

  it('keeps a thunk that nobody is known to have called', () => {
    expect(hotFunctions([stack(['srso_return_thunk'])])).toEqual([
      { name: 'srso_return_thunk', self: 1, total: 1 },
    ]);
  });
});

it('stages come in order of appearance', () => {
  expect([...stacksByStage(STACKS)].map(([stage, stacks]) => [stage, stacks.length])).toEqual([
    ['firmware', 1],
    ['kernel', 4],
  ]);
});
