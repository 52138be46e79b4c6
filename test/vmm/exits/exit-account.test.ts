import { describe, expect, test } from 'vitest';
import { MOST_STAGES } from '../../../src/trace/run.js';
import { ExitAccount, KICK, MMIO, PIO } from '../../../src/vmm/exits/exit-account.js';

test('the shortest stay in the guest is kept', () => {
  const account = new ExitAccount();
  expect(account.shortestRunNs).toBe(Number.POSITIVE_INFINITY);
  for (const runNs of [500, 300, 400]) account.noteRun(runNs);
  expect(account.shortestRunNs).toBe(300);
});

describe('exits', () => {
  test('are counted by stage, kind, address and direction', () => {
    const account = new ExitAccount();
    account.add(0, PIO, 0x64, 0, 100);
    account.add(0, PIO, 0x64, 0, 50);
    account.add(0, PIO, 0x64, 1, 7);
    account.add(3, PIO, 0x64, 0, 9);
    account.add(3, MMIO, 0x64, 0, 11);
    account.add(3, KICK, 0, 0, 13);
    const rows = account.entries().map((row) => Object.values(row));
    expect(rows).toHaveLength(5);
    expect(rows).toEqual(
      expect.arrayContaining([
        [0, 'pio', 0x64, 'read', 2, 150],
        [0, 'pio', 0x64, 'write', 1, 7],
        [3, 'pio', 0x64, 'read', 1, 9],
        [3, 'mmio', 0x64, 'read', 1, 11],
        [3, 'kick', 0, 'read', 1, 13],
      ]),
    );
  });

  test('of every stage that there can be keep their stage, kind, address and direction', () => {
    const account = new ExitAccount();
    const stages = Array.from({ length: MOST_STAGES }, (_, stage) => stage);
    for (const stage of stages) {
      account.add(stage, PIO, 0x80, 1, stage);
      account.add(stage, MMIO, 0xfee0_0000, 0, 1);
    }
    const rows = account.entries().toSorted((a, b) => a.stage - b.stage || a.address - b.address);
    expect(rows).toEqual(
      stages.flatMap((stage) => [
        { stage, kind: 'pio', address: 0x80, direction: 'write', count: 1, handlerNs: stage },
        { stage, kind: 'mmio', address: 0xfee0_0000, direction: 'read', count: 1, handlerNs: 1 },
      ]),
    );
  });

  test('of high addresses keep them exactly, and of impossible ones are one row', () => {
    const account = new ExitAccount();
    account.add(256, MMIO, 2 ** 41 - 1, 1, 1);
    account.add(1, MMIO, 2 ** 51, 1, 1);
    account.add(1, MMIO, 2 ** 52, 0, 1);
    expect(account.entries()).toEqual(
      expect.arrayContaining([
        { stage: 256, kind: 'mmio', address: 2 ** 41 - 1, direction: 'write', count: 1, handlerNs: 1 },
        { stage: 1, kind: 'other', address: 0, direction: 'read', count: 2, handlerNs: 2 },
      ]),
    );
  });

  test('of more addresses than there is room for are all counted', () => {
    const account = new ExitAccount();
    for (let address = 0; address < 20_000; address++) account.add(2, MMIO, address * 4096, 0, 1);
    const rows = account.entries();
    expect(rows.length).toBeLessThan(4096);
    expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(20_000);
    expect(rows.find(({ kind }) => kind === 'other')!.count).toBeGreaterThan(10_000);
  });
});
