import { describe, expect, it, test } from 'vitest';
import { eventTables, MAX_EVENTS } from '../../../src/reporters/html/events-section.js';
import { BUILT_IN_TABLE } from '../../../src/stages/table/built-in-table.js';
import type { Timeline } from '../../../src/trace/report/timeline.js';
import { timelineOf, type Written } from '../../stages/build-boot.js';
import { EVERY_KIND } from '../every-kind.js';
import { htmlTables } from '../read-tables.js';
import { BOOT, HOSTILE } from '../sample-reports.js';

function tables(written: readonly Written[], left = MAX_EVENTS, boot = {}): string {
  const pieces = eventTables(timelineOf(written, { boot }), BUILT_IN_TABLE, { left });
  return [...pieces].map(({ text }) => text).join('');
}

const many = (count: number) => Array.from({ length: count }, (_, at): Written => [0x40 + (at % 2), at * 5]);

test('a row per event, with the columns that hold something', () => {
  const text = tables(BOOT);
  expect(text.match(/<tr/g)).toHaveLength(BOOT.length + 1);
  expect(text).toContain('<th scope="col" class="c-time">time ms</th>');
  expect(text).toMatch(/<tr class="faint"><td class="c-time">93\.000<\/td>.*0x05.*\(revisit\)/);
  expect(text).not.toContain('c-vcpu');
  expect(text).not.toContain('c-port');
});

test('text of a guest is text', () => {
  const event = { kind: 'text', channel: 'serial', text: HOSTILE, timeNs: 5, line: null, vcpu: 3 } as const;
  const text = tables([], MAX_EVENTS, { events: [event] });
  expect(text).toContain('&lt;/script&gt;&quot;');
  expect(text).not.toContain('</script>');
  expect(text).toContain('<td class="c-vcpu">3</td>');
});

describe('thousands of events', () => {
  it('are in tables that a browser can leave out while they are out of sight', () => {
    const text = tables(many(1000));
    expect(text.match(/<table>/g)).toHaveLength(4);
    expect(text.match(/class="chunk"/g)).toHaveLength(1);
    expect(text.match(/class="chunk later"/g)).toHaveLength(3);
    expect(text).toContain('<caption>events of boot 1, 251 to 500</caption>');
  });

  it('end where the page is full, and say so', () => {
    const text = tables(many(1000), 300);
    expect(text.match(/<tr/g)).toHaveLength(300 + 2);
    expect(text).toContain('700 more events; --format json');
  });

  it('share the room of one page', () => {
    const room = { left: 10 };
    [...eventTables(timelineOf(many(7)), BUILT_IN_TABLE, room)];
    expect(room.left).toBe(3);
    [...eventTables(timelineOf(many(7)), BUILT_IN_TABLE, room)];
    expect(room.left).toBe(0);
    expect([...eventTables(timelineOf(many(1)), BUILT_IN_TABLE, room)].map(({ text }) => text).join('')).toBe(
      '<p class="soft">1 more event; --format json and --format csv list all.</p>\n',
    );
  });
});

test('has, cell by cell, what is known of each event', () => {
  const given = (timeline: Timeline) =>
    [...eventTables(timeline, BUILT_IN_TABLE, { left: MAX_EVENTS })].map(({ text }) => text).join('');
  expect(htmlTables(given(EVERY_KIND))).toEqual([
    [
      'time µs | delta | stage | code | name | port | vcpu | line',
      '1.000 | +1.000 | guest-entry |  |  |  | 0 | 11',
      '2.000 | +2.000 | kernel | 0x40 | kernel entered | 0x84 | 3 | 12',
      '3.000 | +1.000 | kernel | 0xff | (noise) |  | 3 | 12',
      '4.000 | +2.000 | firmware | 0x05 | (revisit) | 0x84 |  | 12',
      '5.000 | +1.000 | serial |  | hello |  |  | 13',
      '6.000 | +2.000 | function |  | rest_init |  | 1 | ',
      '7.000 | +3.000 | kernel | 0x41 |  |  | 0 | ',
    ],
  ]);
  const rows = given(EVERY_KIND).split('<tr').slice(2);
  expect(rows.map((row) => row.startsWith(' class="faint"'))).toEqual([
    true,
    false,
    true,
    true,
    true,
    true,
    false,
  ]);
  // Codes that are meant have the colour of their stage beside them, revisits too.
  expect(rows.map((row) => /stage-(\d)/.exec(row)?.[1] ?? null)).toEqual([
    null,
    '2',
    null,
    '0',
    null,
    null,
    '2',
  ]);
  const single = EVERY_KIND.events.map((event) => ({ ...event, vcpu: 0, line: null }));
  expect(htmlTables(given({ ...EVERY_KIND, events: single.slice(4) }))[0]![0]).toBe(
    'time µs | delta | stage | code | name',
  );
});

test('a text is cut to what a page shows of it', () => {
  const event = {
    kind: 'text',
    channel: 'serial',
    text: 'x'.repeat(5000),
    timeNs: 5,
    line: null,
    vcpu: null,
  } as const;
  expect(/x{9,}/.exec(tables([], MAX_EVENTS, { events: [event] }))![0]).toHaveLength(1000);
});

test('nothing of a boot without events, and no note where all are shown', () => {
  expect(tables([])).toBe('');
  expect(tables(many(3), 3)).not.toContain('more event');
});
