import { expect, test } from 'vitest';
import { renderExits } from '../../../src/reporters/terminal/exit-table.js';
import { createPalette } from '../../../src/reporters/terminal/palette.js';
import type { ExitCount } from '../../../src/trace/boot.js';
import { timelineOf } from '../../stages/build-boot.js';

const CONTEXT = { color: false, columns: 80, unicode: true };
const KEYBOARD: ExitCount = {
  stage: 'kernel',
  kind: 'pio',
  address: 0x64,
  direction: 'read',
  device: 'i8042',
  count: 10_000,
  totalNs: 1.2e9,
};
const KICK: ExitCount = {
  ...KEYBOARD,
  stage: 'setup',
  kind: 'kick',
  address: null,
  direction: null,
  device: null,
};

function drawn(exits: readonly ExitCount[] | null): string {
  const timeline = timelineOf(
    [
      [0x40, 100_000],
      [0x41, 4_000_000],
    ],
    { boot: { exits } },
  );
  return [...renderExits(timeline, createPalette({ color: false }), CONTEXT)].join('');
}

test('says what the exits of a stage were for and what they cost, dearest first', () => {
  const text = drawn([
    KEYBOARD,
    { ...KICK, count: 50, totalNs: 0.1e9 },
    { ...KEYBOARD, address: 0x70, count: 1, totalNs: 5 },
  ]);
  expect(text).toMatch(/kernel\s+10000\s+reads of port 0x64, i8042\s+1200\.000\s+30\.0 %/);
  expect(text).toMatch(/before the first code\s+50\s+the monitor's own interruptions\s+100\.000\s+2\.5 %/);
  expect(text).not.toContain('0x70');
  expect(text).toContain('10051 exits cost about 1300.000 ms (32.5 %) of this boot');
});

test('says what the port accesses cost, and how much of that is debug output', () => {
  const text = drawn([
    KEYBOARD,
    { ...KEYBOARD, direction: 'write', device: 'com1', address: 0x3f8, count: 90, totalNs: 0.2e9 },
    { ...KICK, count: 50, totalNs: 0.1e9 },
  ]);
  expect(text.replaceAll(/\s+/g, ' ')).toContain(
    '10140 exits cost about 1500.000 ms (37.5 %) of this boot 10090 port exits cost about 1400.000 ms of this boot ' +
      '(35.0 %), 90 of them debug output: 200.000 ms (5.0 %)',
  );
  // Where all are port accesses, one line is enough.
  expect(drawn([KEYBOARD])).not.toContain('10000 exits cost');
  expect(drawn([KEYBOARD])).toContain('10000 port exits cost about 1200.000 ms of this boot (30.0 %)\n');
});

test('is silent where exits were not counted or weigh nothing', () => {
  expect(drawn(null)).toBe('');
  expect(drawn([{ ...KEYBOARD, totalNs: 10 }])).toBe('');
});

test('a device name from a hostile trace cannot control the terminal', () => {
  expect(drawn([{ ...KEYBOARD, device: '\x1b[2J' }])).not.toContain('\x1b');
});

test('is a table with a head, of the dearest alone', () => {
  const many = Array.from({ length: 12 }, (_, at) => ({ ...KEYBOARD, address: at, totalNs: 1e9 - at }));
  const lines = drawn(many).split('\n');
  expect(lines[0]).toMatch(/^why +exits +for +ms +share$/);
  expect(lines.slice(1, 9).every((line) => line.startsWith('kernel '))).toBe(true);
  expect(lines[9]).toBe('120000 port exits cost about 12000.000 ms of this boot (300.0 %)');
});

test('numbers stand below one another', () => {
  const lines = drawn([KEYBOARD, { ...KEYBOARD, count: 7, totalNs: 0.1e9 }]).split('\n');
  expect(lines[1]).toMatch(/^kernel {2}10000 {2}reads of port 0x64, i8042 {2}1200\.000 {2}30\.0 %$/);
  expect(lines[2]).toMatch(/^kernel {6}7 {2}reads of port 0x64, i8042 {3}100\.000 {3}2\.5 %$/);
});

test('says nothing of ports where no port was accessed', () => {
  const text = drawn([{ ...KICK, count: 50, totalNs: 0.1e9 }]);
  expect(text).toContain('50 exits cost about 100.000 ms (2.5 %) of this boot\n');
  expect(text).not.toContain('port exits');
});
