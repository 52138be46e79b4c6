import { readdirSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { Libc } from '../../src/vmm/kvm/libc.js';
import { prepareMachine } from '../../src/vmm/machine/prepare-machine.js';
import { createRunState } from '../../src/vmm/vcpus/run-state.js';
import { describeWith, requirement } from '../helpers/requirements.js';
import { imageFile, useGuests } from './boot-guest.js';
import { asm, romImage } from './guest-image.js';

const openFiles = () => readdirSync('/proc/self/fd').length;

describeWith([requirement.kvm()], 'what the threads of a run are given', () => {
  useGuests();

  const create = (samplePeriodNs: number | null) => {
    const libc = new Libc();
    const config = {
      firmware: imageFile(romImage(asm.post(1))),
      memorySize: 2 ** 24,
      cpus: 2,
      debugConsolePort: null,
      serial: false,
      disks: [],
      rng: false,
    };
    const preparation = prepareMachine(config, libc);
    onTestFinished(preparation.close);
    const machine = preparation.create();
    const stages = { names: ['setup', 'firmware'], ofCode: new Uint16Array(256) };
    const before = openFiles();
    const state = createRunState({
      machine,
      libc,
      config,
      stages,
      untilCode: null,
      samplePeriodNs,
      kernelMarks: null,
    });
    return { state, before };
  };

  test('is one memory for all, a log of samples for each, and only the first starts by itself', () => {
    const { state } = create(1_000_000);
    const [first, second] = state.assignments;
    for (const key of ['control', 'ring', 'state', 'stageCounters', 'platform'] as const) {
      expect(first![key]).toBe(second![key]);
    }
    expect(first!.sampling!.log).not.toBe(second!.sampling!.log);
    expect(state.samples).toHaveLength(2);
    expect(second!.boot).toEqual({ mode: 'reset' });
    state.close();
  });

  test('is closed again, and without sampling there are no logs', () => {
    const { state, before } = create(null);
    expect([state.samples, state.assignments.map(({ sampling }) => sampling)]).toEqual([[], [null, null]]);
    expect(openFiles()).toBe(before + state.assignments[0]!.kvmStats.length);
    state.close();
    expect(openFiles()).toBe(before);
  });
});
