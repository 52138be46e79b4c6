import { expect, test } from 'vitest';
import {
  type RawSample,
  SAMPLE_OUTER_SIZE,
  SAMPLE_STACK_SIZE,
  SampleRing,
} from '../../src/vmm/sample-ring.js';

const push = (ring: SampleRing, timeNs: number, stackLength = 3) =>
  ring.push({ timeNs, stage: 2, cs: 0x10 }, (room) => {
    room.registers.forEach((_, i) => {
      room.registers[i] = 0x0101_0101 * ((i >> 1) + 1);
    });
    room.stack.fill(7);
    room.outer.fill(8);
    room.stackLength = stackLength;
    room.outerLength = stackLength - 1;
    room.outerAddress.low = 0x1000;
    room.outerAddress.high = 0xffff_c900;
  });

const drain = (ring: SampleRing) => {
  const samples: RawSample[] = [];
  ring.drain((sample) => samples.push(sample));
  return samples;
};

test('a sample comes out as it went in, in another thread’s view', () => {
  const ring = new SampleRing(SampleRing.allocate());
  push(ring, 1234.5);
  const [sample, ...none] = drain(new SampleRing(ring.buffer));
  expect(none).toEqual([]);
  expect(sample).toEqual({
    timeNs: 1234.5,
    stage: 2,
    cs: 0x10,
    registers: {
      rip: 0x0101_0101_0101_0101n,
      rsp: 0x0202_0202_0202_0202n,
      rbp: 0x0303_0303_0303_0303n,
      cr3: 0x0404_0404_0404_0404n,
      rdx: 0x0505_0505_0505_0505n,
      rdi: 0x0606_0606_0606_0606n,
      r10: 0x0707_0707_0707_0707n,
      r13: 0x0808_0808_0808_0808n,
    },
    stack: Uint8Array.of(7, 7, 7),
    outer: { address: 0xffff_c900_0000_1000n, bytes: Uint8Array.of(8, 8) },
  });
  expect(drain(ring)).toEqual([]);
});

test('a full ring drops what is new, counts it, and goes on when there is room', () => {
  const ring = new SampleRing(SampleRing.allocate());
  for (let i = 0; i < 300; i++) push(ring, i);
  expect(ring.dropped).toBe(44);
  expect(drain(ring).map(({ timeNs }) => timeNs)).toEqual(Array.from({ length: 256 }, (_, i) => i));
  for (let i = 0; i < 600; i++) {
    push(ring, i, (i % 5) + 1);
    expect(drain(ring).map(({ timeNs, stack }) => [timeNs, stack.length])).toEqual([[i, (i % 5) + 1]]);
  }
  expect(ring.dropped).toBe(44);
});

test('a length that cannot be is cut to the room there is', () => {
  const ring = new SampleRing(SampleRing.allocate());
  push(ring, 0, 1_000_000);
  const [sample] = drain(ring);
  expect([sample!.stack.length, sample!.outer!.bytes.length]).toEqual([SAMPLE_STACK_SIZE, SAMPLE_OUTER_SIZE]);
});
