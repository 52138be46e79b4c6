import { expect, it } from 'vitest';
import { codeInside, momentEvent } from '../../src/formats/moments.js';
import { NamedMoments } from '../../src/formats/named-moments.js';
import type { ReadItem } from '../../src/trace/boot.js';

it('puts moments into the latest boot, with the code of what they mean', () => {
  const moments = new NamedMoments('guest-monotonic');
  const items: ReadItem[] = [];
  moments.add({ timeNs: 1, line: 1, name: 'reset', meaning: 'firmwareBegins' }, items);
  moments.open(items);
  moments.add({ timeNs: 2, line: 2, name: 'a', meaning: 'kernel', key: '7' }, items);
  moments.add({ timeNs: 3, line: 3, name: 'b', meaning: 'kernel', key: '7' }, items);
  expect(
    items.map((item) => (item.kind === 'boot' ? item.clock : item.kind === 'event' && item.boot)),
  ).toEqual(['guest-monotonic', 0, 'guest-monotonic', 1, 1]);
  const codes = items.flatMap((item) =>
    item.kind === 'event' && item.event.kind === 'code' ? [item.event.code] : [],
  );
  expect(codes[0]).toBe(0x00);
  expect(codes[1]).toBe(codes[2]);
  expect(codes[1]! >> 5).toBe(2);
  expect(moments.count).toBe(3);
});

it('begins a boot for the first moment, and none for those that follow', () => {
  const moments = new NamedMoments('wall');
  const items: ReadItem[] = [];
  expect(moments.count).toBe(0);
  for (const line of [1, 2]) moments.add({ timeNs: 5, line, name: 'a', meaning: 'custom' }, items);
  moments.open(items);
  expect(items).toEqual([
    { kind: 'boot', boot: 0, vmmStartNs: null, clock: 'wall' },
    {
      kind: 'event',
      boot: 0,
      event: momentEvent({ timeNs: 5, line: 1, code: codeInside('custom', 'a'), name: 'a' }),
    },
    {
      kind: 'event',
      boot: 0,
      event: momentEvent({ timeNs: 5, line: 2, code: codeInside('custom', 'a'), name: 'a' }),
    },
    { kind: 'boot', boot: 1, vmmStartNs: null, clock: 'wall' },
  ]);
});
