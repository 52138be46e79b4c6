import { describe, expect, it } from 'vitest';
import { uBootBootstage } from '../../src/formats/u-boot-bootstage.js';
import { findingsOf, readText } from './read-text.js';

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
    const stages = boots[0]?.events.map((event) => (event.kind === 'code' ? event.code >> 5 : -1));
    expect(stages).toEqual([0, 0, 0, 1, 1, 1]);
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
    const report = [...HEAD, '          0          0  reset', '=> ', '        111        111  not one'];
    expect(read(...report, ...report).boots.map(({ events }) => events.length)).toEqual([1, 1]);
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
  ['no', 'Timer summary'],
])('says %s to %j', (verdict, head) => {
  expect(uBootBootstage.sniff(head, '')).toBe(verdict);
});
