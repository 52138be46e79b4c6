import { describe, expect, it } from 'vitest';
import { countedPoints, measure, parseMetric } from '../../src/checks/metric.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import { InputError } from '../../src/trace/errors.js';
import { boundaryAt, lineAt, momentAt, timelineOf, type Written } from '../stages/build-boot.js';

const BOOT: Written[] = [
  [0x01, 1000],
  [0x02, 1500],
  [0x80, 2000],
  [0x40, 5000],
  [0x41, 90_000],
  [0x81, 91_000],
  [0x40, 92_000],
];

function value(metric: string, written: readonly Written[] = BOOT, boot = {}) {
  const measured = measure(parseMetric(metric, BUILT_IN_TABLE, '--max'), timelineOf(written, { boot }));
  return measured && [measured.value / 1000, measured.line];
}

describe('measure', () => {
  it.each([
    ['total', [92_000, 7]],
    ['setup', [1000, 1]],
    ['firmware', [500, 2]],
    ['kernel', [87_000, 7]],
    ['firmware..custom', [500, 3]],
    ['custom..kernel', [3000, 4]],
    ['0x40..0x41', [85_000, 5]],
    ['0x41..0x40', [2000, 7]],
    ['0x40..0x40', [87_000, 7]],
  ])('%s', (metric, expected) => expect(value(metric)).toEqual(expected));

  it.each(['vmm', 'userspace', 'kernel..userspace', '0x60..0x61', '0x41..0x01'])(
    '%s was never measured',
    (metric) => expect(value(metric)).toBeNull(),
  );

  it('vmm is what ran before zero', () =>
    expect(value('vmm', BOOT, { vmmStartNs: 758_000 })).toEqual([758, null]));

  it('sums rows of one name', () => {
    expect(
      value('custom', [
        [0x80, 10],
        [0x81, 13],
        [0x40, 20],
        [0x82, 30],
        [0x83, 37],
      ]),
    ).toEqual([10, 5]);
  });

  it('has the gap to the end when a revisit is last', () => {
    expect(
      value('userspace..end', [
        [0x60, 9],
        [0x61, 10],
        [0x41, 25],
      ]),
    ).toEqual([15, 3]);
  });

  it('has nothing without a code', () => {
    expect(value('total', [])).toBeNull();
    expect(value('setup', [])).toBeNull();
  });
});

it.each([
  '',
  'boot',
  'kernel..',
  '..kernel',
  'counts: codes, exits, exits:kernel, bytes:serial, bytes:debug-console, bytes:firmware-debug, failed',
  'kernel..boot',
  'end..kernel',
  'counts: codes, exits, exits:kernel, bytes:serial, bytes:debug-console, bytes:firmware-debug, failed',
  '0x40..',
  '0x40..0x41..0x60',
  'vmm..kernel',
  'counts: codes, exits, exits:kernel, bytes:serial, bytes:debug-console, bytes:firmware-debug, failed',
  '0x40',
  '0x40..kernel',
  'counts: codes, exits, exits:kernel, bytes:serial, bytes:debug-console, bytes:firmware-debug, failed',
  'kernel..0x41',
  'firmware..kernel..end',
])('%j is no metric', (text) => {
  expect(() => parseMetric(text, BUILT_IN_TABLE, '--max')).toThrow(InputError);
  expect(() => parseMetric(text, BUILT_IN_TABLE, '--max')).toThrow(`--max: there is no metric "${text}"`);
});

it('a metric that is none comes with those that are', () => {
  expect(() => parseMetric('boot', BUILT_IN_TABLE, '--max')).toThrow(
    expect.objectContaining({
      code: 'bad-metric',
      nextSteps: [
        'metrics: total, setup, vmm, firmware, bootloader, kernel, userspace, custom, 0x40..0x41, firmware..kernel',
        'counts: codes, exits, exits:kernel, bytes:serial, bytes:debug-console, bytes:firmware-debug, failed',
        'write a moment as its key or in quotes: coreboot:2..coreboot:3, 0x40.."end of romstage"',
      ],
    }),
  );
});

it('counts no noise', () => {
  const burst = [0xff, 0x11, 0x30, 0x04, 0x01, 0x11, 0x38, 0x02].map(
    (code, at): Written => [code, 200 + at * 20],
  );
  const points = countedPoints(timelineOf([[0x40, 1], ...burst, [0x41, 900]]));
  expect(points.map((point) => point.kind === 'code' && point.code)).toEqual([0x40, 0x41]);
});

describe('the time between two codes', () => {
  it('may begin with the first code, and needs both', () => {
    expect(value('0x01..0x02')).toEqual([500, 2]);
    expect(value('0x55..0x41')).toBeNull();
    expect(value('0x41..0x55')).toBeNull();
  });
});

it('says how to write codes that lack their 0x', () => {
  expect(() => parseMetric('40..41', BUILT_IN_TABLE, '--max 40..41=9ms')).toThrow(
    expect.objectContaining({
      code: 'bare-code',
      nextSteps: ['--max 0x40..0x41=9ms', '--max 0x28..0x29=9ms'],
    }),
  );
});

describe('the time between moments', () => {
  const events = [
    boundaryAt(0x00, 5, '1st timestamp'),
    momentAt('coreboot:2', 10, 'firmware', 'before RAM initialization'),
    momentAt('coreboot:27', 15, 'firmware', 'a..b, c'),
    momentAt('coreboot:3', 30, 'firmware', 'after RAM initialization'),
    momentAt('u-boot:id=64', 70, 'bootloader', 'id=64'),
  ];
  const timeline = timelineOf([], { boot: { events } });

  it.each([
    ['coreboot:2..coreboot:3', 20],
    ['"before RAM initialization".."after RAM initialization"', 20],
    ['0x00..coreboot:27', 10],
    ['"a..b, c"..u-boot:id=64', 55],
    ['"1st timestamp"..coreboot:2', 5],
    ['coreboot:3..coreboot:2', null],
    ['coreboot:2..coreboot:4', null],
  ])('%s', (text, us) => {
    const measured = measure(parseMetric(text, BUILT_IN_TABLE, '--max'), timeline);
    expect(measured?.value ?? null).toBe(us === null ? null : us * 1000);
  });

  it.each(['coreboot:2', 'main_loop..coreboot:2', '"a..b', 'kernel..coreboot:2'])('is not %j', (text) => {
    expect(() => parseMetric(text, BUILT_IN_TABLE, '--max')).toThrow(InputError);
  });
});

it('takes the moment of text that stands for a code', () => {
  const boot = { events: [lineAt('Linux version 6', 5000), lineAt('Run /init as init process', 90_000)] };
  expect(value('0x40..0x41', [], boot)).toEqual([85_000, null]);
  expect(value('linux:start..linux:init', [], boot)).toEqual([85_000, null]);
  expect(value('kernel', [], boot)).toEqual([85_000, null]);
});
