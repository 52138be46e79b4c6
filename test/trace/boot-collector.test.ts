import { describe, expect, it } from 'vitest';
import type { ReadItem } from '../../src/trace/boot.js';
import { BootCollector } from '../../src/trace/boot-collector.js';
import { PROFILE } from './sample-profile.js';

const SOURCE = { input: 'a.log', format: 'test' };

function code(boot: number, timeNs: number, line: number): ReadItem {
  return { kind: 'event', boot, event: { kind: 'code', timeNs, line, vcpu: null, code: 1, port: 0x80 } };
}

function collect(items: readonly ReadItem[]) {
  const collector = new BootCollector();
  collector.addAll(items);
  return collector;
}

describe('BootCollector', () => {
  it('puts events in order of time, equal times in order of the log', () => {
    const { boots } = collect([code(0, 5, 1), code(0, 3, 2), code(0, 5, 3), code(0, 3, 4)]).reading(SOURCE);
    expect(boots[0]?.events.map(({ line }) => line)).toEqual([2, 4, 1, 3]);
  });

  it('tells interleaved boots apart, in order of appearance', () => {
    const provenance = { boottrace: '0', engine: 'x', guest: {}, host: {} };
    const { boots } = collect([
      { kind: 'boot', boot: 7, vmmStartNs: 12 },
      { kind: 'boot', boot: 3, vmmStartNs: null, provenance },
      code(3, 1, 1),
      code(7, 2, 2),
      code(3, 4, 3),
      { kind: 'stop', boot: 3, stop: { reason: 'reset', detail: null } },
    ]).reading(SOURCE);
    expect(
      boots.map(({ vmmStartNs, events, stop, provenance: from }) => [
        vmmStartNs,
        events.length,
        stop?.reason,
        from,
      ]),
    ).toEqual([
      [12, 1, undefined, null],
      [null, 2, 'reset', provenance],
    ]);
    expect(boots[0]).toMatchObject(SOURCE);
  });

  it("assumes the runner's clock and no part in anything of a boot that nobody described", () => {
    const nothing = {
      vmmStartNs: null,
      stop: null,
      exits: null,
      provenance: null,
      warmup: false,
      side: null,
      until: null,
    };
    const expected = { ...SOURCE, ...nothing, clock: 'vmm-monotonic' };
    const { boots } = collect([code(0, 5, 1), { kind: 'boot', boot: 1, vmmStartNs: null }]).reading(SOURCE);
    expect(boots).toEqual([
      { ...expected, events: [expect.objectContaining({ line: 1 })] },
      { ...expected, events: [] },
    ]);
  });

  it('keeps what a boot is for, its clock and its exits', () => {
    const described = { vmmStartNs: null, warmup: true, side: 'head', clock: 'wall' } as const;
    const exits = [
      { stage: 'kernel', kind: 'kick', address: null, direction: null, device: null, count: 2, totalNs: 9 },
    ] as const;
    const { boots } = collect([
      { kind: 'boot', boot: 0, ...described },
      { kind: 'exits', boot: 0, exits, hostWaitNs: 3 },
    ]).reading(SOURCE);
    expect(boots).toEqual([expect.objectContaining({ ...described, exits, hostWaitNs: 3 })]);
  });

  it('keeps diagnostics in order', () => {
    const diagnostic = { severity: 'note', code: 'a', message: '', input: null, line: null } as const;
    const items: ReadItem[] = [
      { kind: 'diagnostic', diagnostic },
      { kind: 'diagnostic', diagnostic: { ...diagnostic, code: 'b' } },
    ];
    expect(collect(items).reading(SOURCE)).toEqual({
      boots: [],
      diagnostics: [diagnostic, { ...diagnostic, code: 'b' }],
    });
  });

  it('keeps the last profile of a boot, and none of one that has none', () => {
    const { boots } = collect([
      { kind: 'profile', boot: 0, profile: { ...PROFILE, samples: 0, stacks: [] } },
      code(1, 1, 1),
      { kind: 'profile', boot: 0, profile: PROFILE },
    ]).reading(SOURCE);
    expect(boots[0]).toMatchObject({ profile: PROFILE });
    expect(boots[1]).not.toHaveProperty('profile');
  });

  it('can be read while it still grows', () => {
    const diagnostic = { severity: 'note', code: 'a', message: '', input: null, line: null } as const;
    const collector = collect([code(0, 5, 1)]);
    const early = collector.reading(SOURCE);
    collector.addAll([code(0, 6, 2), { kind: 'diagnostic', diagnostic }]);
    expect(early.boots[0]?.events).toHaveLength(1);
    expect(early.diagnostics).toEqual([]);
    expect(collector.reading(SOURCE).boots[0]?.events).toHaveLength(2);
    expect(collector.reading(SOURCE).diagnostics).toEqual([diagnostic]);
  });
});
