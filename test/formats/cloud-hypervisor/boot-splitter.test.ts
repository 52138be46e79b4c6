import { describe, expect, it } from 'vitest';
import { BootSplitter, type LineClocks } from '../../../src/formats/cloud-hypervisor/boot-splitter.js';

const MS = 1_000_000;

function monitor(prefixMs: number, trailingMs: number | null, isFloat32 = false): LineClocks {
  return {
    prefix: { clock: 'monitor', ns: Math.round(prefixMs * MS), isFloat32 },
    trailingNs: trailingMs === null ? null : Math.round(trailingMs * MS),
  };
}

function wall(prefixMs: number, trailingMs: number): LineClocks {
  return {
    prefix: { clock: 'wall', ns: 1.7e18 + prefixMs * MS, isFloat32: false },
    trailingNs: trailingMs * MS,
  };
}

function bare(trailingMs: number): LineClocks {
  return { prefix: null, trailingNs: trailingMs * MS };
}

/** Boots of lines of one writer. */
function bootsOf(lines: readonly LineClocks[]): number[] {
  const splitter = new BootSplitter();
  return lines.map((line) => splitter.place(null, line).boot);
}

describe('BootSplitter', () => {
  it('keeps a boot together', () => {
    expect(bootsOf([monitor(18.1, 15), monitor(118.4, 115.3), monitor(5000, 4996.9)])).toEqual([0, 0, 0]);
  });

  it('sees a reboot: the trailing clock restarts, the prefix goes on', () => {
    expect(bootsOf([monitor(18, 15), monitor(118, 115), monitor(62_531, 14), monitor(62_630, 113)])).toEqual([
      0, 0, 1, 1,
    ]);
  });

  it('sees a reboot that got further than the boot before', () => {
    expect(bootsOf([monitor(18, 15), monitor(300, 200)])).toEqual([0, 1]);
  });

  it('sees an appended process that has the same zero', () => {
    expect(bootsOf([monitor(118.4, 115.302), monitor(19.95, 16.87), monitor(121, 117.92)])).toEqual([
      0, 1, 1,
    ]);
  });

  it('keeps per-vCPU zeros of v0.8 to v0.10 together', () => {
    expect(bootsOf([monitor(100, 97), monitor(101, 94), monitor(102, 99), monitor(103, 96)])).toEqual([
      0, 0, 0, 0,
    ]);
  });

  it('bears lines that are logged a little out of order', () => {
    expect(bootsOf([monitor(100, 97), monitor(99.4, 96.4), monitor(101, 98)])).toEqual([0, 0, 0]);
  });

  it('allows for the rounding of 32-bit floats after days', () => {
    const twelveDaysMs = 12 * 86_400_000;
    expect(bootsOf([monitor(twelveDaysMs, 100, true), monitor(twelveDaysMs + 125, 110, true)])).toEqual([
      0, 0,
    ]);
    expect(bootsOf([monitor(twelveDaysMs, 100), monitor(twelveDaysMs + 125, 110)])).toEqual([0, 1]);
    expect(bootsOf([monitor(20_000, 100, true), monitor(20_125, 110, true)])).toEqual([0, 1]);
  });

  it('has only the trailing clock where there is no prefix', () => {
    expect(bootsOf([bare(49), bare(145), bare(144.5), bare(15), bare(114)])).toEqual([0, 0, 0, 1, 1]);
  });

  it('uses wall time, with room for a clock that is being set', () => {
    expect(bootsOf([wall(50, 49), wall(245, 145), wall(60_000, 150)])).toEqual([0, 0, 1]);
  });

  it('falls back on the trailing clock for a line that lost its prefix', () => {
    expect(bootsOf([monitor(18, 15), bare(20), monitor(118, 115), bare(16)])).toEqual([0, 0, 0, 1]);
  });

  it('splits untimed messages where the prefix falls', () => {
    expect(bootsOf([monitor(18, null), monitor(30, null), monitor(17, null)])).toEqual([0, 0, 1]);
  });

  it('keeps writers apart, and numbers boots as they appear', () => {
    const splitter = new BootSplitter();
    const places = [
      splitter.place('vm-a', monitor(18, 15)),
      splitter.place('vm-b', monitor(500, 15)),
      splitter.place('vm-a', monitor(118, 115)),
      splitter.place('vm-b', monitor(600, 115)),
    ];
    expect(places.map(({ boot }) => boot)).toEqual([0, 1, 0, 1]);
    expect(places.map(({ isNewBoot }) => isNewBoot)).toEqual([true, true, false, false]);
  });

  it('bounds how many writers it knows, and goes on knowing those', () => {
    const splitter = new BootSplitter();
    const names = Array.from({ length: 5000 }, (_, index) => `writer ${index}`);
    const boots = new Set(names.map((name) => splitter.place(name, monitor(18, 15)).boot));
    expect(boots.size).toBe(4097);
    expect(
      ['writer 7', 'writer 4095', 'writer 4096', 'writer 4999'].map(
        (name) => splitter.place(name, monitor(19, 16)).boot,
      ),
    ).toEqual([7, 4095, 4096, 4096]);
  });

  it('begins a boot with whatever comes after it was told that all have ended', () => {
    const splitter = new BootSplitter();
    for (const writer of ['a', 'b']) splitter.place(writer, monitor(18, 15));
    splitter.endBoots();
    const places = ['a', 'b', 'a'].map((writer) => splitter.place(writer, monitor(19, 16)));
    expect(places.map(({ boot, isNewBoot }) => [boot, isNewBoot])).toEqual([
      [2, true],
      [3, true],
      [2, false],
    ]);
  });

  it('follows a zero that drifts, and knows a jump of five milliseconds', () => {
    expect(bootsOf([monitor(100, 97), monitor(200, 193), monitor(300, 289), monitor(400, 385)])).toEqual([
      0, 0, 0, 0,
    ]);
    expect(bootsOf([monitor(100, 97), monitor(200, 192.000001)])).toEqual([0, 0]);
    expect(bootsOf([monitor(100, 97), monitor(200, 192)])).toEqual([0, 1]);
    expect(bootsOf([monitor(100, 90), monitor(200, 195)])).toEqual([0, 1]);
  });

  it('needs both clocks to fall by more than lines are out of order', () => {
    expect(bootsOf([monitor(100, 97), monitor(98.5, 96.2)])).toEqual([0, 0]);
    expect(bootsOf([monitor(100, 97), monitor(99.2, 95.5)])).toEqual([0, 0]);
    expect(bootsOf([monitor(100, 97), monitor(99, 96)])).toEqual([0, 0]);
    expect(bootsOf([monitor(100, 97), monitor(98.9, 95.9)])).toEqual([0, 1]);
    // By the latest reading of all, not by that of the line before.
    expect(bootsOf([monitor(100, 97), monitor(99.4, 96.4), monitor(98.7, 95.7)])).toEqual([0, 0, 1]);
  });

  it('goes by the trailing clock where another clock stands before it', () => {
    expect(bootsOf([monitor(18, 15), wall(50, 40), wall(90, 20)])).toEqual([0, 0, 1]);
    expect(bootsOf([bare(15), monitor(900, 20), monitor(950, 10)])).toEqual([0, 0, 1]);
    expect(bootsOf([monitor(18, 15), { ...wall(50, 0), trailingNs: null }, monitor(28, 25)])).toEqual([
      0, 0, 0,
    ]);
  });

  it('goes by the prefix where one of two messages has no time', () => {
    expect(bootsOf([monitor(18, 15), monitor(30, null), monitor(17, null)])).toEqual([0, 0, 1]);
    expect(bootsOf([monitor(18, null), monitor(30, 27), monitor(16, 14)])).toEqual([0, 0, 1]);
    expect(bootsOf([monitor(18, null), monitor(16, 2)])).toEqual([0, 1]);
  });

  it('allows for a quarter of a second where wall time is set, and for two steps of a 32-bit float', () => {
    expect(bootsOf([wall(50, 49), wall(400, 150)])).toEqual([0, 0]);
    expect(bootsOf([wall(50, 49), wall(402, 150)])).toEqual([0, 1]);
    const twelveDaysMs = 12 * 86_400_000;
    const movedBy = (ms: number) =>
      bootsOf([monitor(twelveDaysMs, 100, true), monitor(twelveDaysMs + ms, 110, true)]);
    expect(movedBy(134.9)).toEqual([0, 0]);
    expect(movedBy(135.1)).toEqual([0, 1]);
    // Below a second too the zero may move by no more than five milliseconds.
    expect(bootsOf([monitor(18, 15, true), monitor(30, 22.1, true)])).toEqual([0, 0]);
    expect(bootsOf([monitor(18, 15, true), monitor(30, 21.9, true)])).toEqual([0, 1]);
  });
});

