import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProfileStack } from '../../../src/trace/profile/profile.js';
import { stackEdges } from '../../../src/trace/profile/profile-spans.js';
import { STACKS } from '../sample-profile.js';

const TICK = 1_000_000;

function stack(path: string, ...ticks: readonly number[]): ProfileStack {
  const timesNs = ticks.map((tick) => tick * TICK);
  return { stage: 'kernel', vcpu: 0, frames: path.split('/'), count: timesNs.length, timesNs };
}

/** `+a@1 -a@2(1)`: entered and left, at which tick, and with how many samples. */
function edges(stacks: readonly ProfileStack[]): string {
  const [first] = stackEdges(stacks, 1000);
  return [...(first?.[1] ?? [])]
    .map(({ kind, name, timeNs, samples }) =>
      kind === 'enter' ? `+${name}@${timeNs / TICK}` : `-${name}@${timeNs / TICK}(${samples})`,
    )
    .join(' ');
}

describe('stackEdges', () => {
  it('lets a function last as long as it stands in the same place', () => {
    expect(edges([stack('a/b', 1, 2), stack('a/c', 3)])).toBe('+a@1 +b@1 -b@3(2) +c@3 -c@4(1) -a@4(3)');
  });

  it('leaves what is elsewhere, even when the name is the same', () => {
    expect(edges([stack('a/b', 1), stack('c/b', 2)])).toBe(
      '+a@1 +b@1 -b@2(1) -a@2(1) +c@2 +b@2 -b@3(1) -c@3(1)',
    );
  });

  it('goes on over a lost tick or two, and says nothing of a longer time without samples', () => {
    expect(edges([stack('a', 1, 4)])).toBe('+a@1 -a@5(2)');
    expect(edges([stack('a', 1, 4.5)])).toBe('+a@1 -a@2(1) +a@4.5 -a@5.5(1)');
  });

  it('takes the later of two samples of the same time', () => {
    expect(edges([stack('a', 1), stack('b', 1)])).toBe('+b@1 -b@2(1)');
  });

  it('is nothing without times', () => {
    const untimed = STACKS.map(({ timesNs, ...rest }) => rest);
    expect([...stackEdges(untimed, 1000)]).toEqual([]);
  });

  it('tells virtual CPUs apart, in order', () => {
    const backwards = STACKS.toReversed();
    expect([...stackEdges(backwards, 1000)].map(([vcpu]) => vcpu)).toEqual([0, 1]);
  });

  it('leaves in the order of the stack, in order of time, whatever was seen', () => {
    const seen = fc.record({
      frames: fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 5 }),
      times: fc.array(fc.nat(40), { minLength: 1, maxLength: 6 }),
    });
    fc.assert(
      fc.property(fc.array(seen, { minLength: 1, maxLength: 8 }), (given) => {
        const stacks = given.map(({ frames, times }) => stack(frames.join('/'), ...times));
        const open: string[] = [];
        let latestNs = 0;
        for (const { kind, name, timeNs } of [...stackEdges(stacks, 1000)][0]![1]) {
          expect(timeNs).toBeGreaterThanOrEqual(latestNs);
          latestNs = timeNs;
          if (kind === 'enter') open.push(name);
          else expect(open.pop()).toBe(name);
        }
        expect(open).toEqual([]);
      }),
    );
  });
});
