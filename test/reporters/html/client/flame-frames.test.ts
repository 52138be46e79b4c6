import { describe, expect, it } from 'vitest';
import {
  boxAt,
  callersOf,
  type Frame,
  placeFrame,
  search,
} from '../../../../src/reporters/html/client/flame-frames.js';

const frame = (name: string, row: number, from: number, to: number): Frame => ({ name, row, from, to });

// kernel ─┬─ start ─┬─ setup ── read
//         │         └─ read
//         └─ idle
const KERNEL = frame('kernel', 0, 0, 100);
const START = frame('start', 18, 0, 70);
const SETUP = frame('setup', 36, 0, 40);
const DEEP_READ = frame('read_it', 54, 10, 30);
const READ = frame('read_it', 36, 40, 50);
const IDLE = frame('idle', 18, 70, 100);
const FRAMES = [KERNEL, START, SETUP, DEEP_READ, READ, IDLE];
const CALLERS = callersOf(FRAMES);

describe('callers', () => {
  it('are the boxes above', () => {
    expect(FRAMES.map((one) => CALLERS.get(one)?.name)).toEqual([
      undefined,
      'kernel',
      'start',
      'setup',
      'start',
      'kernel',
    ]);
  });
});

describe('a zoom', () => {
  it('makes one box as wide as the drawing, and its callers too', () => {
    expect(placeFrame(START, START, 708)).toEqual({ x: 0, width: 100, letters: 109 });
    expect(placeFrame(KERNEL, START, 708)).toEqual({ x: 0, width: 100, letters: 109 });
    expect(placeFrame(READ, START, 700)).toEqual({ x: 57.143, width: 14.286, letters: 14 });
  });

  it('leaves out what lies beside it, or is too narrow', () => {
    expect(placeFrame(IDLE, START, 700)).toBeNull();
    expect(placeFrame(frame('x', 18, 0, 1), frame('all', 0, 0, 2501), 1000)).toBeNull();
    expect(placeFrame(frame('x', 18, 0, 1), frame('all', 0, 0, 2499), 1000)).not.toBeNull();
    expect(placeFrame(KERNEL, KERNEL, 0)).toBeNull();
  });
});

describe('keys', () => {
  const go = (key: string, from: Frame, shown: readonly Frame[] = FRAMES) =>
    boxAt(key, from, shown, CALLERS)?.name;

  it('lead to the first callee, the caller, and aside', () => {
    expect(go('ArrowDown', START)).toBe('setup');
    expect(go('ArrowUp', READ)).toBe('start');
    expect(go('ArrowRight', START)).toBe('idle');
    expect(go('ArrowLeft', READ)).toBe('setup');
  });

  it('pass over what is not shown', () => {
    expect(go('ArrowDown', START, [KERNEL, START, READ])).toBe('read_it');
    expect(boxAt('ArrowRight', START, [KERNEL, START], CALLERS)).toBeNull();
  });

  it('lead nowhere at an end; others are no keys of the graph', () => {
    expect(boxAt('ArrowUp', KERNEL, FRAMES, CALLERS)).toBeNull();
    expect(boxAt('ArrowDown', IDLE, FRAMES, CALLERS)).toBeNull();
    expect(boxAt('ArrowLeft', START, FRAMES, CALLERS)).toBeNull();
    expect(boxAt('a', START, FRAMES, CALLERS)).toBeUndefined();
  });
});

describe('a search', () => {
  it('finds parts of names in any case, and never the box of the stage', () => {
    const { frames, words } = search(FRAMES, ' READ ', KERNEL);
    expect(frames).toEqual(new Set([DEEP_READ, READ]));
    expect(words).toBe('1 function, 30.0 % of what is shown');
    expect(search(FRAMES, 'kernel', KERNEL).words).toBe('0 functions, 0.0 % of what is shown');
  });

  it('counts what a found function called with it, once', () => {
    expect(search(FRAMES, 'e', KERNEL).words).toBe('3 functions, 80.0 % of what is shown');
  });

  it('counts within the zoom alone, and marks everywhere', () => {
    const { frames, words } = search(FRAMES, 'e', SETUP);
    expect(words).toBe('2 functions, 100.0 % of what is shown');
    expect(frames.has(IDLE)).toBe(true);
  });

  it('for nothing finds nothing and says nothing', () => {
    expect(search(FRAMES, '  ', KERNEL)).toEqual({ frames: new Set(), words: '' });
  });
});
