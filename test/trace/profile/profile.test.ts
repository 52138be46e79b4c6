import { describe, expect, it } from 'vitest';
import { isIdle, isProfiled } from '../../../src/trace/profile/profile.js';
import { bootOf } from '../../stages/build-boot.js';
import { PROFILE } from '../sample-profile.js';

it('a boot with a profile is a profiled one, even before anything was found', () => {
  expect(isProfiled(bootOf([], { profile: { ...PROFILE, samples: 0, stacks: [] } }))).toBe(true);
  expect(isProfiled(bootOf([]))).toBe(false);
});

describe('isIdle', () => {
  it('is told by the innermost function alone', () => {
    expect(isIdle({ frames: ['do_idle', 'default_idle'] })).toBe(true);
    expect(isIdle({ frames: ['do_idle', 'default_idle', 'asm_sysvec_apic_timer_interrupt'] })).toBe(false);
    expect(isIdle({ frames: ['[user]'] })).toBe(false);
  });
});
