import { describe, expect, it } from 'vitest';
import { cbmem } from '../../../src/formats/firmware/cbmem.js';
import { findingsOf, readText } from '../read-text.js';

function read(...lines: readonly string[]) {
  return readText(`${lines.join('\n')}\n`, { inputFormat: 'cbmem' });
}

describe('timestamps of coreboot', () => {
  it('are the same from the table and from the tab separated form', () => {
    const table = read(
      '3 entries total:',
      '',
      '   0:1st timestamp                                     18,886',
      '1101:jumping to kernel                                 2,225,788 (2,206,902)',
      '',
      'Total Time: 2,206,902',
    );
    const tabs = read('0\t18886\t0\t1st timestamp ', '1101\t2225788\t2206902\tjumping to kernel');
    const describeEvents = (reading: typeof table) =>
      reading.boots.map(({ events }) =>
        events.map((event) => event.kind === 'code' && [event.timeNs, event.code, event.name]),
      );
    expect(describeEvents(table)).toEqual([
      [
        [18_886_000, 0x00, '1st timestamp'],
        [2_225_788_000, 0x21, 'jumping to kernel'],
      ],
    ]);
    expect(describeEvents(tabs)).toEqual(describeEvents(table));
    expect(tabs.boots[0]?.clock).toBe('guest-monotonic');
  });

  it('of several dumps are several boots', () => {
    const dump = ['0\t1\t0\t1st timestamp', '99\t5\t4\tselfboot jump'];
    expect(read(...dump, ...dump).boots.map(({ events }) => events.length)).toEqual([2, 2]);
  });

  it('keep what stands in a name apart from the numbers', () => {
    const { boots } = read(
      '   0:1st timestamp                                     5',
      ' 955:returning from FspMultiPhase 2 Init                7 (2)',
    );
    expect(boots[0]?.events[1]).toMatchObject({ timeNs: 7000, name: 'returning from FspMultiPhase 2 Init' });
  });

  it('that are damaged are reported, and the others kept', () => {
    const reading = read(
      '0\t1\t0\t1st timestamp',
      '11\t12',
      '  12:end of bootblock',
      '99\t99999999999999999\t4\tx',
      '99\t5\t4\tselfboot jump',
    );
    expect(findingsOf(reading)).toEqual(['other-zero@1', 'bad-line@2', 'bad-line@3', 'bad-line@4']);
    expect(reading.boots[0]?.events).toHaveLength(2);
    expect(findingsOf(read('hello'))).toEqual(['no-events']);
  });
});

it.each([
  ['yes', '23 entries total:\n\n   0:1st timestamp                                     18,886\n'],
  ['yes', '0\t18886\t0\t1st timestamp\n'],
  ['no', '23 entries total:\n'],
  ['no', '1st timestamp'],
])('says %s to %j', (verdict, head) => {
  expect(cbmem.sniff(head, '')).toBe(verdict);
});

