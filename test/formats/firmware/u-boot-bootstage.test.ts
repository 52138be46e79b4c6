import { describe, expect, it } from 'vitest';
import { uBootBootstage } from '../../../src/formats/firmware/u-boot-bootstage.js';
import { findingsOf, readText } from '../read-text.js';

const HEAD = ['Timer summary in microseconds (4 records):', '       Mark    Elapsed  Stage'];

function read(...lines: readonly string[]) {
  return readText(`${lines.join('\n')}\n`, { inputFormat: 'u-boot-bootstage' });
}

describe('a bootstage report', () => {
  it('divides what it marks into SPL and U-Boot', () => {
    const { boots } = read(
      ...HEAD,
      '          0          0  reset',
      '    224,514    224,514  SPL',
      '    961,170    736,656  end SPL',
      '    964,006      2,836  board_init_f',
      '  1,186,986    222,980  main_loop',
      '  4,025,806  2,350,642  start_kernel',
    );
    expect(boots[0]?.events.slice(0, 5)).toMatchObject([
      { code: 0x00 },
      { key: 'u-boot:SPL', name: 'SPL', stage: 'firmware' },
      { code: 0x01 },
      { code: 0x20 },
      { key: 'u-boot:main_loop', name: 'main_loop', stage: 'bootloader' },
    ]);
    expect(boots[0]?.events.at(-1)).toMatchObject({
      timeNs: 4_025_806_000,
      code: 0x21,
      name: 'start_kernel',
    });
  });

  it('says the times that have no place', () => {
    const reading = read(
      ...HEAD,
      '          0          0  reset',
      '',
      'Accumulated time:',
      '                55,064  dm_f',
      '                28,160  vesa display',
      '=> ',
      '                   111  not one',
    );
    expect(findingsOf(reading)).toEqual(['other-zero@1', 'accumulated-time@6']);
    expect(reading.diagnostics[1]?.message).toContain('dm_f 55,064 us, vesa display 28,160 us.');
    expect(reading.boots[0]?.events).toHaveLength(1);
  });

  it('ends with the prompt, and another one is another boot', () => {
    const report = [...HEAD, '          0          0  reset', '=> echo 5', '        111        111  not one'];
    const reading = read(...report, ...report);
    expect(reading.boots.map(({ events, clock }) => [events.length, clock])).toEqual([
      [1, 'guest-monotonic'],
      [1, 'guest-monotonic'],
    ]);
    expect(findingsOf(reading)).toEqual(['other-zero@1']);
  });

  it('reports what is damaged or missing, and keeps the rest', () => {
    const reading = read(
      ...HEAD,
      '          0          0  reset',
      '      1,0',
      '        500   overflow  x',
      'Overflowed internal boot id table by 3 entries',
    );
    expect(findingsOf(reading)).toEqual(['other-zero@1', 'bad-line@4', 'lost-events@6']);
    expect(reading.boots[0]?.events).toHaveLength(2);
    expect(findingsOf(read('hello'))).toEqual(['no-events']);
  });
});

it.each([
  ['yes', '=> bootstage report\nTimer summary in microseconds (13 records):\n'],
  ['yes', ' \tTimer summary in microseconds (1 records):'],
  ['no', '=> Timer summary in microseconds (1 records):'],
  ['no', 'Timer summary'],
])('says %s to %j', (verdict, head) => {
  expect(uBootBootstage.sniff(head, '')).toBe(verdict);
});

