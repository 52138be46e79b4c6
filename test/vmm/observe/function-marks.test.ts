import { describe, expect, test } from 'vitest';
import { DeviceState } from '../../../src/vmm/bus/device-state.js';
import { GuestMemory } from '../../../src/vmm/bus/memory.js';
import { FunctionMarks } from '../../../src/vmm/observe/function-marks.js';

const TEXT = 0xffff_ffff_9a00_0000n;
const PHYSICAL = 0x1000;
const NOP = [0x0f, 0x1f, 0x44, 0, 0];
const MARK = [0xe6, 0xeb, 0x0f, 0x1f, 0];
const OFFSETS = [0x10, 0x101, 0x203];

function create({ ready = true } = {}) {
  const bytes = new Uint8Array(0x4000);
  const memory = new GuestMemory([{ base: 0, bytes }]);
  const state = new ArrayBuffer(256);
  const registers = { rip: 0n, rdi: 0n };
  const hits: [number, number][] = [];
  const plan = {
    port: 0xeb,
    original: Uint8Array.from(NOP),
    replacement: Uint8Array.from(MARK),
    offsets: OFFSETS,
    last: 2,
  };
  const build = () =>
    new FunctionMarks({
      plan,
      state: new DeviceState(state),
      memory,
      registers: {
        get: (name) => registers[name],
        goTo(rip) {
          registers.rip = rip;
        },
      },
      onHit: (entry, argument) => hits.push([entry, argument]),
    });
  if (ready) for (const offset of OFFSETS) bytes.set(NOP, PHYSICAL + offset);
  const at = (offset: number) => [...bytes.subarray(PHYSICAL + offset, PHYSICAL + offset + 5)];
  const hit = (marks: FunctionMarks, offset: number, rdi = TEXT) => {
    registers.rip = TEXT + BigInt(offset);
    registers.rdi = rdi;
    marks.write();
    return registers.rip - TEXT;
  };
  return { build, bytes, at, hit, hits };
}

const PLACE = { virtual: TEXT, physical: PHYSICAL };

describe('marks go in', () => {
  test('all at once, when every entry is as it must be', () => {
    const { build, bytes, at } = create({ ready: false });
    const marks = build();
    for (const offset of OFFSETS) {
      expect([marks.arm(PLACE), marks.isSettled]).toEqual([false, false]);
      bytes.set(NOP, PHYSICAL + offset);
    }
    expect([marks.arm(PLACE), marks.isSettled]).toEqual([true, true]);
    expect(OFFSETS.map(at)).toEqual([MARK, MARK, MARK]);
    // Nothing beside them has changed.
    expect(bytes.reduce((sum, byte) => sum + byte, 0)).toBe(3 * MARK.reduce((sum, byte) => sum + byte, 0));
  });

  test('nowhere when the kernel is not where memory is', () => {
    const { build } = create();
    expect(build().arm({ virtual: TEXT, physical: 0x3f00 })).toBe(false);
    expect(build().arm({ virtual: TEXT, physical: 2 ** 45 })).toBe(false);
  });
});

describe('a marked function', () => {
  test('is known by where the write comes from, and has its first argument', () => {
    const { build, hit, hits } = create();
    const marks = build();
    marks.arm(PLACE);
    hit(marks, 0x101, TEXT + 0x5678n);
    hit(marks, 0x10, TEXT - 1n);
    hit(marks, 0x10, 0n);
    expect(hits.slice(0, 2)).toEqual([
      [1, 0x5678],
      [0, -1],
    ]);
    expect(hits[2]![0]).toBe(0);
  });

  test('is one in every thread, since all see the same state', () => {
    const { build, hit, hits } = create();
    build().arm(PLACE);
    hit(build(), 0x10);
    expect(hits).toEqual([[0, 0]]);
  });

  test('goes on behind the mark, also when the marks have just been taken out', () => {
    const { build, hit, hits } = create();
    const marks = build();
    expect(hit(marks, 0x10)).toBe(0x10n);
    marks.arm(PLACE);
    expect([hit(marks, 0x10), hit(marks, 0x11), hit(marks, 0x203)]).toEqual([0x15n, 0x11n, 0x208n]);
    // Another processor had left the guest at a mark while it was taken out.
    expect([hit(marks, 0x101), hits.length]).toEqual([0x106n, 2]);
  });

  test('is nothing before the marks are in, and nothing at another place', () => {
    const { build, hit, hits } = create();
    const marks = build();
    hit(marks, 0x10);
    marks.arm(PLACE);
    hit(marks, 0x11);
    hit(marks, -0x10);
    expect(hits).toEqual([]);
  });
});

describe('the last one', () => {
  test('takes all marks out, and none comes again', () => {
    const { build, at, hit, hits } = create();
    const marks = build();
    marks.arm(PLACE);
    hit(marks, 0x203);
    expect(OFFSETS.map(at)).toEqual([NOP, NOP, NOP]);
    hit(marks, 0x10);
    expect(hits).toEqual([[2, 0]]);
    expect([marks.arm(PLACE), marks.isSettled]).toEqual([false, true]);
  });

  test('leaves alone what the guest has put there meanwhile', () => {
    const { build, bytes, at, hit } = create();
    const marks = build();
    marks.arm(PLACE);
    bytes.set([0xcc], PHYSICAL + 0x101);
    hit(marks, 0x203);
    expect([at(0x10), at(0x101), at(0x203)]).toEqual([NOP, [0xcc, 0xeb, 0x0f, 0x1f, 0], NOP]);
  });
});

test('a read is all ones', () => {
  const marks = create().build();
  expect([1, 2, 4].map((width) => marks.read(0, width as 1 | 2 | 4))).toEqual([0xff, 0xffff, 0xffff_ffff]);
});

test('more functions than an event can number are refused', () => {
  const plan = {
    port: 0xeb,
    original: Uint8Array.from(NOP),
    replacement: Uint8Array.from(MARK),
    offsets: Array.from({ length: 257 }, (_, entry) => entry * 16),
    last: 256,
  };
  const parts = {
    plan,
    state: new DeviceState(new ArrayBuffer(256)),
    memory: new GuestMemory([]),
    registers: { get: () => 0n, goTo: () => undefined },
    onHit: () => undefined,
  };
  expect(() => new FunctionMarks(parts)).toThrow('257 marked functions');
});