describe('a dump of coreboot', () => {
  const codesOf = (reading: ReturnType<typeof read>) =>
    reading.boots.map(({ events }) =>
      events.map((event) => (event.kind === 'code' ? event.code : event.kind === 'moment' && event.key)),
    );

  it('is firmware up to its last jump, and from id 1000 on a payload, which is a boot loader', () => {
    const [codes] = codesOf(
      read(
        '0\t1\t0\ta',
        '999\t2\t0\tb',
        '98\t3\t0\tc',
        '99\t4\t0\td',
        '1000\t5\t0\te',
        '1050\t6\t0\tf',
        '1101\t7\t0\tg',
      ),
    );
    expect(codes).toEqual([0x00, 'coreboot:999', 0x01, 0x01, 0x20, 'coreboot:1050', 0x21]);
    const { events } = read('0\t1\t0\ta', '999\t2\t0\tb', '1050\t6\t0\tf').boots[0]!;
    expect(events.slice(1)).toMatchObject([{ stage: 'firmware' }, { stage: 'bootloader' }]);
  });

  it('gives a moment a key by its id, whatever it is called', () => {
    const [first, second] = codesOf(read('7\t1\t0\tone name', '7\t2\t0\tanother', '8\t3\t0\tone name'));
    expect(second).toBeUndefined();
    expect(first).toEqual(['coreboot:7', 'coreboot:7', 'coreboot:8']);
  });

  it('has a key of its own for every id, and keeps the name of each', () => {
    const ids = Array.from({ length: 1200 }, (_, id) => id + 1);
    const { events } = read(...ids.map((id) => `${id}\t${id}\t0\tpoint ${id}`)).boots[0]!;
    const moments = events.flatMap((event) => (event.kind === 'moment' ? [event] : []));
    expect(moments).toHaveLength(1196);
    expect(new Set(moments.map(({ key }) => key)).size).toBe(moments.length);
    for (const { key, name } of moments) expect(name).toBe(key.replace('coreboot:', 'point '));
  });

  it('begins with its header or with its first timestamp, and with both once', () => {
    const table = ['2 entries total:', '', '   0:1st timestamp      5', '  99:selfboot jump      7 (2)'];
    expect(codesOf(read(...table, ...table)).map(({ length }) => length)).toEqual([2, 2]);
    expect(codesOf(read(...table, ...table.slice(2))).map(({ length }) => length)).toEqual([2, 2]);
    expect(codesOf(read('0\t1\t0\ta', '0\t2\t0\tb')).map(({ length }) => length)).toEqual([1, 1]);
    expect(codesOf(read('7\t1\t0\ta', '8\t2\t0\tb')).map(({ length }) => length)).toEqual([2]);
    const headless = ['1 entries total:', '   7:x     5'];
    expect(codesOf(read(...headless, ...headless)).map(({ length }) => length)).toEqual([1, 1]);
  });
});

it.each([
  ['yes', 'x\n   0:1st timestamp    18,886 \n'],
  ['yes', '0:1st timestamp  5\n'],
  ['yes', 'x\n123 entries total: \n \n   0:1st timestamp'],
  ['yes', '1 entries total:\n0:1st timestamp'],
  ['no', '0:1st timestamp 5\n'],
  ['no', '0:1st timestamp  x\n'],
  ['no', 'x 1 entries total:\n0:1st timestamp'],
  ['no', '1 entries total: 1\n0:1st timestamp'],
  ['yes', 'x\n0\t18886\t18886\t1st timestamp\n'],
  ['no', '   0:2nd timestamp    18,886 \n'],
  ['no', '7 0\t18886\t0\t1st timestamp\n'],
])('says %s to a dump without its header, %j', (verdict, head) => {
  expect(cbmem.sniff(head, '')).toBe(verdict);
});

describe('reports of other releases', () => {
  it('begin one boot where the management engine has rows before the first of coreboot', () => {
    const rows = [
      ' 990:CSME ROM started execution                        0',
      " 944:CSE sent 'Boot Stall Done' to PMC                 64,000",
      '   0:1st timestamp                                     201,500 (137,500)',
      '  11:start of bootblock                                210,000 (8,500)',
    ];
    const tabs = ['990\t0\t0\tCSME ROM started execution', '0\t201500\t0\t1st timestamp'];
    for (const report of [rows, ['4 entries total:', '', ...rows], tabs]) {
      const { boots } = read(...report);
      expect(boots).toHaveLength(1);
      expect(boots[0]?.events[0]).toMatchObject({ timeNs: 0, key: 'coreboot:990', stage: null });
    }
    expect(read(...rows, '', 'Total Time: 210,000', ...rows).boots).toHaveLength(2);
    expect(read(...tabs, ...tabs).boots).toHaveLength(2);
  });

  it('without names have the names that their ids had then', () => {
    const text = '3 entries total:\n\n   1:50,100\n  30:60,200 (10,100)\n 777:90,300 (30,100)\n';
    const { boots } = readText(text);
    expect(
      boots.map(({ format, events }) => [format, ...events.map((event) => 'name' in event && event.name)]),
    ).toEqual([['cbmem', 'start of romstage', 'device enumeration', 'timestamp 777']]);
    expect(boots[0]?.events[1]).toMatchObject({ timeNs: 60_200_000, key: 'coreboot:30' });
  });

  it('are counted where the header says how many there are', () => {
    expect(findingsOf(read('7 entries total:', '', '   0:1st timestamp   5'))).toEqual([
      'other-zero@3',
      'missing-rows@1',
    ]);
  });
});
