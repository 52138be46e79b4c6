/** What a hostile guest does, step by step: accesses of any width at any place, queues and requests that are broken in part. */
import fc from 'fast-check';
import type { AccessWidth } from '../../src/vmm/bus/bus.js';
import { MiB, PCI_ECAM_ADDRESS, PCI_MEMORY_START } from '../../src/vmm/bus/memory-map.js';
import { VIRTIO_PCI_MEMORY } from '../../src/vmm/virtio/virtio-pci.js';

/** Functions on the bus of the fuzzed machine: three disks and the entropy source, in slots 1 to 4. */
export const FUNCTIONS = 4;
export const RAM_SIZE = 1 * MiB;
/** Two blocks, below a firmware of 64 KiB. */
export const FLASH_SIZE = 8192;
export const FLASH_ADDRESS = 0xffff_0000 - FLASH_SIZE;

export interface Descriptor {
  readonly address: number;
  readonly length: number;
  readonly flags: number;
  readonly next: number;
}

export interface RingPlaces {
  readonly descriptors: number;
  readonly available: number;
  readonly used: number;
}

export type GuestStep =
  | { readonly do: 'out'; readonly port: number; readonly width: AccessWidth; readonly value: number }
  | { readonly do: 'in'; readonly port: number; readonly width: AccessWidth }
  | { readonly do: 'store'; readonly address: number; readonly bytes: Uint8Array }
  | { readonly do: 'load'; readonly address: number; readonly length: number }
  | { readonly do: 'fill'; readonly address: number; readonly bytes: Uint8Array }
  | {
      readonly do: 'start';
      readonly index: number;
      readonly size: number;
      readonly places: RingPlaces;
      readonly msix: boolean;
    }
  | {
      readonly do: 'chains';
      readonly index: number;
      readonly descriptors: readonly Descriptor[];
      readonly heads: readonly number[];
      readonly advance: number;
    }
  | {
      readonly do: 'request';
      readonly index: number;
      readonly type: number;
      readonly sector: number;
      readonly at: number;
      readonly length: number;
    };

const WIDTHS: readonly AccessWidth[] = [1, 2, 4];
const PORTS = [
  0x60, 0x64, 0x70, 0x71, 0x80, 0x92, 0xe9, 0x3f8, 0x3f9, 0x3fa, 0x3fc, 0x402, 0x510, 0x511, 0x514, 0x518,
  0x600, 0x604, 0xb004, 0x604, 0xcf8, 0xcf9, 0xcfc, 0xcfe, 0xcff,
];
/** Numbers at which unchecked arithmetic goes wrong. */
const EDGES = [0, 1, 511, 512, 0xffff, RAM_SIZE - 1, RAM_SIZE, 2 ** 31, 2 ** 32 - 1, 2 ** 53 - 1, 2 ** 63];
/** Where queues lie when their driver is in order, one block a function, and buffers behind them. */
const QUEUES_AT = 0x1000;
const QUEUE_BLOCK = 0x4000;
const BUFFERS_AT = 0x2_0000;

export function placesOf(index: number): RingPlaces {
  const at = QUEUES_AT + index * QUEUE_BLOCK;
  return { descriptors: at, available: at + 0x1000, used: at + 0x2000 };
}

export const functionMemory = (index: number) => PCI_MEMORY_START + index * VIRTIO_PCI_MEMORY;
export const functionConfig = (index: number) => PCI_ECAM_ADDRESS + (index + 1) * 0x8000;

const width = fc.constantFrom(...WIDTHS);
const index = fc.nat(FUNCTIONS - 1);
const port = fc.oneof(fc.constantFrom(...PORTS), fc.nat(0xffff));
const value = fc.oneof(fc.nat(0xff), fc.integer({ min: 0, max: 0xffff_ffff }));
const bytes = (maxLength: number) => fc.uint8Array({ minLength: 1, maxLength, size: 'max' });
const ramAddress = fc.oneof(fc.nat(RAM_SIZE - 1), fc.integer({ min: QUEUES_AT, max: BUFFERS_AT }));
const anyAddress = fc.oneof({ weight: 6, arbitrary: ramAddress }, fc.constantFrom(...EDGES), fc.maxSafeNat());

const flashAddress = fc.nat(FLASH_SIZE + 16).map((offset) => FLASH_ADDRESS - 8 + offset);
const flashCommand = fc.constantFrom(0x10, 0x20, 0x40, 0x50, 0x60, 0x70, 0x90, 0x98, 0xd0, 0xe8, 0xf0, 0xff);

