import { describe, expect, test } from 'vitest';
import { Profiler } from '../../../src/engines/inspection/profiler.js';
import { ModuleMap } from '../../../src/inspect/uefi-modules.js';
import { kernelMemory, kernelSample } from './kernel-memory.js';

const create = () =>
  new Profiler({ hz: 1000, stageNames: ['setup', 'firmware'], file: null, modules: new ModuleMap() });

describe('a profile', () => {
  test('has every sample, by stage and vCPU', () => {
    const { memory } = kernelMemory();
    const profiler = create();
    for (let i = 0; i < 4; i++) profiler.onSample(kernelSample({ timeNs: i * 1e6, stage: i % 2 }), 0);
    profiler.onSample(kernelSample({ timeNs: 0, stage: 1 }), 1);
    expect(profiler.result).toBeNull();
    profiler.onEnd(memory, 0);
    const { profile } = profiler.result!;
    expect(profile).toMatchObject({ hz: 1000, samples: 5, lostTicks: 0 });
    const counts = profile.stacks.map(({ stage, vcpu, count }) => [stage, vcpu, count]);
    expect(counts).toEqual([
      ['setup', 0, 2],
      ['firmware', 0, 2],
      ['firmware', 1, 1],
    ]);
  });

  test('counts the ticks that should have come and did not, on each vCPU', () => {
    const profiler = create();
    for (const timeMs of [0, 1, 5, 10]) profiler.onSample(kernelSample({ timeNs: timeMs * 1e6 }), 0);
    for (const timeMs of [3, 5]) profiler.onSample(kernelSample({ timeNs: timeMs * 1e6 }), 1);
    profiler.onEnd(kernelMemory().memory, 0);
    expect(profiler.result!.profile).toMatchObject({ samples: 6, lostTicks: 7 + 1 });
    expect(profiler.result!.diagnostics.map(({ code }) => code)).toContain('lost-ticks');
  });

  test('counts what found no room', () => {
    const profiler = create();
    profiler.onSample(kernelSample({ timeNs: 0 }), 0);
    profiler.onEnd(kernelMemory().memory, 12);
    expect(profiler.result!.profile).toMatchObject({ samples: 1, lostTicks: 12 });
  });

  test('leaves out a processor that nobody has started', () => {
    const profiler = create();
    profiler.onSample(kernelSample({ cs: 0xf000, rip: 0xfff0n }), 1);
    profiler.onEnd(kernelMemory().memory, 0);
    expect(profiler.result!.profile).toMatchObject({ samples: 0, lostTicks: 0, stacks: [] });
  });

  test('is known as one before it has any samples', () => {
    expect(create().empty).toMatchObject({ hz: 1000, samples: 0, stacks: [] });
    expect(create().periodNs).toBe(1_000_000);
  });
});
