import { expect, test } from 'vitest';
import type { GuestObserver } from '../../src/vmm/observe/guest-observer.js';
import type { RawSample } from '../../src/vmm/observe/sample-log.js';
import { describeWith, requirement } from '../helpers/requirements.js';
import { bootCode, useGuests } from './boot-guest.js';
import { asm } from './guest-image.js';

/** mov ecx, 200000; again: dec ecx; jnz again (32 bits in real mode) */
const LOOP = [0x66, 0xb9, 0x40, 0x0d, 0x03, 0x00, 0x66, 0x49, 0x75, 0xfc];

function collect({ isLive = true } = {}) {
  const samples: (RawSample & { vcpu: number })[] = [];
  const ends: number[] = [];
  const observer: GuestObserver = {
    periodNs: 1_000_000,
    isLive,
    onSample(sample, vcpu, memory) {
      expect(memory.size).toBeGreaterThan(0);
      samples.push({ ...sample, vcpu });
    },
    onEnd: (_memory, lost) => ends.push(lost),
  };
  return { samples, ends, observer };
}

describeWith([requirement.kvm()], 'a guest that is looked at', () => {
  useGuests();

  test('gives its registers, time and stage at each look, and ends as it would otherwise', async () => {
    const { samples, ends, observer } = collect();
    const run = await bootCode([...asm.post(0x01), ...LOOP, ...asm.post(0x41), ...LOOP, ...asm.reset], {
      observer,
    });
    expect([run.stop.reason, run.codes]).toEqual(['reset', [0x01, 0x41]]);
    expect(samples.length).toBeGreaterThan(10);
    expect(ends).toEqual([0]);
    const [entry, kernel] = run.codeEvents.map(({ timeNs }) => timeNs);
    for (const { timeNs, stage, vcpu, cs, registers } of samples) {
      expect(vcpu).toBe(0);
      expect(timeNs).toBeGreaterThan(0);
      if (timeNs > entry! && timeNs < kernel!) expect(stage).toBe(1);
      if (timeNs > kernel!) expect(stage).toBe(3);
      // Real mode: the code segment after reset, an instruction pointer of 16 bits.
      expect([cs, registers.rip < 0x1_0000n]).toEqual([0xf000, true]);
    }
    expect(new Set(samples.map(({ stage }) => stage)).size).toBeGreaterThan(1);
    const times = samples.map(({ timeNs }) => timeNs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  test('is left alone while it runs when its looks are wanted at the end', async () => {
    const { samples, ends, observer } = collect({ isLive: false });
    let seen: number | null = null;
    const run = await bootCode([...asm.post(0x01), ...LOOP, ...asm.reset], {
      observer,
      onItem: (item) => {
        if (item.kind === 'stop') seen = samples.length;
      },
    });
    expect(run.stop.reason).toBe('reset');
    expect(seen).toBe(0);
    expect(samples.length).toBeGreaterThan(3);
    expect(ends).toEqual([0]);
  });

  test('is still known to have halted for good', async () => {
    const { observer } = collect();
    const { stop } = await bootCode([0xfa, 0xf4], { observer });
    expect(stop.reason).toBe('halt');
  });

  test('is not looked at without an observer', async () => {
    const { items } = await bootCode([...asm.post(1), ...asm.reset]);
    expect(items.some(({ kind }) => kind === 'stop')).toBe(true);
  });
});
