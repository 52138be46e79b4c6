import { expect, test } from 'vitest';
import { EventPump } from '../../../src/vmm/threads/event-pump.js';
import { EventRing } from '../../../src/vmm/threads/event-ring.js';

function create(listen: (timeNs: number) => void) {
  const ring = new EventRing(EventRing.allocate(8));
  let failures = 0;
  const pump = new EventPump({ ring, listen: ({ timeNs }) => listen(timeNs), onFailure: () => failures++ });
  return { ring, pump, failures: () => failures };
}

test('hands on what is in the ring, and at the end what is left', () => {
  const seen: number[] = [];
  const { ring, pump, failures } = create((timeNs) => seen.push(timeNs));
  ring.pushCode(1, 0, 1);
  pump.pump();
  pump.pump();
  expect(seen).toEqual([1]);
  ring.pushCode(2, 0, 2);
  pump.finish();
  expect(seen).toEqual([1, 2]);
  expect(failures()).toBe(0);
});

test('after a listener threw, empties the ring in silence and throws at the end', () => {
  const seen: number[] = [];
  const { ring, pump, failures } = create((timeNs) => {
    seen.push(timeNs);
    throw new Error(`refused at ${timeNs}`);
  });
  for (let i = 1; i <= 8; i++) ring.pushCode(i, 0, i);
  pump.pump();
  expect([seen, failures()]).toEqual([[1], 1]);
  // There is room again.
  for (let i = 11; i <= 18; i++) ring.pushCode(i, 0, i);
  pump.pump();
  expect([seen, failures()]).toEqual([[1], 1]);
  expect(() => pump.finish()).toThrow('refused at 1');
});
