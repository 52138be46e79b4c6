import { expect, it } from 'vitest';
import { NamedMoments } from '../../../src/formats/reading/named-moments.js';
import { placePhases } from '../../../src/formats/systemd/phases.js';
import type { ReadItem } from '../../../src/trace/boot.js';

it('puts phases one after another, keeps the end of userspace back, and names what it does not know', () => {
  const items: ReadItem[] = [];
  const phases = [
    { name: 'kernel', ns: 5 },
    { name: 'vendor stage', ns: 2 },
    { name: 'initrd', ns: 3 },
    { name: 'userspace', ns: 4 },
  ];
  const placed = placePhases(phases, 7, new NamedMoments('systemd', 'guest-monotonic'), items);
  expect(placed).toMatchObject({
    endNs: 14,
    userspaceNs: 10,
    end: { timeNs: 14 },
    unknown: [{ name: 'vendor stage' }],
  });
  const events = items.flatMap((item) => (item.kind === 'event' ? [item.event] : []));
  expect(events.map((event) => [event.timeNs, 'name' in event && event.name])).toEqual([
    [0, 'kernel begins'],
    [5, 'kernel ends'],
    [7, 'initrd begins'],
    [10, 'userspace begins'],
  ]);
});

it('leaves open what has no end', () => {
  const items: ReadItem[] = [];
  const placed = placePhases([{ name: 'userspace', ns: null }], 1, new NamedMoments('x', 'wall'), items);
  expect(placed.end).toBeNull();
});
