import { describe, expect, it } from 'vitest';
import { SHAPES } from '../../../src/reporters/svg/drawing.js';
import { drawTimeline } from '../../../src/reporters/svg/timeline.js';
import { pictureOf } from '../../../src/reporters/words/boot-picture.js';
import { BUILT_IN_TABLE } from '../../../src/stages/table/built-in-table.js';
import type { TraceEvent } from '../../../src/trace/event.js';
import { codeAt, timelineOf, type Written } from '../../stages/build-boot.js';
import { PHASED } from '../sample-reports.js';
import { expectInPlace } from './places.js';

function drawn(written: readonly Written[], events?: readonly TraceEvent[]): string {
  const timeline = timelineOf(written, events ? { boot: { events } } : {});
  return drawTimeline(pictureOf(timeline, BUILT_IN_TABLE), 'T').body.text;
}

const BOOT: readonly Written[] = [
  [0x01, 1000],
  [0x02, 2000],
  [0x40, 4000],
  [0x80, 5000],
  [0x03, 6000],
  [0x41, 10_000],
];

describe('rows', () => {
  it('have a bar where they lie, a label for who cannot see it, and times to zoom by', () => {
    const text = drawn(BOOT);
    expect(text).toMatch(
      /aria-label="kernel: 6\.000 ms, 60\.0 % of the boot, from 4\.000 to 10\.000 ms, 2 codes, 0x40\.\.0x41, 1 revisit"/,
    );
    expect(text).toContain('class="stage-2" x="40%" width="60%" data-from="4000000" data-to="10000000"');
    expect(text.match(/tabindex="0"/g)).toHaveLength(4);
  });

  it('tell stages, gaps and setup apart without colour', () => {
    const text = drawn(BOOT);
    expect(text).toMatch(/class="gap" [^>]*height="4"/);
    expect(text).toMatch(/class="setup" [^>]*height="12"/);
    expect(text).toMatch(/class="stage-0" [^>]*height="12"/);
  });
});

describe('lanes', () => {
  it('show every code, marks as diamonds and revisits as rings', () => {
    const text = drawn(BOOT);
    expect(text).toContain('>6, 1 mark, 1 revisit</text>');
    expect(text.match(/class="mark"/g)).toHaveLength(1);
    expect(text.match(/class="revisit"/g)).toHaveLength(1);
    expect(text.match(/tick"/g)!.length).toBeGreaterThanOrEqual(4);
  });

  it('show text of each channel, also of a boot without codes', () => {
    const line = (timeNs: number): TraceEvent => ({
      kind: 'text',
      channel: 'firmware-debug',
      text: '<x>',
      timeNs,
      line: null,
      vcpu: null,
    });
    const text = drawn([], [line(5e6), line(20e6)]);
    expect(text).toContain('>firmware-debug</text>');
    expect(text).toContain('>2 lines</text>');
    expect(text).toContain('data-at="20000000"');
    expect(text).toContain('>20 ms</text>');
  });

  it('draw crowds as one, so that a million events stay a picture', () => {
    const many = Array.from({ length: 50_000 }, (_, at) => codeAt(0x40 + (at % 2), at));
    const text = drawn([], many);
    expect(text.length).toBeLessThan(100_000);
    expect(text).toContain('>50000</text>');
  });
});

it('draws a boot that took no time', () => expect(drawn([[0x40, 0]])).toContain('class="stage-2 tick"'));

it('describes itself', () => {
  const { description, title } = drawTimeline(pictureOf(timelineOf(BOOT), BUILT_IN_TABLE), 'T');
  expect(title).toBe('T');
  expect(description).toMatch(
    /^Timeline of 10\.000 ms\. before the first code: 1\.000 ms, 10\.0 % of the boot/,
  );
});

describe('places', () => {
  it('are all in the drawing, row below row', () => {
    const line = { kind: 'text', channel: 'serial', text: 'x', timeNs: 5e6, line: null, vcpu: null } as const;
    const boot = timelineOf([], { boot: { events: [...timelineOf(BOOT).boot.events, line] } });
    expectInPlace(drawTimeline(pictureOf(boot, BUILT_IN_TABLE), 'T'), 6);
  });

  it('of phases are below their stage, further in', () => {
    const drawing = drawTimeline(pictureOf(timelineOf([], { boot: PHASED }), BUILT_IN_TABLE), 'T');
    expectInPlace(drawing, 10);
    expect(drawing.body.text).toMatch(/<text class="name" y="\d+" x="12">PEI<\/text>/);
  });

  it('are not of what comes after the last code', () => {
    const line = {
      kind: 'text',
      channel: 'serial',
      text: 'x',
      timeNs: 90e6,
      line: null,
      vcpu: null,
    } as const;
    const text = drawn([], [...timelineOf(BOOT).boot.events, line]);
    expect(text).not.toContain('serial');
    expect(Math.max(...[...text.matchAll(/ x1?="([\d.]+)%"/g)].map(([, x]) => Number(x)))).toBe(100);
  });

  it('of lanes are in one order; noise and moments have none', () => {
    const at = (channel: 'serial' | 'debug-console' | 'firmware-debug', timeNs: number): TraceEvent => ({
      kind: 'text',
      channel,
      text: 'x',
      timeNs,
      line: null,
      vcpu: null,
    });
    const moment: TraceEvent = { kind: 'lifecycle', phase: 'guest-entry', timeNs: 1, line: null, vcpu: 0 };
    const text = drawn(
      [],
      [at('serial', 1e6), at('debug-console', 2e6), at('firmware-debug', 3e6), moment, codeAt(0x40, 9000)],
    );
    expect(
      [...text.matchAll(/<g class="lane"><text class="name"[^>]*>([^<]*)<\/text><text[^>]*>([^<]*)</g)].map(
        (one) => one.slice(1),
      ),
    ).toEqual([
      ['codes', '1'],
      ['firmware-debug', '1 line'],
      ['debug-console', '1 line'],
      ['serial', '1 line'],
    ]);
    const burst = [0xff, 0x11, 0x30, 0x04, 0x01, 0x11, 0x38, 0x02].map((code, place) =>
      codeAt(code, 5000 + place * 20),
    );
    expect(drawn([], [codeAt(0x40, 1000), ...burst, codeAt(0x41, 9000)])).toContain('>2</text>');
  });
});

it('says the share of each row, where there is a whole', () => {
  expect(drawn(BOOT)).toContain('6.000 ms<tspan class="soft"> · 60.0 %</tspan>');
  expect(drawn([[0x40, 0]])).not.toContain('class="soft"> ·');
});

it('draws marks and revisits with shapes of their own, where they are', () => {
  const text = drawn(BOOT);
  const shape = (name: string) =>
    new RegExp(
      `<svg x="([\\d.]+)%" y="\\d+" overflow="visible" data-at="(\\d+)"><path class="${name}" d="([^"]+)"`,
    )
      .exec(text)!
      .slice(1);
  expect(shape('mark')).toEqual(['50', '5000000', SHAPES.diamond]);
  expect(shape('revisit')).toEqual(['60', '6000000', SHAPES.ring]);
});
