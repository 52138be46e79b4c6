import { Worker } from 'node:worker_threads';
import { describe, expect, onTestFinished, test } from 'vitest';
import { TEXT_CHANNELS } from '../../../src/capture/guest-event.js';
import { LIFECYCLE_PHASES } from '../../../src/trace/event.js';
import { Control } from '../../../src/vmm/threads/control.js';
import { EventRing } from '../../../src/vmm/threads/event-ring.js';
import { OUT_OF_RANGE, type RingEvent } from '../../../src/vmm/threads/ring-event.js';
import { bundleForTest } from '../../helpers/worker-bundle.js';

const drained = (ring: EventRing) => {
  const events: RingEvent[] = [];
  ring.drain((event) => events.push(event));
  return events;
};

describe('the event ring', () => {
  test('hands over each kind of event as it was', () => {
    const ring = new EventRing(EventRing.allocate(64));
    ring.pushCode(1, 0, 0xff);
    for (const channel of TEXT_CHANNELS) ring.pushByte(2 ** 52, 254, channel, 0x80);
    for (const phase of LIFECYCLE_PHASES) ring.pushLifecycle(3, 1, phase);
    expect(drained(new EventRing(ring.buffer))).toEqual([
      { kind: 'code', timeNs: 1, line: null, vcpu: 0, code: 0xff, port: 0x80 },
      ...TEXT_CHANNELS.map((channel) => ({ kind: 'byte', timeNs: 2 ** 52, vcpu: 254, channel, value: 0x80 })),
      ...LIFECYCLE_PHASES.map((phase) => ({ kind: 'lifecycle', timeNs: 3, vcpu: 1, phase })),
    ]);
    expect(drained(ring)).toEqual([]);
  });

  test('hands over the entries of functions, with an argument as far as 32 bits hold it', () => {
    const ring = new EventRing(EventRing.allocate(64));
    for (const argument of [0, -4096, 2 ** 31 - 1, 2 ** 31, -(2 ** 40)])
      ring.pushFunction(1, 3, { entry: 255, argument });
    ring.pushCode(2, 0, 7);
    const [last, ...entries] = drained(ring).toReversed();
    expect(last).toMatchObject({ kind: 'code', code: 7 });
    expect(entries.toReversed()).toEqual(
      [0, -4096, 2 ** 31 - 1, OUT_OF_RANGE, OUT_OF_RANGE].map((argument) => ({
        kind: 'function-entry',
        timeNs: 1,
        vcpu: 3,
        entry: 255,
        argument,
      })),
    );
  });

  test('keeps the order over many rounds', () => {
    const ring = new EventRing(EventRing.allocate(8));
    let next = 0;
    for (let round = 0; round < 100; round++) {
      const count = (round % 8) + 1;
      for (let i = 0; i < count; i++) ring.pushCode(next + i, 0, (next + i) & 0xff);
      expect(drained(ring).map(({ timeNs }) => timeNs)).toEqual(
        Array.from({ length: count }, (_, i) => next + i),
      );
      next += count;
    }
  });

  test('goes on where its positions wrap at 2^32', () => {
    const ring = new EventRing(EventRing.allocate(8));
    const positions = new Int32Array(ring.buffer, 0, 2);
    positions.fill(-3);
    for (let i = 0; i < 8; i++) ring.pushCode(i, 0, i);
    expect(drained(ring).map(({ timeNs }) => timeNs)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(positions[0]).toBe(5);
  });

  test('leaves what is added while it is emptied for the next time', () => {
    const ring = new EventRing(EventRing.allocate(8));
    ring.pushCode(0, 0, 1);
    const seen: number[] = [];
    const echo = (event: RingEvent) => {
      seen.push(event.timeNs);
      ring.pushCode(event.timeNs + 1, 0, 1);
    };
    ring.drain(echo);
    expect(seen).toEqual([0]);
    ring.drain(echo);
    expect(seen).toEqual([0, 1]);
  });

  test('counts an event as taken even when its taker throws', () => {
    const ring = new EventRing(EventRing.allocate(8));
    ring.pushCode(1, 0, 1);
    ring.pushCode(2, 0, 2);
    const refuse = () => {
      throw new Error('no');
    };
    expect(() => ring.drain(refuse)).toThrow('no');
    expect(drained(ring).map(({ timeNs }) => timeNs)).toEqual([2]);
  });

  test('makes producers wait while it is full, and loses nothing', async () => {
    const ring = new EventRing(EventRing.allocate(64));
    const control = new Control(Control.allocate(1));
    const count = 20_000;
    const file = bundleForTest('test/vmm/workers/ring-producer.ts');
    const workers = [0, 1].map(
      (vcpu) => new Worker(file, { workerData: { control: control.buffer, ring: ring.buffer, vcpu, count } }),
    );
    onTestFinished(async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    });
    const written = () => Atomics.load(new Int32Array(ring.buffer, 0, 1), 0);
    await expect.poll(written, { timeout: 10_000 }).toBe(64);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(written()).toBe(64);
    const next = [0, 0];
    while (next[0]! + next[1]! < 2 * count) {
      for (const event of drained(ring)) {
        expect(event).toEqual({
          kind: 'byte',
          timeNs: next[event.vcpu],
          vcpu: event.vcpu,
          channel: 'serial',
          value: next[event.vcpu]! & 0xff,
        });
        next[event.vcpu] = next[event.vcpu]! + 1;
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(next).toEqual([count, count]);
  });
});
