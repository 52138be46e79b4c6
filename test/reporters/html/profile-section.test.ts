import { expect, test } from 'vitest';
import { type BoxRoom, MAX_PAGE_BOXES, profilePieces } from '../../../src/reporters/html/profile-section.js';
import { BUILT_IN_TABLE } from '../../../src/stages/table/built-in-table.js';
import type { Profile } from '../../../src/trace/profile/profile.js';
import { timelineOf } from '../../stages/build-boot.js';
import { PROFILE } from '../../trace/sample-profile.js';
import { htmlTables } from '../read-tables.js';

function page(profile: Profile | undefined, room: BoxRoom = { left: MAX_PAGE_BOXES }): string {
  const timeline = timelineOf([], { boot: profile === undefined ? {} : { profile } });
  return [...profilePieces(timeline, BUILT_IN_TABLE, room)].map(({ text }) => text).join('');
}

test('a graph for each stage in its colour, and the same as tables', () => {
  const text = page(PROFILE);
  expect(text).toContain('30 samples at 1000 Hz');
  expect([...text.matchAll(/<h3>(.*?)<\/h3>/g)].map(([, head]) => head)).toEqual([
    'firmware, 4 samples',
    'kernel, 26 samples',
  ]);
  expect(text).toMatch(
    /<figure class="flame" data-name="kernel">.*role="img" aria-label="Flame graph of kernel/,
  );
  expect(text).toContain('class="stage-2 shade-');
  expect(text).toMatch(/alternative_instructions<\/th><td class="number">69\.2/);
  expect(text).toContain('start_secondary › do_idle › default_idle</th><td class="number">1</td>');
});

test('nothing of a boot that was not sampled', () => {
  expect(page(undefined)).toBe('');
  expect(page({ ...PROFILE, samples: 0, stacks: [] })).toBe('');
});

test('takes its boxes out of the room of the page, and shows at least the whole', () => {
  const room = { left: 8 };
  expect(page(PROFILE, room).match(/class="frame"/g)).toHaveLength(7);
  expect(room.left).toBe(1);
  expect(page(PROFILE, { left: 0 }).match(/class="frame"/g)).toHaveLength(2);
});

test('counts the stages that it does not show', () => {
  const stacks = Array.from({ length: 14 }, (_, at) => ({
    stage: `<b>${at}`,
    vcpu: 0,
    frames: ['f'],
    count: 1,
  }));
  const text = page({ ...PROFILE, samples: 14, stacks });
  expect(text).toContain('2 more stages');
  expect(text).not.toContain('<b>');
});

test('has, cell by cell, the hottest functions and what called what', () => {
  const stacks = [
    { stage: 'kernel', vcpu: 0, frames: ['start', 'outer', 'hot'], count: 150 },
    { stage: 'kernel', vcpu: 0, frames: ['start', 'outer'], count: 48 },
    { stage: 'kernel', vcpu: 0, frames: ['start', 'warm'], count: 2 },
    { stage: 'kernel', vcpu: 0, frames: ['start', 'cold'], count: 1 },
  ];
  const [hot, tree] = htmlTables(page({ ...PROFILE, samples: 201, stacks }));
  expect(hot).toEqual([
    'function | >own % | >with callees % | >own samples',
    'hot | 74.6 | 74.6 | 150',
    'outer | 23.9 | 98.5 | 48',
  ]);
  expect(tree!.slice(0, 3)).toEqual([
    'functions | >level | >% | >own %',
    'start › outer | 1 | 100.0 | 23.9',
    'hot | 2 | 74.6 | 74.6',
  ]);
});

test('tables of thousands of functions are bounded', () => {
  const stacks = Array.from({ length: 60 }, (_, at) => ({
    stage: 'kernel',
    vcpu: 0,
    frames: [`f${at}`],
    count: 1,
  }));
  const [hot] = htmlTables(page({ ...PROFILE, samples: 60, stacks }));
  expect(hot).toHaveLength(26);
});
