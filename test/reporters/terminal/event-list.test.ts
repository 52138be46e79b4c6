import { describe, expect, it } from 'vitest';
import { renderEvents } from '../../../src/reporters/terminal/event-list.js';
import { createPalette } from '../../../src/reporters/terminal/palette.js';
import type { Boot } from '../../../src/trace/boot.js';
import { codeAt, timelineOf, type Written } from '../../stages/build-boot.js';
import { EVERY_KIND } from '../every-kind.js';
import { PLAIN } from '../sample-reports.js';

function list(boot: Partial<Boot>, columns = 80): readonly string[] {
  const timeline = timelineOf([], { boot });
  const lines = renderEvents(timeline, ['firmware', 'kernel'], createPalette(PLAIN), { ...PLAIN, columns });
  return [...lines].map((line) => line.trimEnd());
}

describe('renderEvents', () => {
  it('marks noise, which has no bar', () => {
    const burst = [0xff, 0x11, 0x30, 0x04, 0x01, 0x11, 0x38, 0x02].map(
      (code, at): Written => [code, 5000 + at * 20],
    );
    const lines = list({
      events: [codeAt(0x40, 1000), ...burst.map(([code, us]) => codeAt(code, us)), codeAt(0x41, 9000)],
    });
    expect(lines).toHaveLength(11);
    expect(lines[2]).toMatch(/^ *5\.000 +\+4\.000 +custom +0xff +\(noise\)$/);
    expect(lines.at(-1)).toMatch(/^ *9\.000 +\+8\.000 +█+ +kernel/);
  });

  it('shows vCPUs when there are several, and unusual ports', () => {
    const events = [codeAt(0x40, 1), { ...codeAt(0x41, 2), vcpu: 1, port: 0x84 }];
    expect(list({ events })[0]).toMatch(/port +vcpu$/);
    expect(list({ events })[2]).toMatch(/0x84 +1$/);
    expect(list({ events: [{ ...codeAt(0x40, 1), vcpu: 0 }] })[0]).not.toContain('vcpu');
  });

  it('cuts text of a guest to the width, however long', () => {
    const text = {
      kind: 'text',
      channel: 'serial',
      text: 'x'.repeat(1 << 20),
      timeNs: 5,
      line: null,
      vcpu: null,
    } as const;
    const [, line] = list({ events: [text] });
    expect(line).toHaveLength(80);
    expect(line).toMatch(/x…$/);
  });

  it('picks one unit for all times', () => {
    expect(list({ events: [codeAt(0x40, 1), codeAt(0x41, 250)] })[0]).toMatch(/^time µs/);
    expect(list({ events: [codeAt(0x40, 1), codeAt(0x41, 250_000_000)] })[0]).toMatch(/^ *time s/);
  });
});

it('has a line for each event, with all that is known of it', () => {
  const lines = [
    ...renderEvents(EVERY_KIND, ['firmware', 'kernel'], createPalette(PLAIN), { ...PLAIN, columns: 120 }),
  ];
  expect(lines.map((line) => line.trim().replaceAll(/ {2,}/g, '  '))).toEqual([
    'time µs  delta  stage  code  name  port  vcpu  line',
    '1.000  +1.000  guest-entry  0  11',
    `2.000  +2.000  ${'█'.repeat(10)}▋  kernel  0x40  kernel entered  0x84  3  12`,
    '3.000  +1.000  kernel  0xff  (noise)  3  12',
    `4.000  +2.000  ${'█'.repeat(10)}▋  firmware  0x05  (revisit)  0x84  12`,
    '5.000  +1.000  serial  hello  13',
    '6.000  +2.000  function  rest_init  1',
    `7.000  +3.000  ${'█'.repeat(16)}  kernel  0x41  0`,
  ]);
});

it('in colour, only codes that are meant have that of their stage', () => {
  const palette = createPalette({ color: true });
  const names = ['firmware', 'kernel'];
  const lines = [...renderEvents(EVERY_KIND, names, palette, { ...PLAIN, columns: 120 })].slice(1);
  const inStage = lines.map((line) =>
    names.map((_, place) => line.includes(palette.stage(place)('x').split('x')[0]!)),
  );
  expect(inStage.map(([first, second]) => `${first} ${second}`)).toEqual([
    'false false',
    'false true',
    'false false',
    'false false',
    'false false',
    'false false',
    'false true',
  ]);
  const faint = (text: string) => palette.faint(text);
  const said = ['kernel entered', '(noise)', '(revisit)', 'hello', 'rest_init'];
  expect(said.map((text) => lines.some((line) => line.includes(faint(text))))).toEqual([
    false,
    true,
    true,
    true,
    false,
  ]);
});

it('cuts names before it drops what is less important, more so where it is narrow', () => {
  const named = { ...codeAt(0x40, 1), name: 'x'.repeat(100) };
  const cut = (columns: number) => /x+…/.exec(list({ events: [named] }, columns)[1]!)?.[0].length;
  expect(cut(60)).toBeGreaterThanOrEqual(24);
  expect(cut(40)).toBeLessThan(24);
  expect(cut(40)).toBeGreaterThanOrEqual(10);
});

it('is nothing of a boot without events', () => expect(list({ events: [] })).toEqual([]));
