import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boottraceNdjson } from '../../src/formats/boottrace-ndjson.js';
import type { Provenance, ReadItem, StopReason } from '../../src/trace/boot.js';
import type { InputError } from '../../src/trace/errors.js';
import type { LifecyclePhase, TextChannel } from '../../src/trace/event.js';
import { encodeHeader, encodeItem } from '../../src/trace/trace-file.js';
import { findingsOf, readItems, readText } from './read-text.js';

const provenance: Provenance = {
  boottrace: '0.1.0',
  engine: 'bundled',
  guest: { memory: '512M' },
  host: { cpu: 'x' },
};
const HEADER = encodeHeader(provenance);

function boot(number: number): string {
  return encodeItem({ kind: 'boot', boot: number, vmmStartNs: null });
}

function code(bootNumber: number, value: number, timeNs: number): string {
  const event = { kind: 'code', timeNs, line: null, vcpu: 0, code: value, port: 0x80 } as const;
  return encodeItem({ kind: 'event', boot: bootNumber, event });
}

const RUN = `${HEADER}${boot(0)}${code(0, 0x40, 10)}${code(0, 0x41, 20)}`;

const time = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const base = {
  timeNs: time,
  line: fc.option(fc.integer({ min: 1 })),
  vcpu: fc.option(fc.nat({ max: 0xffff })),
};
const event = fc.oneof(
  fc.record({ kind: fc.constant('code' as const), ...base, code: fc.nat({ max: 255 }), port: fc.nat() }),
  fc.record({
    kind: fc.constant('text' as const),
    ...base,
    channel: fc.constantFrom<TextChannel>('debug-console', 'firmware-debug', 'serial'),
    text: fc.string({ unit: 'binary' }),
  }),
  fc.record({
    kind: fc.constant('lifecycle' as const),
    ...base,
    phase: fc.constantFrom<LifecyclePhase>('guest-entry', 'reset', 'shutdown', 'halt', 'crash'),
  }),
);
const reason = fc.constantFrom<StopReason>(
  'reset',
  'halt',
  'shutdown',
  'until',
  'timeout',
  'crash',
  'interrupted',
);
const diagnostic = fc.record({
  severity: fc.constantFrom('note' as const, 'warning' as const),
  // Codes of their own, so that no limit and no finding of the reader's is met.
  code: fc.string({ unit: 'binary' }).map((text) => `test-${text}`),
  message: fc.string({ unit: 'binary' }),
  input: fc.option(fc.string()),
  line: fc.option(fc.integer({ min: 1 })),
});
const BOOTS = 3;
const role = { warmup: fc.constant(true), side: fc.constantFrom('base' as const, 'head' as const) };
const item: fc.Arbitrary<ReadItem> = fc.oneof(
  fc.record({ kind: fc.constant('event' as const), boot: fc.nat({ max: BOOTS - 1 }), event }),
  fc.record({
    kind: fc.constant('stop' as const),
    boot: fc.nat({ max: BOOTS - 1 }),
    stop: fc.record({ reason, detail: fc.option(fc.string({ unit: 'binary' })), timeNs: fc.option(time) }),
  }),
  fc.record({ kind: fc.constant('diagnostic' as const), diagnostic }),
);

function isOutOfOrder(found: ReadItem): boolean {
  return found.kind === 'diagnostic' && found.diagnostic.code === 'out-of-order';
}

