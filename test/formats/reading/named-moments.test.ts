import { expect, it } from 'vitest';
import { momentEvent } from '../../../src/formats/reading/moments.js';
import { NamedMoments } from '../../../src/formats/reading/named-moments.js';
import type { ReadItem } from '../../../src/trace/boot.js';

it('puts moments into the latest boot, with the code or the key of what they are', () => {
  const moments = new NamedMoments('x', 'guest-monotonic');
  const items: ReadItem[] = [];
  moments.add({ timeNs: 1, line: 1, name: 'reset', meaning: 'firmwareBegins' }, items);
  moments.open(items);
  moments.add({ timeNs: 2, line: 2, name: 'a', meaning: 'kernel', id: '7' }, items);
  moments.add({ timeNs: 3, line: 3, name: 'b', meaning: 'kernel', id: '7' }, items);
  expect(
    items.map((item) => (item.kind === 'boot' ? item.clock : item.kind === 'event' && item.boot)),
  ).toEqual(['guest-monotonic', 0, 'guest-monotonic', 1, 1]);
  expect(items.flatMap((item) => (item.kind === 'event' ? [item.event] : []))).toMatchObject([
    { code: 0x00, name: 'reset' },
    { key: 'x:7', name: 'a', stage: 'kernel' },
    { key: 'x:7', name: 'b', stage: 'kernel' },
  ]);
  expect(moments.count).toBe(3);
});

it('begins a boot for the first moment, and none for those that follow', () => {
  const moments = new NamedMoments('x', 'wall');
  const items: ReadItem[] = [];
  expect(moments.count).toBe(0);
  for (const line of [1, 2]) moments.add({ timeNs: 5, line, name: 'a', meaning: null }, items);
  moments.open(items);
  expect(items).toEqual([
    { kind: 'boot', boot: 0, vmmStartNs: null, clock: 'wall' },
    {
      kind: 'event',
      boot: 0,
      event: momentEvent('x', { timeNs: 5, line: 1, meaning: null, name: 'a' }),
    },
    {
      kind: 'event',
      boot: 0,
      event: momentEvent('x', { timeNs: 5, line: 2, meaning: null, name: 'a' }),
    },
    { kind: 'boot', boot: 1, vmmStartNs: null, clock: 'wall' },
  ]);
});
