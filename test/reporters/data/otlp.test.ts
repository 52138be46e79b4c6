import { describe, expect, it } from 'vitest';
import { otlpReporter } from '../../../src/reporters/data/otlp.js';
import type { Boot } from '../../../src/trace/boot.js';
import type { BootsReport } from '../../../src/trace/report/report.js';
import { bootOf, type Written } from '../../stages/build-boot.js';
import { type OtlpSpan, readOtlp } from '../consumers.js';
import { everyKind } from '../every-kind.js';
import { BOOT, PHASED, PLAIN, reading, report, SAMPLE_REPORTS, scaled } from '../sample-reports.js';

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

it('has phases as children of the span of their stage, which keeps its events', () => {
  const spans = traces(PHASED)[0]!;
  const firmware = spans.find(({ name }) => name === 'firmware')!;
  const phases = spans.filter(({ parentSpanId }) => parentSpanId === firmware.spanId);
  expect(phases.map(({ name }) => name)).toEqual(['before PEI', 'PEI', 'DXE', 'BDS']);
  expect(phases.map((phase) => attribute(phase, 'boot.phase'))).toContainEqual({ stringValue: 'edk2:dxe' });
  expect(phases.at(-1)!.endTimeUnixNano).toBe(firmware.endTimeUnixNano);
  expect(phases.flatMap(({ events }) => events)).toEqual([]);
  expect(firmware.events).toHaveLength(5);
  expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length);
});

describe('a boot', () => {
  const spans = () => traces(bootOf(BOOT, { vmmStartNs: 758_000, provenance }))[0]!;

  it('is a root span from the creation of the VM to the last code, in wall-clock time', () => {
    const [root] = spans();
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
    const [root, ...rows] = spans();
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
    const [, ...rows] = spans();
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

describe('what is known of a boot', () => {
  const whole = () => JSON.parse([...otlpReporter.render(everyKind('run'), PLAIN)].join('')).resourceSpans[0];
  const plain = (list: readonly { key: string; value: object }[]) =>
    Object.fromEntries(list.map(({ key, value }) => [key, Object.entries(value)[0]]));

  it('is on the root span, with the machine as its resource', () => {
    const { resource, scopeSpans } = whole();
    expect(plain(resource.attributes)).toEqual({
      'service.name': ['stringValue', 'boottrace'],
      'host.cpu.model.name': ['stringValue', 'A CPU'],
      'os.version': ['stringValue', '6.1'],
    });
    expect(scopeSpans[0].scope).toEqual({ name: 'boottrace', version: '1.2.3' });
    expect(plain(scopeSpans[0].spans[0].attributes)).toEqual({
      'boot.index': ['intValue', '4'],
      'boot.input': ['stringValue', 'test.log'],
      'boot.format': ['stringValue', 'cloud-hypervisor'],
      'boot.clock': ['stringValue', 'vmm-monotonic'],
      'boot.total_ns': ['intValue', '7000'],
      'boot.vmm_start_ns': ['intValue', '758'],
      'boot.side': ['stringValue', 'head'],
      'boot.warmup': ['boolValue', true],
      'boot.stop': ['stringValue', 'reset'],
    });
  });

  it('is on the rows: what they took, and what exits cost a stage', () => {
    const [, ...rows] = whole().scopeSpans[0].spans;
    expect(rows.map(({ attributes }: OtlpSpan) => plain(attributes))).toEqual([
      {
        'boot.row': ['stringValue', 'setup'],
        'boot.duration_ns': ['intValue', '1500'],
        'boot.measured': ['boolValue', true],
      },
      {
        'boot.row': ['stringValue', 'gap'],
        'boot.duration_ns': ['intValue', '500'],
        'boot.measured': ['boolValue', true],
      },
      {
        'boot.row': ['stringValue', 'stage'],
        'boot.duration_ns': ['intValue', '5000'],
        'boot.measured': ['boolValue', true],
        'boot.exits': ['intValue', '5'],
        'boot.exits_ns': ['intValue', '300'],
      },
    ]);
    expect(rows.map(({ events }: OtlpSpan) => events.length)).toEqual([1, 0, 6]);
  });

  it('is on each event, without what it has no value for', () => {
    const [, first, , kernel] = whole().scopeSpans[0].spans;
    const events = [...first.events, ...kernel.events];
    expect(events.map(({ name, timeUnixNano }) => [name, timeUnixNano.slice(-4)])).toEqual([
      ['guest-entry', '1000'],
      ['0x40', '2000'],
      ['0xff', '3000'],
      ['0x05', '4000'],
      ['serial', '5000'],
      ['function', '6000'],
      ['0x41', '7000'],
    ]);
    const [entry, code, noise, revisit, text, marked] = events.map(({ attributes }) => plain(attributes));
    expect(entry).toEqual({
      'boot.seq': ['intValue', '0'],
      'log.line': ['intValue', '11'],
      'boot.vcpu': ['intValue', '0'],
    });
    expect(code).toEqual({
      'boot.seq': ['intValue', '1'],
      'log.line': ['intValue', '12'],
      'boot.vcpu': ['intValue', '3'],
      'boot.code': ['intValue', '64'],
      'boot.code.name': ['stringValue', 'kernel entered'],
      'boot.stage': ['stringValue', 'kernel'],
      'boot.port': ['intValue', '132'],
      'boot.delta_ns': ['intValue', '2000'],
      'boot.noise': ['boolValue', false],
      'boot.revisit': ['boolValue', false],
    });
    expect(noise).toMatchObject({ 'boot.code': ['intValue', '255'], 'boot.noise': ['boolValue', true] });
    expect(Object.keys(noise!)).not.toEqual(expect.arrayContaining(['boot.port']));
    expect(Object.keys(noise!)).not.toEqual(expect.arrayContaining(['boot.code.name']));
    expect(revisit).toMatchObject({ 'boot.revisit': ['boolValue', true] });
    expect(text).toMatchObject({ 'boot.text': ['stringValue', 'hello'], 'log.line': ['intValue', '13'] });
    expect(marked).toMatchObject({
      'code.function': ['stringValue', 'rest_init'],
      'boot.vcpu': ['intValue', '1'],
    });
    expect(entry).not.toHaveProperty(['code.function']);
  });
});

it('ids are of the codes and of their times', () => {
  const idOf = (...codes: readonly Written[]) => traces(bootOf(codes))[0]![0]!.traceId;
  expect(new Set([idOf([0x40, 1]), idOf([0x41, 1]), idOf([0x40, 2])]).size).toBe(3);
  const [root, row] = traces(bootOf([[0x40, 1]]))[0]!;
  expect(root!.spanId).not.toBe(root!.traceId.slice(0, 16));
  expect(row!.spanId).not.toBe(root!.spanId);
});