describe('a trace file', () => {
  it('loses nothing', () => {
    fc.assert(
      fc.property(
        fc.array(item, { maxLength: 30, size: 'max' }),
        fc.array(fc.record({ vmmStartNs: fc.option(time), ...role }, { requiredKeys: ['vmmStartNs'] }), {
          minLength: BOOTS,
          maxLength: BOOTS,
        }),
        (items, starts) => {
          const boots = starts.map(
            (start, number): ReadItem => ({ kind: 'boot', boot: number, ...start, provenance }),
          );
          const saved = HEADER + [...boots, ...items].map(encodeItem).join('');
          const read = readItems(saved);
          expect(read.format).toBe('boottrace');
          expect(read.items.filter((found) => !isOutOfOrder(found))).toEqual([...boots, ...items]);
        },
      ),
    );
  });

  it('gives every boot the provenance of its header', () => {
    const [first] = readText(RUN).boots;
    expect(first).toMatchObject({ format: 'boottrace', provenance, vmmStartNs: null, stop: null });
    expect(first?.events.map(({ timeNs }) => timeNs)).toEqual([10, 20]);
  });

  it('keeps how often its boots were to be looked at, and only a number that can be', () => {
    const looked = { ...provenance, looks: 3 };
    const looksOf = (header: string) => readText(`${header}${boot(0)}`).boots[0]?.provenance?.looks;
    expect(looksOf(encodeHeader(looked))).toBe(3);
    expect(looksOf(encodeHeader({ ...provenance, looks: 0 }))).toBeUndefined();
    expect(looksOf(HEADER)).toBeUndefined();
  });

  it('can hold many runs, whose boots start at zero again', () => {
    const other = { ...provenance, engine: 'qemu' };
    const { boots } = readText(
      `${RUN}${boot(1)}${code(1, 0x42, 5)}${encodeHeader(other)}${boot(0)}${code(0, 0x43, 7)}`,
    );
    expect(boots.map(({ events }) => events.length)).toEqual([2, 1, 1]);
    expect(boots.map((found) => found.provenance?.engine)).toEqual(['bundled', 'bundled', 'qemu']);
  });

  it.each([1, 10, 60])('is readable up to its last whole line when cut by %d bytes', (bytes) => {
    const reading = readText(RUN.slice(0, -bytes));
    expect(reading.boots[0]?.events.length).toBe(bytes === 1 ? 2 : 1);
    expect(findingsOf(reading)).toEqual(bytes === 1 ? [] : ['torn-line@4']);
  });

  it('is readable when a run was appended to a torn line', () => {
    const reading = readText(`${RUN.slice(0, -20)}${HEADER}${boot(0)}${code(0, 0x43, 7)}`);
    expect(reading.boots.map(({ events }) => events.length)).toEqual([1, 1]);
    expect(findingsOf(reading)).toEqual(['torn-line@4']);
  });

  it('reports lines that are no records, and reads on', () => {
    const reading = readText(
      `${RUN}garbage\n\n{"kind":"event","boot":0,"event":{"kind":"code","code":999}}\n${code(0, 0x42, 30)}`,
    );
    expect(reading.boots[0]?.events).toHaveLength(3);
    expect(findingsOf(reading)).toEqual(['bad-line@5', 'bad-line@7']);
  });

  it('opens a boot whose own line is missing', () => {
    expect(
      readText(`${HEADER}${code(4, 0x40, 1)}${code(4, 0x41, 2)}`).boots.map(({ events }) => events.length),
    ).toEqual([2]);
  });

  it('of version 1, which had no moments, is read', () => {
    const old = HEADER.replace('"schemaVersion":2', '"schemaVersion":1');
    expect(readText(`${old}${code(0, 0x40, 1)}`).boots[0]?.events).toMatchObject([{ code: 0x40 }]);
  });

  it('is refused when a newer boottrace wrote it', () => {
    const newer = HEADER.replace('"schemaVersion":2', '"schemaVersion":3');
    expect(() => readText(newer)).toThrow(expect.objectContaining({ code: 'newer-trace-file', exitCode: 2 }));
    expect(() => readText(`${RUN}${newer}`)).toThrow(
      /line 5: this trace file has version 3, but this boottrace reads version 2/,
    );
  });

  it('with a header alone is an empty reading', () => {
    expect(readText(HEADER)).toEqual({ boots: [], diagnostics: [] });
  });

  describe('of a run that wrote as it went', () => {
    const started = encodeHeader({ ...provenance, startedAt: '2026-01-02T03:04:05.000Z' });
    const stop = (number: number) =>
      encodeItem({ kind: 'stop', boot: number, stop: { reason: 'reset', detail: null } });
    const stops = (text: string) =>
      readItems(text).items.flatMap((found) => (found.kind === 'stop' ? [found] : []));
    const CUT_OFF = { reason: 'interrupted', detail: 'the trace ends before the end of the boot' };

    it('says of the boot that was cut off that it was', () => {
      const cut = `${started}${boot(0)}${code(0, 0x40, 10)}${stop(0)}${boot(1)}${code(1, 0x40, 10)}`;
      expect(stops(cut)).toMatchObject([
        { boot: 0, stop: { reason: 'reset' } },
        { boot: 1, stop: CUT_OFF },
      ]);
      expect(findingsOf(readText(cut))).toEqual(['boot-cut-off@5']);
    });

    it('also when another run was appended behind a torn line', () => {
      const cut = `${started}${boot(0)}${code(0, 0x40, 10)}{"kind":"ev${started}${boot(0)}${stop(0)}`;
      expect(stops(cut)).toMatchObject([
        { boot: 0, stop: CUT_OFF },
        { boot: 1, stop: { reason: 'reset' } },
      ]);
      expect(findingsOf(readText(cut))).toEqual(['torn-line@4', 'boot-cut-off@2']);
    });

    it('says nothing of what was never said to stop', () => {
      expect(stops(RUN)).toEqual([]);
    });
  });
});

describe('a trace file that is not whole', () => {
  const diagnosticsOf = (text: string) =>
    readText(text, { input: 'a.btrace', inputFormat: 'boottrace' }).diagnostics;

  it('is told from one with lines that are no records', () => {
    expect(diagnosticsOf(`${HEADER} \n\t\ngarbage\n${boot(0)}x`)).toEqual([
      {
        severity: 'warning',
        code: 'bad-line',
        message: expect.stringContaining('not a record'),
        input: 'a.btrace',
        line: 4,
      },
      {
        severity: 'warning',
        code: 'torn-line',
        message: expect.stringContaining('cut off'),
        input: 'a.btrace',
        line: 6,
      },
    ]);
  });

  it('is read without a provenance where its header has none', () => {
    const header = '{"kind":"header","schemaVersion":1,"startedAt":"2026-01-02T03:04:05Z"}\n';
    const { items } = readItems(`${header}${code(7, 0x40, 1)}`);
    expect(items).toEqual([
      { kind: 'boot', boot: 0, vmmStartNs: null },
      { kind: 'event', boot: 0, event: expect.objectContaining({ code: 0x40 }) },
    ]);
    expect(Object.keys(items[0]!)).not.toContain('provenance');
  });

  it('of a newer boottrace names that one, where its header does', () => {
    const stepsOf = (text: string) => {
      try {
        readText(text, { inputFormat: 'boottrace' });
      } catch (error) {
        return (error as InputError).nextSteps;
      }
      return null;
    };
    expect(stepsOf(HEADER.replace('"schemaVersion":2', '"schemaVersion":3'))).toEqual([
      'Read it with the version of boottrace that wrote it (0.1.0)',
    ]);
    expect(stepsOf('{"kind":"header","schemaVersion":3}\n')).toEqual([
      'Read it with the version of boottrace that wrote it',
    ]);
  });
});

it.each([
  ['certain', ` \n${HEADER}`],
  ['no', `x${HEADER}`],
  ['no', '{"kind":"event"}'],
])('says %s to %j', (verdict, head) => {
  expect(boottraceNdjson.sniff(head, 'a.btrace')).toBe(verdict);
});
