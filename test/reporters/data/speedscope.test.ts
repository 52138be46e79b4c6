import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { speedscopeReporter } from '../../../src/reporters/data/speedscope.js';
import type { BootsReport } from '../../../src/trace/report/report.js';
import { bootOf, type Written } from '../../stages/build-boot.js';
import { PROFILE } from '../../trace/sample-profile.js';
import { readSpeedscope } from '../read-speedscope.js';
import { BOOT, PLAIN, reading, report } from '../sample-reports.js';

function read(given: BootsReport) {
  return readSpeedscope([...speedscopeReporter.render(given, PLAIN)].join(''));
}

/** Time that a frame is the innermost open one, by its path. */
function selfTimes(given: BootsReport): Readonly<Record<string, number>> {
  const { profiles, shared } = read(given);
  const stack: string[] = [];
  const times: Record<string, number> = {};
  let latest = 0;
  for (const { type, at, frame } of profiles[0]!.events) {
    if (at > latest) times[stack.join(' > ')] = (times[stack.join(' > ')] ?? 0) + at - latest;
    latest = at;
    if (type === 'O') stack.push(shared.frames[frame]!.name);
    else stack.pop();
  }
  return times;
}

describe('a boot', () => {
  it('is a profile in nanoseconds: rows, and in them the time from code to code', () => {
    expect(selfTimes(report('report', [reading(bootOf(BOOT))]))).toEqual({
      'boot > setup': 11_200_000,
      'boot > firmware > 0x01': 2_800_000,
      'boot > firmware..bootloader > 0x02': 5_004_000,
      'boot > bootloader..kernel > 0x20': 41_096_000,
      'boot > kernel > 0x40 kernel entered': 29_900_000,
      'boot > kernel > 0x80': 3_000_000,
      'boot > kernel > 0x05': 309_744_000,
      'boot > kernel..userspace > 0x41': 77_256_500,
    });
  });

  it('whatever its codes, loses no time', () => {
    const codes = fc.array(fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 50 })));
    fc.assert(
      fc.property(codes, (steps) => {
        let us = 0;
        const boot = bootOf(
          steps.map(([code, step]): Written => {
            us += step;
            return [code, us];
          }),
        );
        const given = report('report', [reading(boot)]);
        const sum = Object.values(selfTimes(given)).reduce((total, time) => total + time, 0);
        expect(sum).toBe(given.timelines[0]!.totalNs);
      }),
    );
  });
});

it('has a profile for each boot, also for one without codes', () => {
  const { profiles } = read(report('report', [reading(bootOf(BOOT), bootOf([]))]));
  expect(profiles.map(({ name, endValue }) => [name, endValue])).toEqual([
    ['boot 1: test.log', 480_000_500],
    ['boot 2: test.log', 0],
  ]);
});

it('has the samples of each stage of a sampled boot beside it', () => {
  const { profiles, shared } = read(report('run', [reading(bootOf(BOOT, { profile: PROFILE }))]));
  expect(profiles.map(({ name, endValue }) => [name, endValue])).toEqual([
    ['boot 1: test.log', 480_000_500],
    ['boot 1: test.log, samples in firmware', 4],
    ['boot 1: test.log, samples in kernel', 26],
  ]);
  const { samples, weights } = profiles[2]!;
  expect(weights).toEqual([5, 13, 2, 6]);
  expect(samples![2]!.map((frame) => shared.frames[frame]!.name)).toEqual(['start_kernel', 'setup_arch']);
});

it('streams', () => {
  const boot = bootOf(Array.from({ length: 5000 }, (_, at): Written => [0x60, at]));
  const pieces = [...speedscopeReporter.render(report('parse', [reading(boot)]), PLAIN)];
  expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(1000);
});
