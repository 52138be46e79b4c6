import { expect, test } from 'vitest';
import { type RawSample, SampleLog } from '../../../src/vmm/observe/sample-log.js';

/** So that each log is small. */
const MANY = 1024;

const push = (log: SampleLog, timeNs: number, { stackLength = 3, outerLength = 2 } = {}) =>
  log.push({ timeNs, stage: 2, cs: 0x10 }, (room) => {
    for (let i = 0; i < 16; i++) {
      room.fields.setUint32(room.registers + i * 4, 0x0101_0101 * ((i >> 1) + 1), true);
    }
    room.bytes.fill(7, room.stack, room.stack + stackLength);
    room.bytes.fill(8, room.stack + stackLength, room.stack + stackLength + outerLength);
    room.stackLength = stackLength;
    room.outerLength = outerLength;
    room.outerAddress.low = 0x1000;
    room.outerAddress.high = 0xffff_c900;
  });

const take = (log: SampleLog) => {
  const samples: RawSample[] = [];
  log.take((sample) => samples.push(sample));
  return samples;
};

test('a sample comes out as it went in, in another thread’s view, once', () => {
  const log = new SampleLog(SampleLog.allocate(MANY));
  const reader = new SampleLog(log.buffer);
  push(log, 1234.5);
  const [sample, ...none] = take(reader);
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
  expect(take(reader)).toEqual([]);
});

test('samples of any length lie behind each other', () => {
  const log = new SampleLog(SampleLog.allocate(MANY));
  const lengths = Array.from({ length: 30 }, (_, i) => ({ stackLength: i, outerLength: (i * 7) % 5 }));
  for (const [i, length] of lengths.entries()) push(log, i, length);
  expect(
    take(log).map(({ timeNs, stack, outer }) => [timeNs, stack.length, outer?.bytes.length ?? 0]),
  ).toEqual(lengths.map(({ stackLength, outerLength }, i) => [i, stackLength, outerLength]));
});

test('a full log drops what is new, and counts it', () => {
  const log = new SampleLog(SampleLog.allocate(MANY));
  for (let i = 0; i < 300; i++) push(log, i, { stackLength: 4096, outerLength: 0 });
  const kept = take(log);
  expect(kept.length).toBeGreaterThan(0);
  expect(kept.map(({ timeNs }) => timeNs)).toEqual(kept.map((_, i) => i));
  expect(log.dropped).toBe(300 - kept.length);
});