describe('marks of U-Boot', () => {
  const codesOf = (reading: ReturnType<typeof read>) =>
    reading.boots.map(({ events }) =>
      events.map((event) => (event.kind === 'code' ? event.code : event.kind === 'moment' && event.stage)),
    );

  it.each([
    ['reset', 0x00],
    ['end SPL', 0x01],
    ['end spl', 0x01],
    ['end phase', 0x01],
    ['board_init_f', 0x20],
    ['start_kernel', 0x21],
    ['bootm_handoff', 0x21],
  ])('%s is %d', (name, code) => {
    const reading = read(...HEAD, `      1000       1000  ${name}`);
    expect(codesOf(reading)).toEqual([[code]]);
    expect(reading.boots[0]?.events[0]).toMatchObject({ timeNs: 1_000_000, line: 3, name });
  });

  it('are firmware again in the report of another boot', () => {
    const report = [...HEAD, ' 1  1  board_init_f', ' 2  1  x'];
    const [first, second] = codesOf(read(...report, ...HEAD, ' 1  1  x', ' 2  1  board_init_f'));
    expect(first).toEqual([0x20, 'bootloader']);
    expect(second).toEqual(['firmware', 0x20]);
  });

  it('stand behind a header alone, which blank rows do not end', () => {
    expect(read(' 1  1  reset').boots).toEqual([]);
    expect(
      codesOf(read(...HEAD, '', ' 1  1  reset', '', 'Start Elapsed  Stage', ' 2  1  x   ')),
    ).toMatchObject([[0, 'firmware']]);
  });

  it('may have times beyond what can be right, which are left out', () => {
    const reading = read(
      ...HEAD,
      ' 9,007,199,254,741  1  a',
      ' 9,007,199,254,740  1  b',
      `  1  1  ${'x'.repeat(300)}`,
    );
    expect(findingsOf(reading)).toEqual(['other-zero@1', 'bad-line@3', 'bad-line@5']);
    expect(reading.boots[0]?.events).toMatchObject([{ timeNs: 9_007_199_254_740_000 }]);
  });
});

describe('accumulated times of U-Boot', () => {
  const total = (at: number) => `                ${String(at).padStart(6)}  t${at}`;
  const messagesOf = (reading: ReturnType<typeof read>) =>
    reading.diagnostics
      .filter(({ code }) => code === 'accumulated-time')
      .map(({ line, message }) => [line, message.split(': ').at(-1)]);

  it('are listed up to twenty, each report with its own', () => {
    const totals = Array.from({ length: 25 }, (_, at) => total(at));
    const first = [...HEAD, ' 1  1  reset', 'Accumulated time:', ...totals];
    const found = messagesOf(read(...first, ...HEAD, ' 1  1  reset', 'Accumulated time:', total(99)));
    const listed = Array.from({ length: 20 }, (_, at) => `t${at} ${at} us`).join(', ');
    expect(found).toEqual([
      [5, `${listed}.`],
      [34, 't99 99 us.'],
    ]);
  });

  it('belong to a report, and end it', () => {
    expect(messagesOf(read('Accumulated time:', total(1)))).toEqual([]);
    expect(messagesOf(read(...HEAD, ' 1  1  reset', '=> ', 'Accumulated time:', total(1)))).toEqual([]);
    expect(
      read(...HEAD, ' 1  1  reset', 'Accumulated time:', total(1), ' 5  1  x').boots[0]?.events,
    ).toHaveLength(1);
  });

  it('may have lost some, wherever that is said', () => {
    const reading = read(
      ...HEAD,
      ' 1  1  reset',
      'Overflowed internal boot id table by 3 entries',
      ' 2  1  x',
    );
    expect(reading.diagnostics[1]).toMatchObject({
      code: 'lost-events',
      line: 4,
      message: expect.stringMatching(/: 3\.$/),
    });
    expect(reading.boots[0]?.events).toHaveLength(2);
  });
});

it('is read under the header of older releases, and U-Boot begins at board_init_r where nothing is earlier', () => {
  const text = [
    'Starting kernel ...',
    '',
    'Timer summary in microseconds:',
    '       Mark    Elapsed  Stage',
    '          0          0  reset',
    '    151,535    151,535  board_init_r',
    '  1,428,215  1,276,680  main_loop',
    '[    0.000000] Linux version 3.13.0 (a@b) #1',
    '[    0.100000] Command line: quiet',
    '',
  ].join('\n');
  const { boots, diagnostics } = readText(text);
  expect(boots[0]?.events.map((event) => ('code' in event ? event.code : event.kind))).toEqual([
    0,
    0x20,
    'moment',
  ]);
  // The kernel's log behind it is a boot beside it.
  expect(boots[1]?.events).toMatchObject([{ kind: 'text' }, { code: 0x40 }, { kind: 'text' }]);
  expect(diagnostics.map(({ code }) => code)).not.toContain('other-formats');
  const both = read(...HEAD, '     10      10  board_init_f', '     20      10  board_init_r');
  expect(both.boots[0]?.events).toMatchObject([{ code: 0x20 }, { kind: 'moment', stage: 'bootloader' }]);
});