describe('times', () => {
  it('are the trailing times, and the monitor ran for the rest', () => {
    expect(new BootSplitter().place(null, monitor(18.1, 15.002))).toEqual({
      boot: 0,
      isNewBoot: true,
      timeNs: 15_002_000,
      vmmStartNs: 3_098_000,
    });
  });

  it('cannot tell how long the monitor ran from wall time or without a prefix', () => {
    expect(new BootSplitter().place(null, wall(50, 49)).vmmStartNs).toBeNull();
    expect(new BootSplitter().place(null, bare(49))).toEqual({
      boot: 0,
      isNewBoot: true,
      timeNs: 49 * MS,
      vmmStartNs: null,
    });
    // Wall time is known to 256 ns, the trailing time exactly.
    expect(new BootSplitter().place(null, wall(50.1, 49.000001)).timeNs).toBe(49_000_001);
  });

  it('takes a hair below zero for zero, and more for nonsense', () => {
    expect(new BootSplitter().place(null, monitor(15, 15.5)).vmmStartNs).toBe(0);
    expect(new BootSplitter().place(null, monitor(15, 15.999999)).vmmStartNs).toBe(0);
    expect(new BootSplitter().place(null, monitor(15, 16)).vmmStartNs).toBeNull();
    expect(new BootSplitter().place(null, monitor(15, 20)).vmmStartNs).toBeNull();
    expect(new BootSplitter().place(null, monitor(15, 15)).vmmStartNs).toBe(0);
  });

  it('count from the first code of the boot where messages have none', () => {
    const splitter = new BootSplitter();
    const places = [20, 25, 24.5].map((prefixMs) => splitter.place(null, monitor(prefixMs, null)));
    expect(places.map(({ timeNs }) => timeNs)).toEqual([0, 5 * MS, 4.5 * MS]);
    expect(places[0]?.vmmStartNs).toBeNull();
  });

  it('count from zero where a timed message has told it', () => {
    const splitter = new BootSplitter();
    splitter.place(null, monitor(18, 15));
    expect(splitter.place(null, monitor(20, null)).timeNs).toBe(17 * MS);
  });

  it('are never before zero, and zero where nothing tells them', () => {
    const splitter = new BootSplitter();
    splitter.place(null, monitor(20, null));
    expect(splitter.place(null, monitor(19.5, null)).timeNs).toBe(0);
    const bareFirst = new BootSplitter();
    bareFirst.place(null, bare(15));
    expect(bareFirst.place(null, monitor(18, null)).timeNs).toBe(0);
  });

  it('do not count by a prefix of another clock', () => {
    const splitter = new BootSplitter();
    splitter.place(null, monitor(18, 15));
    splitter.place(null, wall(50, 20));
    expect(splitter.place(null, monitor(24, null)).timeNs).toBe(21 * MS);
  });
});
