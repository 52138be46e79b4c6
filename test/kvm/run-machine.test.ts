import { expect, test } from 'vitest';
import { describeWith, requirement } from '../helpers/requirements.js';
import { bootCode, useGuests } from './boot-guest.js';
import { asm } from './guest-image.js';

describeWith([requirement.kvm()], 'a run', () => {
  useGuests();

  test('says what it has to say in order: boot, events, stop, exits', async () => {
    const { items } = await bootCode([...asm.post(1), ...asm.reset]);
    const kinds = items.map(({ kind }) => kind);
    expect(kinds.filter((kind, i) => kind !== kinds[i - 1])).toEqual(['boot', 'event', 'stop', 'exits']);
  });

  test('counts what came to the monitor exactly, and beside it what the host’s kernel handled alone', async () => {
    const { items } = await bootCode([...asm.post(0x01, 0x02, 0x41), ...asm.reset]);
    const exits = items.flatMap((item) => (item.kind === 'exits' ? item.exits : []));
    const codes = exits.filter(({ address }) => address === 0x80);
    expect(codes.map(({ stage, count }) => [stage, count]).sort()).toEqual([
      ['firmware', 2],
      ['setup', 1],
    ]);
    for (const { device, count, totalNs } of exits.filter(({ kind }) => kind === 'kernel')) {
      expect(['interrupts', 'halts', 'page faults', 'other reasons']).toContain(device);
      expect(count).toBeGreaterThan(0);
      expect(totalNs).toBeGreaterThanOrEqual(0);
    }
  });
});
