import { describe, expect, it } from 'vitest';
import type { ReadItem } from '../../../src/trace/boot.js';
import { parseMark } from '../../../src/trace/marks.js';
import { readItems } from '../read-text.js';

const code = (prefix: string, hex: string, seconds: string): string =>
  `cloud-hypervisor: ${prefix}s: <vcpu0> WARN:devices/src/legacy/debug_port.rs:74 -- [Debug I/O port: Kernel code ${hex}] ${seconds} seconds`;
const event = (prefix: string, name: string): string =>
  `cloud-hypervisor: ${prefix}s: <vmm> INFO:event_monitor/src/lib.rs:113 -- Event: source = vm event = ${name} `;

const BOOTING = event('0.003380', 'booting');
const BOOTED = event('0.060000', 'booted');
const ENTRY = code('0.053400', '0x40', '0.050000');
const INIT = code('0.153400', '0x41', '0.150000');

function read(lines: readonly string[], ...marks: string[]): readonly ReadItem[] {
  const options = marks.length === 0 ? {} : { marks: marks.map(parseMark) };
  return readItems(lines.map((line) => `${line}\n`).join(''), {
    inputFormat: 'cloud-hypervisor',
    ...options,
  }).items;
}

/** Boot, time in microseconds and what it is, of each event. */
function events(items: readonly ReadItem[]): [number, number, string][] {
  return items.flatMap((item): [number, number, string][] => {
    if (item.kind !== 'event') return [];
    const { boot, event: found } = item;
    if (found.kind === 'text') return [[boot, found.timeNs / 1000, found.text]];
    return found.kind === 'code' ? [[boot, found.timeNs / 1000, `0x${found.code.toString(16)}`]] : [];
  });
}

function notes(items: readonly ReadItem[]): string[] {
  return items.flatMap((item) => (item.kind === 'diagnostic' ? [item.diagnostic.message] : []));
}

const BOOTED_TEXT = 'Event: source = vm event = booted';

describe('lines of the monitor', () => {
  it('are text and a code at their time in the boot, where a mark matches them', () => {
    const items = read([BOOTING, ENTRY, BOOTED, INIT], 'event = booted=0x81');
    expect(events(items)).toEqual([
      [0, 50_000, '0x40'],
      [0, 56_600, BOOTED_TEXT],
      [0, 56_600, '0x81'],
      [0, 150_000, '0x41'],
    ]);
    expect(items.find((item) => item.kind === 'event' && item.event.kind === 'text')).toMatchObject({
      event: { channel: 'monitor', line: 3, vcpu: null },
    });
  });

  it('are nothing without a mark, or where none matches', () => {
    const plain = read([BOOTING, ENTRY, BOOTED, INIT]);
    expect(events(plain)).toEqual([
      [0, 50_000, '0x40'],
      [0, 150_000, '0x41'],
    ]);
    expect(read([BOOTING, ENTRY, BOOTED, INIT], 'something else=0x81')).toEqual(plain);
  });

  it('count at zero just before the creation of the VM, and are left out before that', () => {
    const starting = 'cloud-hypervisor: 0.000412s: <main> INFO:main.rs:631 -- v53.0 starting';
    const items = read([starting, BOOTING, ENTRY], 'starting=0x82', 'booting=0x83');
    expect(events(items).map(([, timeNs, what]) => [timeNs, what])).toEqual([
      [0, 'Event: source = vm event = booting'],
      [0, '0x83'],
      [50_000, '0x40'],
    ]);
    expect(notes(items)).toContainEqual(expect.stringMatching(/left out.*Lines: 1\.$/));
  });

  it('belong to the boot before a reset where they come before the next VM', () => {
    const lines = [ENTRY, event('62.500000', 'rebooting'), code('62.531700', '0x40', '0.014800')];
    expect(events(read([...lines, event('62.6', 'booted')], 'rebooting=0x82', 'booted=0x81'))).toEqual([
      [0, 50_000, '0x40'],
      [0, 62_496_600, 'Event: source = vm event = rebooting'],
      [0, 62_496_600, '0x82'],
      [1, 14_800, '0x40'],
      [1, 83_100, BOOTED_TEXT],
      [1, 83_100, '0x81'],
    ]);
  });

  it('of another process are told from those of the one before', () => {
    const again = code('0.055000', '0x40', '0.051000');
    const booted = event('0.0602', 'booted');
    const start = 'cloud-hypervisor: 0.000412s: <main> INFO:main.rs:631 -- v53.0 starting';
    expect(
      events(read([ENTRY, INIT, event('0.16', 'booted'), start, again, booted], 'booted=0x81')).filter(
        ([, , what]) => what === '0x81',
      ),
    ).toEqual([
      [0, 156_600, '0x81'],
      [1, 56_200, '0x81'],
    ]);
  });

  it('of a VM that wrote no code are left out, where codes show the other boots', () => {
    const items = read([ENTRY, INIT, event('0.002', 'booting'), event('0.05', 'booted')], 'booted=0x81');
    expect(events(items).map(([, , what]) => what)).toEqual(['0x40', '0x41']);
    expect(notes(items)).toContainEqual(expect.stringMatching(/left out.*Lines: 1\.$/));
  });

  it('are boots of their own where no guest wrote a code', () => {
    const items = read(
      [BOOTING, BOOTED, event('0.0021', 'booting'), event('0.0621', 'booted')],
      'booted=0x81',
    );
    expect(items.filter(({ kind }) => kind === 'boot')).toEqual([
      { kind: 'boot', boot: 0, vmmStartNs: 3_380_000 },
      { kind: 'boot', boot: 1, vmmStartNs: 2_100_000 },
    ]);
    expect(events(items).filter(([, , what]) => what === '0x81')).toEqual([
      [0, 56_620, '0x81'],
      [1, 60_000, '0x81'],
    ]);
    expect(notes(items)).toEqual([]);
  });

  it('that a container logged twice count once', () => {
    const wrapped = (line: string): string =>
      JSON.stringify({ _SYSTEMD_UNIT: 'kata.service', MESSAGE: line, _PID: '7' });
    const items = read([ENTRY, BOOTED, BOOTED, INIT].map(wrapped), 'booted=0x81');
    expect(events(items).filter(([, , what]) => what === '0x81')).toHaveLength(1);
  });

  it('are bounded between two codes', () => {
    const many = Array.from({ length: 10_010 }, () => BOOTED);
    const items = read([ENTRY, ...many, INIT], 'booted=0x81');
    expect(events(items).filter(([, , what]) => what === '0x81')).toHaveLength(10_000);
    expect(notes(items)).toContainEqual(expect.stringMatching(/left out.*Lines: 10\.$/));
  });
});
