/** Guests that lie to whoever looks into them: page tables, symbols, unwind tables, stacks and registers that are damaged or made up. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { buildProfile } from '../../src/inspect/build-profile.js';
import { findKernelBase } from '../../src/inspect/kernel-base.js';
import { MAX_FRAMES, type Sample } from '../../src/trace/profile/profile.js';
import { DeviceState } from '../../src/vmm/bus/device-state.js';
import { FunctionMarks } from '../../src/vmm/observe/function-marks.js';
import { GuestStack } from '../../src/vmm/observe/guest-stack.js';
import { buildGuest, FUNCTIONS, functionAt, PHYSICAL, STACK, TEXT } from '../inspect/build-guest.js';
import { guardedMemory } from '../vmm/loaders/hostile-files.js';
import type { FuzzTarget } from './target.js';

const GUEST = buildGuest();
const ORIGINAL = GUEST.regions[0]!.bytes;
/** Page tables; the kernel with its tables. */
const RANGES = [
  [0, 0x8000],
  [PHYSICAL, PHYSICAL + 0x2_0000],
] as const;
/** Longest name that the kernel itself allows is 511 bytes (KSYM_NAME_LEN). */
const MAX_NAME = 512;
const MARK = {
  port: 0xeb,
  original: Uint8Array.of(0xe8, 0, 0, 0, 0),
  replacement: Uint8Array.of(1, 2, 3, 4, 5),
};

const EDGES = [
  0n,
  1n,
  0xfffn,
  0x1000n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 47n,
  2n ** 63n,
  2n ** 64n - 1n,
  TEXT,
  STACK,
];
const number = fc.oneof(
  fc.constantFrom(...EDGES),
  fc.constantFrom(...FUNCTIONS).chain((name) => fc.nat(63).map((at) => functionAt(name, at))),
  fc.bigInt(0n, 2n ** 64n - 1n),
  // A page table entry: an address in or near the guest's memory, and flags.
  fc
    .tuple(fc.nat(0x400), fc.constantFrom(1n, 3n, 0x83n, 0x80n))
    .map(([page, flags]) => (BigInt(page) << 12n) | flags),
);
const damage = fc.array(fc.tuple(fc.constantFrom(...RANGES), fc.nat(0x2_0000), number), { maxLength: 6 });
const cr3 = fc.oneof({ weight: 6, arbitrary: fc.constant(GUEST.cr3) }, number);
const sample: fc.Arbitrary<Sample> = fc
  .record({
    rip: number,
    rsp: fc.oneof(fc.constant(STACK), number),
    rbp: number,
    r10: number,
    r13: number,
    cs: fc.constantFrom(0x10, 0x33, 0, 0xf000),
    cr3,
    words: fc.array(number, { maxLength: 40, size: 'max' }),
    outer: fc.option(fc.record({ address: number, words: fc.array(number, { maxLength: 8 }) }), { freq: 3 }),
  })
  .map(({ words, outer, ...registers }) => ({
    timeNs: 0,
    vcpu: 0,
    stage: 'kernel',
    ...registers,
    stack: wordBytes(words),
    ...(outer === null ? {} : { outer: { address: outer.address, bytes: wordBytes(outer.words) } }),
  }));

function wordBytes(words: readonly bigint[]): Uint8Array {
  return new Uint8Array(BigUint64Array.from(words).buffer);
}

const split = (address: bigint) => ({ low: Number(address & 0xffff_ffffn), high: Number(address >> 32n) });

export const inspection: FuzzTarget = {
  id: 'inspection',
  claim: 'whatever a guest has in memory, looking into it ends, is bounded, and writes nothing but marks',
  shortRuns: 300,
  create(onInput) {
    const { memory, check } = guardedMemory(ORIGINAL.length);
    const { bytes } = memory.regions[0]!;
    const before = new Uint8Array(bytes.length);
    const reached = { kernels: 0, frames: 0, copied: 0, marked: 0 };

    /** Puts marks in and takes them out again; they may change what was a mark's place and nothing else. */
    const mark = (root: bigint, offsets: readonly number[]) => {
      const registers = { rip: 0n };
      const plan = { ...MARK, offsets, last: offsets.length - 1 };
      const marks = new FunctionMarks({
        plan,
        state: new DeviceState(new ArrayBuffer(64)),
        memory,
        registers: { get: () => registers.rip, goTo: () => undefined },
        onHit: () => undefined,
      });
      const place = findKernelBase(memory, [{ cr3: root, la57: false }]);
      if (place === null || !marks.arm(place)) {
        assert.equal(Buffer.compare(before, bytes), 0, 'memory was written without marks');
        return;
      }
      reached.marked += 1;
      registers.rip = place.virtual + BigInt(offsets.at(-1)!);
      marks.write();
      assert.equal(Buffer.compare(before, bytes), 0, 'marks did not come out as they went in');
    };

    const input = fc.record({
      damage,
      samples: fc.array(sample, { minLength: 1, maxLength: 8 }),
      cr3,
      stackAt: number,
      room: fc.nat(9000),
      levels: fc.constantFrom(4, 5),
      offsets: fc.uniqueArray(fc.oneof(fc.constantFrom(0x101b, 0x105b, 0x109b), fc.nat(0x40_0000)), {
        minLength: 1,
        maxLength: 3,
      }),
    });
    const property = fc.property(
      input,
      ({ damage: writes, samples, cr3: root, stackAt, room, levels, offsets }) => {
        bytes.set(ORIGINAL);
        const view = new DataView(bytes.buffer, bytes.byteOffset);
        for (const [[from, to], at, value] of writes)
          view.setBigUint64(from + (at % (to - from - 8)), value, true);
        before.set(bytes);

        const { profile } = buildProfile(samples, memory, { hz: 1000, lostTicks: 0, file: null });
        assert.equal(
          profile.stacks.reduce((sum, { count }) => sum + count, 0),
          samples.length,
          'a sample was lost',
        );
        for (const { frames } of profile.stacks) {
          assert.ok(frames.length >= 1 && frames.length <= MAX_FRAMES + 2, `${frames.length} frames`);
          for (const name of frames)
            assert.ok(name.length <= MAX_NAME, `a name of ${name.length} characters`);
          reached.frames += frames.length;
        }
        if (profile.symbols.source === 'guest-memory') reached.kernels += 1;

        const into = new Uint8Array(room + 16).fill(0xa5);
        const paging = { root: Number(root & 0xf_ffff_ffff_f000n), levels };
        const copied = new GuestStack(memory).copy(split(stackAt), paging, {
          bytes: into,
          at: 8,
          length: room,
        });
        assert.ok(copied >= 0 && copied <= room, `${copied} bytes into ${room}`);
        assert.ok(
          into.subarray(0, 8).every((byte) => byte === 0xa5) &&
            into.subarray(8 + room).every((byte) => byte === 0xa5),
        );
        reached.copied += copied;

        mark(root, offsets);
        check();
      },
    );
    return { property: property.beforeEach(onInput), reached, close: () => undefined };
  },
};
