import { describe, expect, it } from 'vitest';
import { parseProfile } from '../../../src/formats/boottrace-ndjson/profile-record.js';
import { PROFILE, STACKS } from '../../trace/sample-profile.js';

const [STACK] = STACKS as [(typeof STACKS)[number]];

function withStack(change: object) {
  return {
    ...PROFILE,
    samples: STACK.count,
    kernelSamples: 0,
    rootedKernelSamples: 0,
    idleSamples: 0,
    stacks: [{ ...STACK, ...change }],
  };
}

describe('parseProfile', () => {
  it('takes what was written', () => {
    expect(parseProfile(JSON.parse(JSON.stringify(PROFILE)))).toEqual(PROFILE);
    expect(parseProfile(withStack({}))).not.toBeNull();
  });

  it('takes stacks of before times were recorded', () => {
    const { timesNs, ...old } = STACK;
    expect(timesNs).toBeDefined();
    expect(parseProfile({ ...withStack({}), stacks: [old] })?.stacks).toEqual([old]);
  });

  it('takes names that are as long as may be', () => {
    expect(parseProfile(withStack({ frames: ['x'.repeat(1024)] }))?.stacks).toHaveLength(1);
  });

  it('drops fields it does not know', () => {
    expect(parseProfile({ ...PROFILE, more: 1 })).toEqual(PROFILE);
  });

  it.each([
    null,
    { ...PROFILE, hz: 0 },
    { ...PROFILE, samples: 29 },
    { ...PROFILE, lostTicks: -1 },
    { ...PROFILE, kernelSamples: 31 },
    { ...PROFILE, rootedKernelSamples: 27 },
    { ...PROFILE, idleSamples: 31 },
    { ...PROFILE, symbols: null },
    { ...PROFILE, symbols: { source: 'elsewhere', count: 1, detail: null } },
    { ...PROFILE, stacks: {} },
    { ...PROFILE, samples: 0, kernelSamples: 0, rootedKernelSamples: 0, idleSamples: 0, stacks: [null] },
    withStack({ frames: [] }),
    withStack({ frames: [1] }),
    withStack({ frames: ['x'.repeat(1025)] }),
    withStack({ frames: Array.from({ length: 129 }, () => 'x') }),
    withStack({ count: 0 }),
    withStack({ vcpu: -1 }),
    withStack({ stage: null }),
    withStack({ timesNs: STACK.timesNs?.slice(1) }),
    withStack({ timesNs: [...STACK.timesNs!, 1] }),
    withStack({ timesNs: STACK.timesNs?.map((time) => -time) }),
    withStack({ timesNs: null }),
  ])('refuses %#', (value) => {
    expect(parseProfile(value)).toBeNull();
  });
});
