// Boots with a million events: work that grows with the square of them would take hours, which the limits end.
import { expect, it } from 'vitest';
import { BootCollector } from '../src/trace/boot-collector.js';
import { codeAt, timelineOf, type Written } from './stages/build-boot.js';

const LIMIT = { timeout: 60_000 };

it('a collector puts a million events in order', LIMIT, () => {
  const collector = new BootCollector();
  for (let index = 0; index < 1_000_000; index += 1)
    collector.add({ kind: 'event', boot: 0, event: codeAt(1, index ^ 1, index + 1) });
  const events = collector.reading({ input: 'a.log', format: 'test' }).boots[0]?.events ?? [];
  expect(events).toHaveLength(1_000_000);
  expect(events.slice(0, 4).map(({ timeNs }) => timeNs)).toEqual([0, 1000, 2000, 3000]);
});

it('a timeline takes a million codes', LIMIT, () => {
  const boot = Array.from({ length: 1_000_000 }, (_, at): Written => [0x40 + (at % 0x20), at]);
  expect(timelineOf(boot).stages[0]?.events).toBe(1_000_000);
});
