import { describe, expect, it } from 'vitest';
import { otlpReporter } from '../../src/reporters/otlp.js';
import type { Boot } from '../../src/trace/boot.js';
import type { BootsReport } from '../../src/trace/report.js';
import { bootOf, type Written } from '../stages/build-boot.js';
import { type OtlpSpan, readOtlp } from './consumers.js';
import { BOOT, PLAIN, reading, report, SAMPLE_REPORTS, scaled } from './sample-reports.js';

function traces(...boots: readonly Boot[]) {
  return read(report('report', [reading(...boots)]));
}

function read(given: BootsReport) {
  return readOtlp([...otlpReporter.render(given, PLAIN)].join(''));
}

function attribute({ attributes }: OtlpSpan, key: string) {
  return attributes.find((one) => one.key === key)?.value;
}

const provenance = {
  boottrace: '1.2.3',
  engine: 'bundled',
  guest: {},
  host: { cpuModel: 'A CPU', kernel: '6.1' },
  startedAt: '2026-11-22T10:00:00.250Z',
};

describe('a boot', () => {
  const [spans] = traces(bootOf(BOOT, { vmmStartNs: 758_000, provenance }));
  const [root, ...rows] = spans!;

  it('is a root span from the creation of the VM to the last code, in wall-clock time', () => {
    expect(root).toMatchObject({
      name: 'boot',
      startTimeUnixNano: '1795341600250000000',
      endTimeUnixNano: '1795341600730000500',
    });
    expect(root!.parentSpanId).toBeUndefined();
    expect(attribute(root!, 'boot.total_ns')).toEqual({ intValue: '480000500' });
    expect(attribute(root!, 'boot.vmm_start_ns')).toEqual({ intValue: '758000' });
  });

  it('has a child span for each row of the ledger', () => {
    expect(rows.map(({ name }) => name)).toEqual([
      'setup',
      'firmware',
      'firmware..bootloader',
      'bootloader',
      'bootloader..kernel',
      'kernel',
      'kernel..userspace',
      'userspace',
    ]);
    expect(rows.every(({ parentSpanId }) => parentSpanId === root!.spanId)).toBe(true);
  });

  it('has its codes as events of the stage that they begin, end or lie in', () => {
    const eventsOf = Object.fromEntries(
      rows.map(({ name, events }) => [name, events.map((one) => one.name)]),
    );
    expect(eventsOf).toEqual({
      setup: [],
      firmware: ['0x01', '0x02'],
      'firmware..bootloader': [],
      bootloader: ['0x20'],
      'bootloader..kernel': [],
      kernel: ['0x40', '0x80', '0x05', '0x41'],
      'kernel..userspace': [],
      userspace: ['0x60'],
    });
  });
});

it('what comes after the last code is an event of the boot; a crash is an error', () => {
  const [[root]] = read(SAMPLE_REPORTS['run'] as BootsReport) as [[OtlpSpan]];
  expect(root.status).toMatchObject({ code: 2, message: expect.stringContaining('=cmd|calc\\x1b') });
  const shutdown = { kind: 'lifecycle', phase: 'shutdown', timeNs: 9e9, line: null, vcpu: null } as const;
  const [[whole]] = traces(bootOf([], { events: [...bootOf(BOOT).events, shutdown] })) as [[OtlpSpan]];
  expect(whole.events.map(({ name, timeUnixNano }) => [name, timeUnixNano])).toEqual([
    ['shutdown', '9000000000'],
  ]);
  expect(whole.status).toEqual({});
});

it('ids are the same for the same boot and differ between boots', () => {
  const ids = (...boots: readonly Boot[]) => traces(...boots).map(([root]) => root!.traceId);
  expect(ids(scaled(1), scaled(1))).toHaveLength(2);
  expect(new Set(ids(scaled(1), scaled(1), scaled(2))).size).toBe(3);
  expect(ids(scaled(1))).toEqual(ids(scaled(1)));
  expect(ids(scaled(1))).not.toEqual(ids(scaled(2)));
});

it('streams', () => {
  const boot = bootOf(Array.from({ length: 5000 }, (_, at): Written => [0x60, at]));
  const pieces = [...otlpReporter.render(report('parse', [reading(boot)]), PLAIN)];
  expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(2000);
});
