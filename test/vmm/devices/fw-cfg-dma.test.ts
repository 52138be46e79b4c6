import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GuestMemory } from '../../../src/vmm/bus/memory.js';
import { FOUR_GIB, MiB } from '../../../src/vmm/bus/memory-map.js';
import { createFwCfg, createFwCfgCursor } from '../../../src/vmm/devices/fw-cfg.js';
import { createFwCfgDma, FW_CFG_DMA_PORTS } from '../../../src/vmm/devices/fw-cfg-dma.js';
import { freshState, runSteps } from './device-table.js';

const READ = 2;
const SKIP = 4;
const SELECT = 8;
const WRITE = 16;
const ERROR = 1;
const LARGE = 3 * MiB;
const ITEMS = new Map([
  [0x20, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)],
  [0x21, new Uint8Array(LARGE).fill(0x77)],
]);
const HIGH_BASE = FOUR_GIB;

const swap = (value: number) =>
  (((value & 0xff) << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24)) >>> 0;

function create({ stopsAfter = Number.POSITIVE_INFINITY } = {}) {
  const state = freshState();
  const cursor = createFwCfgCursor(state, () => ITEMS);
  const [low, high] = [new Uint8Array(8 * MiB), new Uint8Array(MiB)];
  low.fill(0xee);
  const memory = new GuestMemory([
    { base: 0, bytes: low },
    { base: HIGH_BASE, bytes: high },
  ]);
  let pieces = 0;
  const device = createFwCfgDma({
    state,
    cursor,
    memory,
    isStopping: () => ++pieces > stopsAfter,
    giveWay: () => undefined,
  });
  const start = (address: number) => {
    device.write(0, 4, swap(Math.floor(address / FOUR_GIB)));
    device.write(4, 4, swap(address % FOUR_GIB));
  };
  /** Returns what the control word is afterwards. */
  const access = (control: number, length: number, target: number, at = 0x1000) => {
    const fields = memory.view(at, 16);
    fields.setUint32(0, control);
    fields.setUint32(4, length);
    fields.setBigUint64(8, BigInt(target));
    start(at);
    return fields.getUint32(0);
  };
  return { device, cursor, memory, access, start, pieces: () => pieces };
}

const select = (item: number) => (item * 0x1_0000 + SELECT) >>> 0;

test('the port says that it is there, and takes nothing but words', () => {
  const { device } = create();
  runSteps(device, [
    ['r', 0, 0x554d_4551, 4],
    ['r', 4, 0x4746_4320, 4],
    ['r', 0, 0x51],
    ['r', 6, 0x4746, 2],
    ['r', 7, 0x47, 4],
    ['w', 4, 0x1000, 2],
    ['w', 0, 1],
  ]);
});

describe('an access', () => {
  test('selects, reads on from where it was, and skips', () => {
    const { access, memory } = create();
    expect(access(select(0x20) | READ, 3, 0x2000)).toBe(0);
    expect([...memory.slice(0x2000, 4)]).toEqual([1, 2, 3, 0xee]);
    expect(access(SKIP, 2, 0)).toBe(0);
    expect(access(READ, 2, HIGH_BASE + 16)).toBe(0);
    expect([...memory.slice(HIGH_BASE + 16, 3)]).toEqual([6, 7, 0]);
  });

  test('may lie above 4 GiB, and is over once it was started', () => {
    const { access, memory, device } = create();
    expect(access(select(0x20) | READ, 1, 0x2000, HIGH_BASE + 0x100)).toBe(0);
    expect(memory.slice(0x2000, 1)[0]).toBe(1);
    // Without its upper half it is another address.
    memory.view(0x100, 4).setUint32(0, READ);
    device.write(4, 4, swap(0x100));
    expect(memory.view(0x100, 4).getUint32(0)).toBe(ERROR);
  });

  test('is zero behind the end of an item, and for an item that is not there', () => {
    const { access, memory } = create();
    expect(access(select(0x20) | READ, 10, 0x2000)).toBe(0);
    expect([...memory.slice(0x2007, 4)]).toEqual([8, 0, 0, 0xee]);
    expect(access(READ, 1, 0x2000)).toBe(0);
    expect(memory.slice(0x2000, 1)[0]).toBe(0);
    expect(access(select(0x99) | READ, 2, 0x3000)).toBe(0);
    expect([...memory.slice(0x3000, 3)]).toEqual([0, 0, 0xee]);
  });

  test('is seen by the other interface, and sees it', () => {
    const { access, cursor, memory } = create();
    const ports = createFwCfg(cursor);
    access(select(0x20), 0, 0);
    access(SKIP, 1, 0);
    expect(ports.read(1, 1)).toBe(2);
    access(READ, 1, 0x2000);
    expect(memory.slice(0x2000, 1)[0]).toBe(3);
  });

  test.each([
    ['writes', WRITE, 1, 0x2000],
    ['reads to where no RAM is', READ, 1, 8 * MiB],
    ['reads past the end of RAM', READ, 2, 8 * MiB - 1],
    ['reads to the end of all addresses', READ, 0xffff_ffff, 2 ** 63],
    ['reads more than there is RAM', READ, 0xffff_ffff, 0],
  ])('that %s fails, and changes nothing', (_name, control, length, target) => {
    const { access, memory } = create();
    expect(access(select(0x20) | control, length, target)).toBe(ERROR);
    expect([...memory.slice(8 * MiB - 1, 1), ...memory.slice(0x2000, 1)]).toEqual([0xee, 0xee]);
  });

  test.each([8 * MiB - 8, 2 ** 40, 2 ** 64 - 16])('whose structure is at %i is not done', (address) => {
    const { start, cursor } = create();
    start(address);
    expect(cursor.position).toBe(0);
  });

  test('copies a large item in pieces, between which the run may end', () => {
    const whole = create();
    expect(whole.access(select(0x21) | READ, LARGE, 0x10_0000)).toBe(0);
    expect(whole.memory.slice(0x10_0000, LARGE).every((byte) => byte === 0x77)).toBe(true);
    expect(whole.pieces()).toBe(3);
    const stopped = create({ stopsAfter: 1 });
    expect(stopped.access(select(0x21) | READ, LARGE, 0x10_0000)).toBe(ERROR);
    expect(stopped.memory.slice(0x20_0000, 1)[0]).toBe(0xee);
  });
});

test('a hostile guest finds no access that fails', () => {
  const { device, memory } = create();
  const word = fc.oneof(
    fc.integer({ min: 0, max: 0xffff_ffff }),
    fc.constantFrom(0, 0x1000, 0x2000, 0x10_0000),
  );
  const step = fc.record({
    offset: fc.nat(FW_CFG_DMA_PORTS - 1),
    width: fc.constantFrom(1, 2, 4, 4, 4),
    value: word,
    words: fc.array(word, { minLength: 4, maxLength: 4 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
      for (const { offset, width, value, words } of steps) {
        const fields = memory.view(0x1000, 16);
        words.forEach((each, i) => {
          fields.setUint32(4 * i, each);
        });
        device.write(offset, width as 1 | 2 | 4, width === 4 ? value : value % 256 ** width);
        device.write(4, 4, swap(0x1000));
        const read = device.read(offset, width as 1 | 2 | 4);
        expect(Number.isInteger(read) && read >= 0 && read < 256 ** width).toBe(true);
      }
    }),
    { numRuns: 200 },
  );
});
