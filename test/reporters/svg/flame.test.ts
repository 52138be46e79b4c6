import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawFlames, flameBoxes } from '../../../src/reporters/svg/flame.js';
import type { ProfileStack } from '../../../src/trace/profile/profile.js';
import { profileTree } from '../../../src/trace/profile/profile-tree.js';
import { manyStacks, STACKS } from '../../trace/sample-profile.js';

const KERNEL = STACKS.filter(({ stage, vcpu }) => stage === 'kernel' && vcpu === 0);
const OPTIONS = { stage: 'kernel', stageNames: ['firmware', 'kernel'], most: 1000, width: null };

function stack(frames: readonly string[], count: number): ProfileStack {
  return { stage: 'kernel', vcpu: 0, frames, count };
}

describe('flameBoxes', () => {
  it('puts what is called below its caller, the largest first, as wide as it has samples', () => {
    const boxes = flameBoxes(profileTree(KERNEL), { most: 100, parts: 1000 });
    expect(boxes.map(({ name, depth, from, to, self }) => [name, depth, from, to, self])).toEqual([
      ['', 0, 0, 20, 0],
      ['start_kernel', 1, 0, 20, 0],
      ['arch_cpu_finalize_init', 2, 0, 18, 0],
      ['alternative_instructions', 3, 0, 18, 13],
      ['__x86_return_thunk', 4, 0, 5, 5],
      ['setup_arch', 2, 18, 20, 2],
    ]);
  });

  it('whatever the stacks, a box lies within its caller and callees do not overlap', () => {
    const stacks = fc.array(
      fc.tuple(fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1 }), fc.integer({ min: 1, max: 9 })),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(stacks, fc.integer({ min: 1, max: 40 }), (given, most) => {
        const root = profileTree(given.map(([frames, count]) => stack(frames, count)));
        const boxes = flameBoxes(root, { most, parts: 1000 });
        expect(boxes.length).toBeLessThanOrEqual(Math.max(most, 1));
        const ends: number[] = [];
        const callers: (typeof boxes)[number][] = [];
        for (const box of boxes) {
          const { depth, from, to } = box;
          callers.length = depth;
          ends.length = depth + 1;
          const caller = callers.at(-1);
          expect(from).toBeGreaterThanOrEqual(ends[depth] ?? caller?.from ?? 0);
          expect(to).toBeLessThanOrEqual(caller?.to ?? root.total);
          callers.push(box);
          ends[depth] = to;
        }
      }),
    );
  });
});

describe('drawFlames', () => {
  it('says of each box what it is, and writes the name where there is room', () => {
    const { body, description, height, boxes } = drawFlames(KERNEL, OPTIONS);
    expect(body.text).toContain(
      '<title>alternative_instructions: 90.0 % of kernel, 18 samples, 13 of its own</title>',
    );
    expect(body.text).toContain('y="54" width="90%" height="17" data-from="0" data-to="18"');
    expect(body.text).toContain('>setup_arch</text>');
    expect([boxes, height]).toEqual([6, 90]);
    expect(description).toContain('20 samples. Hottest: alternative_instructions 90.0 %, setup_arch 10.0 %');
  });

  it('cuts a long name to its box, and leaves it out of a narrow one', () => {
    const { body } = drawFlames([stack(['x'.repeat(180)], 99), stack(['narrow'], 1)], OPTIONS);
    expect(body.text).toContain('x…</text>');
    expect(body.text).not.toContain('>narrow</text>');
    expect(body.text).toContain('<title>narrow: 1.0 % of kernel, 1 sample, 1 of its own</title>');
  });

  it('draws no more than asked for, of thousands of places', () => {
    const stacks = manyStacks(2000);
    expect(drawFlames(stacks, { ...OPTIONS, most: 10_000 }).boxes).toBeGreaterThan(500);
    expect(drawFlames(stacks, { ...OPTIONS, most: 100 }).boxes).toBeLessThanOrEqual(100);
  });

  it('of a picture that stays as it is leaves out what no pixel would show', () => {
    const stacks = [stack(['wide'], 2000), stack(['one_of_many'], 1)];
    expect(drawFlames(stacks, OPTIONS).body.text).toContain('one_of_many');
    const fixed = drawFlames(stacks, { ...OPTIONS, width: 1000 }).body.text;
    expect(fixed).not.toMatch(/one_of_many|data-from/);
  });

  it('has the colour of its stage; one that the table does not know has none', () => {
    expect(drawFlames(KERNEL, OPTIONS).body.text).toContain('class="stage-1 shade-');
    expect(drawFlames(KERNEL, { ...OPTIONS, stage: 'setup' }).body.text).toContain('class="gap shade-');
  });

  it('shows what is no function otherwise, and lets no name be markup', () => {
    const { body } = drawFlames([stack(['[user]', '</title><script>"'], 3)], OPTIONS);
    expect(body.text).toMatch(/\[user\].*<rect class="gap shade-\d"/);
    expect(body.text).not.toContain('<script');
  });
});

describe('a name in its box', () => {
  const texts = (frames: readonly string[], count: number, width: number | null = 1000) => {
    const stacks = [stack(frames, count), stack(['other'], 1000 - count)];
    return [
      ...drawFlames(stacks, { ...OPTIONS, width }).body.text.matchAll(/<text x="4"[^>]*>([^<]*)</g),
    ].map(([, text]) => text);
  };

  it('is whole where there is room, cut where there is less, and left out where it would say nothing', () => {
    // A letter takes 0.666 % of a thousand pixels, and one stays free.
    expect(texts(['abcdef'], 47)).toContain('abcdef');
    expect(texts(['abcdef'], 46)).toContain('abcd…');
    expect(texts(['abcdef'], 27)).toContain('ab…');
    expect(texts(['abcdef'], 26)).not.toContain('a…');
    expect(texts(['abcdef'], 26)).toHaveLength(2);
  });

  it('has the same shade wherever it stands, and not all have one', () => {
    const shades = (name: string) =>
      [
        ...drawFlames([stack(['x', name], 5), stack([name, 'y'], 5)], OPTIONS).body.text.matchAll(
          new RegExp(`<title>${name}:.*?shade-(\\d)`, 'g'),
        ),
      ].map(([, shade]) => shade);
    const all = Array.from({ length: 20 }, (_, at) => shades(`function_${at}`));
    for (const own of all) expect(new Set(own).size).toBe(1);
    expect(new Set(all.flat())).toEqual(new Set(['0', '1', '2', '3']));
  });
});

it('names its stage and the three hottest', () => {
  const drawing = drawFlames([stack(['a'], 4), stack(['b'], 3), stack(['c'], 2), stack(['d'], 1)], OPTIONS);
  expect(drawing.title).toBe('Flame graph of kernel');
  expect(drawing.description).toBe(
    'Flame graph of kernel, 10 samples. Hottest: a 40.0 %, b 30.0 %, c 20.0 %.',
  );
  expect(drawFlames([stack(['a'], 4)], { ...OPTIONS, stage: 'firmware' }).body.text).toContain(
    'class="stage-0 shade-',
  );
});