/** Registers of the functions, their configuration, the flash, and anything else outside RAM. */
const mmioAddress = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(index, fc.nat(63)).map(([at, offset]) => functionMemory(at) + offset) },
  fc
    .tuple(index, fc.nat(7), fc.nat(32))
    .map(([at, page, offset]) => functionMemory(at) + page * 4096 + offset),
  fc.tuple(index, fc.nat(4)).map(([at, word]) => functionMemory(at) + 0x3000 + word * 4),
  fc.tuple(index, fc.nat(255)).map(([at, register]) => functionConfig(at) + register),
  flashAddress,
  fc.integer({ min: RAM_SIZE, max: 0xffff_ffff }),
  fc.integer({ min: RAM_SIZE, max: 2 ** 46 }),
);

const sizes = fc.oneof({ weight: 5, arbitrary: fc.constantFrom(4, 16, 64) }, fc.nat(0xffff));
const length = fc.oneof(
  fc.constantFrom(0, 1, 16, 20, 512, 1024, 4096, 65_536),
  fc.nat(RAM_SIZE),
  fc.constantFrom(2 ** 31, 2 ** 32 - 1),
);

const descriptor: fc.Arbitrary<Descriptor> = fc.record({
  address: anyAddress,
  length,
  flags: fc.oneof({ weight: 8, arbitrary: fc.nat(3) }, fc.nat(0xffff)),
  next: fc.oneof({ weight: 8, arbitrary: fc.nat(8) }, fc.nat(0xffff)),
});

const places = fc.oneof(
  { weight: 6, arbitrary: fc.constant(null) },
  fc.record({ descriptors: anyAddress, available: anyAddress, used: anyAddress }),
);

const step: fc.Arbitrary<GuestStep> = fc.oneof(
  fc.record({ do: fc.constant('out' as const), port, width, value }),
  fc.record({ do: fc.constant('in' as const), port, width }),
  fc.record({ do: fc.constant('store' as const), address: mmioAddress, bytes: bytes(8) }),
  fc.record({
    do: fc.constant('store' as const),
    address: flashAddress,
    bytes: fc
      .array(flashCommand, { minLength: 1, maxLength: 8 })
      .map((commands) => Uint8Array.from(commands)),
  }),
  fc.record({
    do: fc.constant('load' as const),
    address: mmioAddress,
    length: fc.integer({ min: 1, max: 8 }),
  }),
  fc.record({ do: fc.constant('fill' as const), address: ramAddress, bytes: bytes(64) }),
  fc
    .record({ index, size: sizes, places, msix: fc.boolean() })
    .map((start) => ({ do: 'start', ...start, places: start.places ?? placesOf(start.index) }) as const),
  fc.record({
    do: fc.constant('chains' as const),
    index,
    descriptors: fc.array(descriptor, { minLength: 1, maxLength: 8 }),
    heads: fc.array(fc.oneof({ weight: 8, arbitrary: fc.nat(7) }, fc.nat(0xffff)), {
      minLength: 1,
      maxLength: 4,
    }),
    advance: fc.oneof({ weight: 8, arbitrary: fc.nat(4) }, fc.nat(0xffff)),
  }),
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('request' as const),
      index: fc.oneof(index, fc.nat(1)),
      type: fc.oneof({ weight: 6, arbitrary: fc.constantFrom(0, 1, 4, 8) }, fc.nat(0xffff)),
      sector: fc.oneof({ weight: 6, arbitrary: fc.nat(130) }, fc.constantFrom(...EDGES)),
      at: fc.oneof({ weight: 6, arbitrary: fc.integer({ min: BUFFERS_AT, max: RAM_SIZE - 1 }) }, anyAddress),
      length: fc.oneof({ weight: 6, arbitrary: fc.constantFrom(0, 20, 512, 4096) }, length),
    }),
  },
);

/** A guest from its first step to its last. Most begin as drivers do, so that what follows reaches the devices. */
export const guestSteps: fc.Arbitrary<readonly GuestStep[]> = fc
  .tuple(fc.boolean(), fc.array(step, { minLength: 1, maxLength: 60, size: 'max' }))
  .map(([asDriver, steps]) => (asDriver ? [...startAll(), ...steps] : steps));

function startAll(): readonly GuestStep[] {
  return Array.from({ length: FUNCTIONS }, (_, at) => ({
    do: 'start',
    index: at,
    size: 16,
    places: placesOf(at),
    msix: at % 2 === 0,
  }));
}
