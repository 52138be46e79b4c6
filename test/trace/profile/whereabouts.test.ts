import { describe, expect, it } from 'vitest';
import type { Initcall } from '../../../src/trace/profile/initcall.js';
import type { ProfileStack } from '../../../src/trace/profile/profile.js';
import { whereaboutsIn } from '../../../src/trace/profile/whereabouts.js';
import { PROFILE } from '../sample-profile.js';

const INITCALL: Initcall = {
  name: 'crypto_algapi_init',
  startNs: 100,
  durationNs: 50,
  kind: 'initcall',
  source: 'mark',
  vcpu: 0,
};

function stack(path: string, timesNs: readonly number[], vcpu = 0): ProfileStack {
  return { stage: 'kernel', vcpu, frames: path.split('/'), count: timesNs.length, timesNs };
}

function mostly(stacks: readonly ProfileStack[], initcall = INITCALL) {
  const found = whereaboutsIn({ ...PROFILE, stacks })(initcall);
  return found && [found.place, found.samples, found.all];
}

const OWN = 'kernel_init/do_one_initcall/crypto_algapi_init/crypto_larval_wait';
const OTHER = 'ret_from_fork/kthread/cryptomgr_test/alg_test';

describe('whereabouts', () => {
  it('are in the initcall, or in what a thread did meanwhile', () => {
    expect(mostly([stack(OWN, [100, 110, 120, 130]), stack(OTHER, [140])])).toEqual([
      'crypto_algapi_init',
      4,
      5,
    ]);
    expect(mostly([stack(OWN, [100]), stack(OTHER, [110, 120, 130, 149])])).toEqual(['cryptomgr_test', 4, 5]);
  });

  it('may be in what the kernel does between its initcalls', () => {
    const path = 'ret_from_fork/kernel_init/kernel_init_freeable/wait_for_initramfs/schedule';
    expect(mostly([stack(path, [100, 110, 120, 130, 140])])).toEqual(['wait_for_initramfs', 5, 5]);
  });

  it('are in an initcall that waits, and nowhere in a stack without names', () => {
    const waiting = `${OWN}/schedule_timeout/default_idle`;
    expect(mostly([stack(waiting, [100, 110, 120, 130, 140])])).toEqual(['crypto_algapi_init', 5, 5]);
    const starts = stack('ret_from_fork/kthread', [100, 110, 120, 130, 140]);
    expect(mostly([starts])).toEqual(['kthread', 5, 5]);
    expect(mostly([{ ...starts, frames: [] }])).toEqual(['[idle]', 5, 5]);
  });

  it('leave out what came before, behind, and on another virtual CPU', () => {
    const stacks = [
      stack(OTHER, [1, 2, 3, 150, 160]),
      stack(OTHER, [101, 102, 103, 104, 105, 106], 1),
      stack(OWN, [100, 110, 120, 130, 140]),
    ];
    expect(mostly(stacks)).toEqual(['crypto_algapi_init', 5, 5]);
    expect(mostly(stacks, { ...INITCALL, vcpu: null })).toEqual(['cryptomgr_test', 6, 11]);
  });

  it('may be nowhere, where the processor had nothing to do', () => {
    expect(mostly([stack('start_kernel/rest_init/do_idle/default_idle', [100, 110, 120, 130, 140])])).toEqual(
      ['[idle]', 5, 5],
    );
  });

  it('are not told from a few samples, nor without times', () => {
    expect(mostly([stack(OWN, [100, 110, 120, 130])])).toBeNull();
    expect(mostly([{ stage: 'kernel', vcpu: 0, frames: ['a'], count: 9 }])).toBeNull();
    expect(whereaboutsIn(undefined)(INITCALL)).toBeNull();
    expect(mostly([stack(OWN, [100, 110, 120, 130, 140])], { ...INITCALL, durationNs: null })).toBeNull();
  });
});
