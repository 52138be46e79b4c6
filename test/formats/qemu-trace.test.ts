import { describe, expect, it } from 'vitest';
import { qemuTrace } from '../../src/formats/qemu-trace.js';
import { findingsOf, readText } from './read-text.js';

function access(time: string, address: number, value: number, name = ''): string {
  const region = name === '' ? '' : ` name '${name}'`;
  return `${time}memory_region_ops_write cpu 0 mr 0x55d748ddb280 addr 0x${address.toString(16)} value 0x${value.toString(16)} size 1${region}`;
}

function read(...lines: readonly string[]) {
  return readText(`${lines.join('\n')}\n`, { inputFormat: 'qemu-trace' });
}

describe('the reader of QEMU traces', () => {
  it('reads lines with and without the name of the region', () => {
    const reading = read(
      access('7@1795338117.080637:', 0x80, 0x40),
      access('7@1795338117.080640:', 0x80, 0x41, 'ioport80'),
    );
    expect(
      reading.boots[0]?.events.map((event) => [event.timeNs, event.kind === 'code' && event.code]),
    ).toEqual([
      [0, 0x40],
      [3000, 0x41],
    ]);
    expect(reading.boots[0]?.clock).toBe('wall');
  });

  it('does not take memory of other devices for ports', () => {
    const reading = read(access('7@1795338117.080637:', 0x80, 0x40, 'vga.mmio'));
    expect(findingsOf(reading)).toEqual(['other-zero@1', 'no-events']);
  });

  it('keeps processes apart', () => {
    const reading = read(
      access('7@1.000001:', 0x80, 1),
      access('8@1.000002:', 0x80, 1),
      access('7@1.000003:', 0x80, 2),
    );
    expect(reading.boots.map(({ events }) => events.length)).toEqual([2, 1]);
  });

  it('says what to do when there are no times', () => {
    const reading = read(access('', 0x80, 1), access('', 0x80, 2));
    expect(reading.boots).toEqual([]);
    expect(findingsOf(reading)).toEqual(['no-time@1']);
    expect(reading.diagnostics[0]?.message).toContain('-msg timestamp=on');
  });

  it('finds lines behind text on the same row, and reports what it cannot read', () => {
    const reading = read(
      `guest text ${access('7@1.000001:', 0x80, 1)}`,
      '7@1.000002:memory_region_ops_write cpu',
      'x memory_region_ops_write cpu 0',
    );
    expect(reading.boots[0]?.events).toHaveLength(1);
    expect(findingsOf(reading)).toEqual(['other-zero@1', 'bad-line@2', 'bad-line@3']);
  });

  it.each([
    ['fell', '5.000001'],
    ['rose by months', '99999999.000001'],
  ])('begins a boot where the clock %s, so that no time is wrong', (_, time) => {
    const reading = read(access('7@9.000001:', 0x80, 1), access(`7@${time}:`, 0x80, 2));
    expect(reading.boots.map(({ events }) => events.map(({ timeNs }) => timeNs))).toEqual([[0], [0]]);
    expect(findingsOf(reading)).toEqual(['other-zero@1', 'clock-jumped']);
  });

  it('takes lines before the first one as at zero', () => {
    const reading = read(access('7@9.000002:', 0x80, 1), access('7@9.000001:', 0x80, 2));
    expect(reading.boots[0]?.events.map(({ timeNs }) => timeNs)).toEqual([0, 0]);
    expect(findingsOf(reading)).toEqual(['other-zero@1', 'before-zero']);
  });
});

it.each([
  ['yes', access('7@1.000001:', 0x80, 1)],
  ['yes', access('', 0x70, 1)],
  ['yes', access('', 0x70, 1).replace('cpu 0', 'cpu -10')],
  ['yes', `x\n${access('', 0x70, 1).replace('write', 'read')}`],
  ['no', access('x', 0x70, 1)],
  ['no', 'memory_region_ops_write is an event'],
])('says %s to %j', (verdict, head) => {
  expect(qemuTrace.sniff(head, '')).toBe(verdict);
});

describe('an access in a QEMU trace', () => {
  it.each([
    'ioport80',
    'isa-debugcon',
    'serial',
    'i8042-cmd',
    'rcr',
    'lpc-reset-control',
    'piix-reset-control',
  ])('is one of a port in the region %s', (region) => {
    expect(read(access('7@1.000001:', 0x80, 1, region)).boots[0]?.events).toHaveLength(1);
  });

  it('is one of the CPU that it names, and of none where that is -1', () => {
    const written = access('7@1.000001:', 0x80, 1);
    const { boots } = read(written.replace('cpu 0', 'cpu 3'), written.replace('cpu 0', 'cpu -1'));
    expect(boots[0]?.events.map(({ vcpu, line }) => [vcpu, line])).toEqual([
      [3, 1],
      [null, 2],
    ]);
  });

  it('counts by the low byte of its value, and not at all where the port was read', () => {
    const wide = access('7@1.000001:', 0x80, 1).replace('value 0x1', 'value 0xffffffffffffff41');
    const readBack = access('7@1.000000:', 0x80, 0x99).replace('ops_write', 'ops_read');
    const { boots } = read(readBack, wide.replace('_write', '_write').replace('ops_write', 'ops_write'));
    expect(boots[0]?.events).toMatchObject([{ code: 0x41, timeNs: 1000 }]);
  });

  it('is the last one of its row, with its time right before it', () => {
    const two = `${access('7@1.000001:', 0x80, 1).slice(0, -8)}${access('7@1.000002:', 0x80, 2)}`;
    expect(read(two).boots[0]?.events).toMatchObject([{ code: 2 }]);
    expect(findingsOf(read(access('7@1.000001: ', 0x80, 1)))).toEqual(['bad-line@1', 'no-events']);
    expect(findingsOf(read(access('x', 0x80, 1)))).toEqual(['bad-line@1', 'no-events']);
    expect(read(access(`${'x'.repeat(500)} 7@1.000001:`, 0x80, 3)).boots[0]?.events).toMatchObject([
      { code: 3 },
    ]);
  });

  it('is one of nothing where all there is was no port', () => {
    const text = access('7@1.000001:', 0xe9, 0x41, 'isa-debugcon');
    expect(read(text).boots[0]?.events).toMatchObject([{ kind: 'text', text: 'A' }]);
    expect(findingsOf(read(text))).toEqual(['other-zero@1']);
    expect(findingsOf(read('region_op'))).toEqual(['no-events']);
  });
});
