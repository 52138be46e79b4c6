import { expect, it } from 'vitest';
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
