import { describe, expect, it } from 'vitest';
import { type CountMetric, countOf, parseCountMetric } from '../../src/checks/count-metric.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import type { Boot, ExitCount } from '../../src/trace/boot.js';
import { timelineOf, type Written } from '../stages/build-boot.js';

const parse = (text: string): CountMetric | null => parseCountMetric(text, BUILT_IN_TABLE);

describe('parseCountMetric', () => {
  it.each([
    ['codes', { of: 'codes' }],
    ['failed', { of: 'failed' }],
    ['exits', { of: 'exits', stage: null }],
    ['exits:setup', { of: 'exits', stage: 'setup' }],
    ['exits:bootloader', { of: 'exits', stage: 'bootloader' }],
    ['bytes:serial', { of: 'bytes', channel: 'serial' }],
    ['bytes:debug-console', { of: 'bytes', channel: 'debug-console' }],
    ['bytes:firmware-debug', { of: 'bytes', channel: 'firmware-debug' }],
  ])('%s', (text, metric) => expect(parse(text)).toEqual(metric));

  it.each(['kernel', 'exits:', 'exits:boot', 'bytes', 'bytes:monitor', 'bytes:kernel-log', 'codes:kernel'])(
    '%s is none',
    (text) => expect(parse(text)).toBeNull(),
  );
});

describe('countOf', () => {
  const written: readonly Written[] = [
    [0x40, 10],
    [0x41, 20],
  ];
  const exit = (stage: string, count: number): ExitCount => {
    return { stage, kind: 'pio', address: 0x80, direction: 'write', device: 'post', count, totalNs: 5 };
  };
  const provenance = (engine: string, guest: object): Boot['provenance'] => {
    return { boottrace: '1', engine, guest: { ...guest }, host: {} };
  };
  const count = (text: string, boot: Partial<Boot>, codes = written) =>
    countOf(parse(text)!, timelineOf(codes, { boot }));
  const text = (channel: 'serial' | 'debug-console', words: string) =>
    ({ kind: 'text', channel, text: words, timeNs: 1, line: 1, vcpu: null }) as const;

  it('codes: none in a run is 0, none in a log says nothing', () => {
    expect(count('codes', {})).toBe(2);
    expect(count('codes', {}, [])).toBeNull();
    expect(count('codes', { provenance: provenance('bundled', {}) }, [])).toBe(0);
  });

  it('exits: of all, of a stage, of one that had none, and null for one that never began', () => {
    const exits = [exit('setup', 7), exit('setup', 1)];
    expect(count('exits', { exits })).toBe(8);
    expect(count('exits:setup', { exits })).toBe(8);
    expect(count('exits:kernel', { exits })).toBe(0);
    expect(count('exits:firmware', { exits })).toBeNull();
    expect(count('exits', {})).toBeNull();
  });

  it('bytes: of the text, none in a run that looked, null where nobody did', () => {
    const events = [text('serial', 'größe'), text('serial', 'ab'), text('debug-console', 'abc')];
    expect(count('bytes:serial', { events })).toBe(9);
    expect(count('bytes:debug-console', { events })).toBe(3);
    expect(count('bytes:firmware-debug', { events })).toBeNull();
    const run = { provenance: provenance('bundled', { serial: true, debugConsolePort: null }) };
    expect(count('bytes:serial', run)).toBe(0);
    expect(count('bytes:debug-console', run)).toBeNull();
    expect(count('bytes:firmware-debug', run)).toBe(0);
    const other = { provenance: provenance('cloud-hypervisor', { serial: false, debugConsolePort: 233 }) };
    expect(count('bytes:serial', other)).toBeNull();
    expect(count('bytes:debug-console', other)).toBe(0);
    expect(count('bytes:firmware-debug', other)).toBeNull();
  });

  it('failed: whether it did', () => {
    expect(count('failed', { stop: { reason: 'timeout', detail: null } })).toBe(1);
    expect(count('failed', { stop: { reason: 'reset', detail: null } })).toBe(0);
  });
});
