import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type Clocks, StandstillWatch } from '../../src/session/standstill.js';

const SECOND = 1e9;

/** Clocks that are set by hand. */
function handClocks() {
  const now = { monotonic: 5 * SECOND, processor: 0, uptime: 1000 * SECOND };
  const clocks: Clocks = {
    monotonicNs: () => now.monotonic,
    processorNs: () => now.processor,
    uptimeNs: () => now.uptime,
  };
  return {
    clocks,
    pass(monotonic: number, processor: number, uptime = monotonic) {
      now.monotonic += monotonic * SECOND;
      now.processor += processor * SECOND;
      now.uptime += uptime * SECOND;
    },
  };
}

const codes = (watch: StandstillWatch) => watch.diagnostics().map(({ code }) => code);

test('a process that runs, and one that is busy for long, does not stand still', async () => {
  const real = new StandstillWatch();
  await sleep(30);
  real.look();
  expect(real.diagnostics()).toEqual([]);
  const hand = handClocks();
  const watch = new StandstillWatch(hand.clocks);
  for (let looks = 0; looks < 100; looks++) {
    hand.pass(0.5, 0);
    watch.look();
  }
  hand.pass(3, 2.5);
  expect(codes(watch)).toEqual([]);
});

test('moments in which it did nothing are added up', () => {
  const hand = handClocks();
  const watch = new StandstillWatch(hand.clocks);
  hand.pass(2.5, 0.01);
  watch.look();
  hand.pass(0.02, 0.01);
  watch.look();
  hand.pass(4, 0.02);
  const [found, ...others] = watch.diagnostics();
  expect(found).toMatchObject({ severity: 'warning', code: 'stood-still' });
  expect(found!.message).toMatch(
    /stood still for 6\.5 s .*this is included in the times of this boot and in --timeout/,
  );
  expect(others).toEqual([]);
});

test('a host that was suspended is told from a process that was stopped', () => {
  const hand = handClocks();
  const watch = new StandstillWatch(hand.clocks);
  hand.pass(0.02, 0, 0.05);
  expect(codes(watch)).toEqual([]);
  hand.pass(0.02, 0, 3600);
  const [found, ...others] = watch.diagnostics();
  expect(found).toMatchObject({ severity: 'warning', code: 'host-suspended' });
  expect(found!.message).toMatch(/suspended for 3600\.0 s .*this is not included/);
  expect(others).toEqual([]);
});
