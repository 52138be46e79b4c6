import { describe, expect, it } from 'vitest';
import { parseRecord } from '../../../src/formats/boottrace-ndjson/records.js';
import { PROFILE } from '../../trace/sample-profile.js';

const CODE = { kind: 'code', timeNs: 5, line: null, vcpu: 0, code: 0x40, port: 0x80 };
const TEXT = { kind: 'text', timeNs: 5, line: 7, vcpu: null, channel: 'serial', text: 'a\u0000\u001b[2J' };
const LIFECYCLE = { kind: 'lifecycle', timeNs: 0, line: null, vcpu: null, phase: 'guest-entry' };
const DIAGNOSTIC = { severity: 'note', code: 'x', message: 'y', input: null, line: null };

const EXITS = {
  stage: 'kernel',
  kind: 'pio',
  address: 0x80,
  direction: 'write',
  device: 'post-port',
  count: 4,
  totalNs: 5000,
};

function exits(change: object, ...rows: unknown[]) {
  return { kind: 'exits', boot: 0, exits: [{ ...EXITS, ...change }, ...rows] };
}

function parse(record: unknown) {
  return parseRecord(JSON.stringify(record));
}

describe('parseRecord', () => {
  it.each([
    { kind: 'boot', boot: 0, vmmStartNs: null },
    { kind: 'boot', boot: 3, vmmStartNs: 12 },
    { kind: 'boot', boot: 3, vmmStartNs: 12, warmup: true, side: 'head' },
    { kind: 'event', boot: 0, event: CODE },
    { kind: 'event', boot: 0, event: TEXT },
    { kind: 'event', boot: 0, event: LIFECYCLE },
    { kind: 'stop', boot: 0, stop: { reason: 'timeout', detail: null, timeNs: 60_000_000_000 } },
    { kind: 'stop', boot: 0, stop: { reason: 'crash', detail: 'triple fault', timeNs: null } },
    { kind: 'boot', boot: 3, vmmStartNs: 12, clock: 'guest-monotonic' },
    { kind: 'boot', boot: 3, vmmStartNs: null, writer: 'process 4711' },
    { kind: 'event', boot: 0, event: { ...CODE, vcpu: 0xffff, port: 0, name: 'start_kernel' } },
    { kind: 'exits', boot: 2, exits: [] },
    { kind: 'exits', boot: 2, exits: [], hostWaitNs: 40 },
    { kind: 'unit', boot: 1, unit: { name: 'a.service', startNs: null, durationNs: 5 } },
    { kind: 'profile', boot: 1, profile: PROFILE },
    exits({}, { ...EXITS, kind: 'kick', address: null, direction: null, device: null }),
    exits({ kind: 'kernel', address: null, direction: null, device: 'ept' }),
    exits({ kind: 'mmio', direction: 'read' }, { ...EXITS, kind: 'other', count: 0, totalNs: 0 }),
    { kind: 'diagnostic', diagnostic: DIAGNOSTIC },
    { kind: 'diagnostic', diagnostic: { ...DIAGNOSTIC, severity: 'warning', input: 'a.log', line: 3 } },
  ])('takes %j', (item) => {
    expect(parse(item)).toStrictEqual({ kind: 'item', item });
  });

  it.each([true, false])(
    'takes a function that was entered in both of its forms (initcall: %s)',
    (initcall) => {
      const { timeNs, line, vcpu } = LIFECYCLE;
      const event = { kind: 'function', timeNs, line, vcpu, name: 'acpi_init', initcall };
      const item = { kind: 'item', item: { kind: 'event', boot: 0, event } };
      expect(parse({ kind: 'event', boot: 0, event })).toStrictEqual(item);
      const inTraceFile = { ...LIFECYCLE, phase: initcall ? 'initcall' : 'function', name: 'acpi_init' };
      expect(parse({ kind: 'event', boot: 0, event: inTraceFile })).toStrictEqual(item);
    },
  );

  it('takes a stop of before its time was written down', () => {
    const stop = { reason: 'timeout', detail: null };
    const item = { kind: 'stop', boot: 0, stop: { ...stop, timeNs: null } };
    expect(parse({ kind: 'stop', boot: 0, stop })).toStrictEqual({ kind: 'item', item });
  });

  it('takes a boot of no side, and one that is no warm-up, for one that says nothing of it', () => {
    const item = { kind: 'boot', boot: 0, vmmStartNs: null };
    expect(parse({ ...item, side: null, warmup: false })).toStrictEqual({ kind: 'item', item });
  });

  it('drops fields it does not know', () => {
    const item = { kind: 'event', boot: 0, event: { ...CODE, more: 1 }, more: 2 };
    expect(parse(item)).toEqual({ kind: 'item', item: { kind: 'event', boot: 0, event: CODE } });
  });

  it.each([
    null,
    [],
    1,
    'text',
    {},
    { kind: 'nonsense', boot: 0 },
    { kind: 'nonsense', boot: 0, stop: { reason: 'reset', detail: null } },
    { kind: 'boot', boot: -1, vmmStartNs: null },
    { kind: 'boot', boot: 0, vmmStartNs: -1 },
    { kind: 'boot', boot: 0, vmmStartNs: null, writer: 7 },
    { kind: 'boot', boot: 0 },
    { kind: 'boot', boot: 0, vmmStartNs: null, warmup: 1 },
    { kind: 'boot', boot: 0, vmmStartNs: null, side: 'tail' },
    { kind: 'event', boot: 0 },
    { kind: 'event', event: CODE },
    { kind: 'event', boot: 0, event: { ...CODE, code: 0x10000 } },
    { kind: 'event', boot: 0, event: { ...CODE, code: -1 } },
    { kind: 'event', boot: 0, event: { ...CODE, code: 1.5 } },
    { kind: 'event', boot: 0, event: { ...CODE, code: '64' } },
    { kind: 'event', boot: 0, event: { ...CODE, timeNs: -1 } },
    { kind: 'event', boot: 0, event: { ...CODE, timeNs: 2 ** 53 } },
    { kind: 'event', boot: 0, event: { ...CODE, timeNs: 0.5 } },
    { kind: 'event', boot: 0, event: { ...CODE, timeNs: null } },
    { kind: 'event', boot: 0, event: { ...CODE, line: 0 } },
    { kind: 'event', boot: 0, event: { ...CODE, vcpu: 70_000 } },
    { kind: 'event', boot: 0, event: { ...CODE, port: -1 } },
    { kind: 'event', boot: 0, event: { ...TEXT, channel: 'other' } },
    { kind: 'event', boot: 0, event: { ...TEXT, text: 5 } },
    { kind: 'event', boot: 0, event: { ...LIFECYCLE, phase: 'other' } },
    { kind: 'event', boot: 0, event: { ...LIFECYCLE, kind: 'other' } },
    { kind: 'stop', boot: 0, stop: { reason: 'other', detail: null } },
    { kind: 'stop', boot: 0, stop: { reason: 'reset', detail: 5 } },
    { kind: 'stop', boot: 0, stop: { reason: 'reset', detail: null, timeNs: -1 } },
    { kind: 'stop', boot: 0, stop: { reason: 'reset', detail: null, timeNs: 1.5 } },
    { kind: 'stop', boot: 0 },
    { kind: 'diagnostic', diagnostic: { ...DIAGNOSTIC, severity: 'error' } },
    { kind: 'diagnostic', diagnostic: { ...DIAGNOSTIC, message: null } },
    { kind: 'diagnostic', diagnostic: { ...DIAGNOSTIC, line: -1 } },
    { kind: 'boot', boot: 0, vmmStartNs: null, clock: 'sundial' },
    { kind: 'event', boot: 0, event: { ...CODE, name: 5 } },
    { kind: 'event', boot: 0, event: { ...LIFECYCLE, name: null } },
    { kind: 'exits', boot: 0 },
    { kind: 'exits', boot: 0, exits: [], hostWaitNs: -1 },
    { kind: 'exits', boot: 0, exits: [], hostWaitNs: 'long' },
    { kind: 'unit', boot: 0, unit: { name: 'a', startNs: -1, durationNs: 5 } },
    { kind: 'unit', boot: 0, unit: { name: 'a', startNs: 1, durationNs: null } },
    { kind: 'unit', boot: 0 },
    { kind: 'exits', boot: 0, exits: {} },
    exits({}, null),
    exits({ stage: null }),
    exits({ kind: 'hypercall' }),
    exits({ address: -1 }),
    exits({ address: '0x80' }),
    exits({ direction: 'both' }),
    exits({ direction: undefined }),
    exits({ device: 5 }),
    exits({ count: -1 }),
    exits({ count: 1.5 }),
    exits({ totalNs: '5000' }),
    { kind: 'profile', boot: 0 },
    { kind: 'diagnostic', diagnostic: { ...DIAGNOSTIC, code: 1 } },
    { kind: 'diagnostic', diagnostic: { ...DIAGNOSTIC, input: 1 } },
    { kind: 'diagnostic' },
    { kind: 'header' },
    { kind: 'header', schemaVersion: 0 },
    { kind: 'header', schemaVersion: '1' },
  ])('refuses %j', (record) => {
    expect(parse(record)).toBeNull();
  });

  it.each(['', '{', '{"kind":"boot","boot":0,"vmmStartNs":nul', 'NaN'])(
    'refuses %j, which is no JSON',
    (text) => {
      expect(parseRecord(text)).toBeNull();
    },
  );

  it('takes a header, with its provenance when that is whole', () => {
    const provenance = {
      boottrace: '0.1.0',
      engine: 'bundled',
      guest: { cpus: 1 },
      host: { cpu: { model: 'x' }, governor: null, cpus: [1, null] },
    };
    expect(parse({ kind: 'header', schemaVersion: 1, ...provenance })).toEqual({
      kind: 'header',
      schemaVersion: 1,
      provenance,
    });
    for (const broken of [{ engine: null }, { boottrace: 1 }, { guest: [] }, { host: 'x' }]) {
      expect(parse({ kind: 'header', schemaVersion: 1, ...provenance, ...broken })).toMatchObject({
        provenance: null,
      });
    }
  });

  it('keeps what a header says of looks and of when the run began, as far as it can be so', () => {
    const header = { kind: 'header', schemaVersion: 1, boottrace: '0', engine: 'x', guest: {}, host: {} };
    const kept = (fields: object) => {
      const record = parse({ ...header, ...fields });
      return record?.kind === 'header' ? [record.provenance?.looks, record.provenance?.startedAt] : null;
    };
    const startedAt = '2026-02-28T23:59:59.123Z';
    expect(kept({ looks: 1, startedAt })).toEqual([1, startedAt]);
    expect(kept({ looks: 1000 })).toEqual([1000, undefined]);
    expect(kept({})).toEqual([undefined, undefined]);
    for (const looks of [0, 1001, 1.5, '3', null]) expect(kept({ looks })).toEqual([undefined, undefined]);
    for (const wrong of [
      'yesterday',
      5,
      null,
      '2026-02-30',
      `=${startedAt}`,
      `${startedAt}x`,
      [startedAt],
      '2026-13-01T00:00:00Z',
    ])
      expect(kept({ startedAt: wrong })).toEqual([undefined, undefined]);
  });

  it('bounds names, and how deep a host is described', () => {
    const named = (length: number) => ({
      kind: 'event',
      boot: 0,
      event: { ...CODE, name: 'n'.repeat(length) },
    });
    expect(parse(named(256))).not.toBeNull();
    expect(parse(named(257))).toBeNull();
    const nested = (levels: number) => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`);
    const header = { kind: 'header', schemaVersion: 1, boottrace: '0', engine: 'x', guest: {} };
    expect(parse({ ...header, host: nested(16) })).toMatchObject({ provenance: { host: nested(16) } });
    expect(parse({ ...header, host: nested(17) })).toMatchObject({ provenance: null });
  });

  it('bounds how many rows of exits it takes', () => {
    const rows = (count: number) => ({ kind: 'exits', boot: 0, exits: Array(count).fill(EXITS) });
    expect(parse(rows(100_000))).not.toBeNull();
    expect(parse(rows(100_001))).toBeNull();
  });

  it('does not keep a host or a guest that is nested to overflow a stack', () => {
    const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
    const header = `{"kind":"header","schemaVersion":1,"boottrace":"x","engine":"x","guest":${deep},"host":{}}`;
    expect(parseRecord(header)).toMatchObject({ provenance: null });
  });
});
