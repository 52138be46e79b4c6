import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatBootLine,
  formatCodeLine,
  formatStopLine,
} from '../../../src/formats/cloud-hypervisor/write-log.js';
import { createReader } from '../../../src/formats/index.js';
import { BootCollector } from '../../../src/trace/boot-collector.js';
import type { CodeEvent } from '../../../src/trace/event.js';

const MS = 1e6;
const SECOND = 1e9;

function code(value: number, timeNs: number, vcpu: number | null = 0): CodeEvent {
  return { kind: 'code', timeNs, line: null, vcpu, code: value, port: 0x80 };
}

// The bytes that v53.0 writes for these events.
describe('the lines', () => {
  test.each([
    [
      code(0x0, 19 * MS + 4000),
      3 * MS,
      'cloud-hypervisor:   0.022004s: <vcpu0> WARN:devices/src/legacy/debug_port.rs:74 -- ' +
        '[Debug I/O port: Firmware code 0x0] 0.019004 seconds\r\n',
    ],
    [
      code(0x20, 1_050_000_000, 1),
      0,
      'cloud-hypervisor:   1.050000s: <vcpu1> WARN:devices/src/legacy/debug_port.rs:74 -- ' +
        '[Debug I/O port: Bootloader code 0x20] 1.1050000 seconds\r\n',
    ],
    [
      code(0x41, 123_456_789_000, null),
      0,
      'cloud-hypervisor: 123.456787s: <vcpu0> WARN:devices/src/legacy/debug_port.rs:74 -- ' +
        '[Debug I/O port: Kernel code 0x41] 123.123456789 seconds\r\n',
    ],
    [
      code(0x7f, 3600 * SECOND),
      0,
      'cloud-hypervisor: 3600.000000s: <vcpu0> WARN:devices/src/legacy/debug_port.rs:74 -- ' +
        '[Debug I/O port: Userspace code 0x7f] 3600.3600000000 seconds\r\n',
    ],
    [
      code(0xff, 0),
      0,
      'cloud-hypervisor:   0.000000s: <vcpu0> WARN:devices/src/legacy/debug_port.rs:74 -- ' +
        '[Debug I/O port: Custom code 0xff] 0.000000 seconds\r\n',
    ],
  ])('of a code', (event, vmmStartNs, line) => {
    expect(formatCodeLine(event, vmmStartNs)).toBe(line);
  });

  test.each([
    [0x1f, 'Firmware'],
    [0x20, 'Bootloader'],
    [0x3f, 'Bootloader'],
    [0x40, 'Kernel'],
    [0x5f, 'Kernel'],
    [0x60, 'Userspace'],
    [0x80, 'Custom'],
  ])('name the range of code %i', (value, word) => {
    expect(formatCodeLine(code(value, 0), 0)).toContain(`port: ${word} code 0x${value.toString(16)}]`);
  });

  test('of a run’s beginning and end', () => {
    expect(formatBootLine(3404_000)).toBe(
      'cloud-hypervisor:   0.003404s: <vmm> INFO:boottrace -- Booting VM\r\n',
    );
    expect(formatStopLine({ reason: 'reset', detail: null }, 2 * SECOND)).toBe(
      'cloud-hypervisor:   2.000000s: <vmm> INFO:boottrace -- VM reset event\r\n',
    );
    expect(formatStopLine({ reason: 'until', detail: 'code 0x41 arrived' }, 0)).toContain(
      '-- VM exit event: until: code 0x41 arrived\r\n',
    );
    expect(formatStopLine({ reason: 'shutdown', detail: null }, 0)).toContain(
      '-- VM exit event: shutdown\r\n',
    );
  });
});

describe('what was written is read back', () => {
  const readBack = (text: string) => {
    const reader = createReader({ input: 'run.log' });
    const collector = new BootCollector();
    collector.addAll(reader.push(new TextEncoder().encode(text)));
    collector.addAll(reader.end());
    return { format: reader.format, ...collector.reading({ input: 'run.log', format: reader.format ?? '' }) };
  };
  const withoutLines = (events: readonly object[]) => events.map((event) => ({ ...event, line: null }));

  const eventsOf = (minLength: number) =>
    fc
      .array(
        fc.record({
          value: fc.nat(0xff),
          stepUs: fc.oneof(fc.nat(2000), fc.nat(2_000_000), fc.nat(200_000_000)),
          vcpu: fc.nat(254),
        }),
        { minLength, maxLength: 30, size: 'max' },
      )
      .map((steps) => {
        let timeNs = 0;
        return steps.map(({ value, stepUs, vcpu }) => {
          timeNs += stepUs * 1000;
          return code(value, timeNs, vcpu);
        });
      });

  test('as the same events, whatever the times', () => {
    fc.assert(
      fc.property(eventsOf(1), fc.nat(50_000), (written, startUs) => {
        const vmmStartNs = startUs * 1000;
        const { format, boots } = readBack(
          written.map((event) => formatCodeLine(event, vmmStartNs)).join(''),
        );
        expect(format).toBe('cloud-hypervisor');
        expect(boots).toHaveLength(1);
        expect(withoutLines(boots[0]!.events)).toEqual(written);
      }),
    );
  });

  test('as the same boots, when it holds several, however alike their times', () => {
    const boots = fc.array(fc.record({ events: eventsOf(0), startUs: fc.nat(50_000) }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(boots, (written) => {
        const lines = written.flatMap(({ events, startUs }) => [
          formatBootLine(startUs * 1000, { isOneOfMany: true }),
          ...events.map((event) => formatCodeLine(event, startUs * 1000)),
        ]);
        const read = readBack(lines.join('')).boots;
        expect(read.map((boot) => withoutLines(boot.events))).toEqual(written.map(({ events }) => events));
        for (const [at, { startUs }] of written.entries())
          expect(Math.abs(read[at]!.vmmStartNs! - startUs * 1000)).toBeLessThanOrEqual(1000);
      }),
    );
  });

  test('with the start of the monitor, within the precision of the prefix', () => {
    const written = [code(1, 40 * MS), code(2, 50 * MS)];
    const { boots } = readBack(written.map((event) => formatCodeLine(event, 3_404_000)).join(''));
    expect(Math.abs(boots[0]!.vmmStartNs! - 3_404_000)).toBeLessThanOrEqual(1000);
  });

  test('and nothing is read from the lines of the run itself', () => {
    const stop = formatStopLine({ reason: 'timeout', detail: 'code 0x41 did not arrive within 1 s' }, SECOND);
    const text = formatBootLine(3 * MS) + formatCodeLine(code(0x40, 40 * MS), 3 * MS) + stop;
    const { boots } = readBack(text);
    expect(boots.map(({ events }) => withoutLines(events))).toEqual([[code(0x40, 40 * MS)]]);
  });
});
