/** A guest whose driver of a virtio device breaks rules, on KVM: the run says which. It needs nothing but ports and RAM. */
import { expect, test } from 'vitest';
import { createVirtioRng } from '../../src/vmm/virtio/virtio-rng.js';
import { describeWith, requirement } from '../helpers/requirements.js';
import { createDriver } from '../vmm/virtio/driver.js';
import { bootCode, useGuests } from './boot-guest.js';
import { asm } from './guest-image.js';

const word = (value: number): number[] => [value & 0xff, (value >>> 8) & 0xff];
const dword = (value: number): number[] => [...word(value), ...word(value >>> 16)];

/** mov eax, VALUE; mov dx, PORT; out dx, al or ax or eax */
const out = (port: number, width: number, value: number): number[] => [
  ...[0x66, 0xb8, ...dword(value), 0xba, ...word(port)],
  ...({ 1: [0xee], 2: [0xef], 4: [0x66, 0xef] }[width] ?? []),
];
/** mov dword [ADDRESS], VALUE, below 64 KiB */
const store = (address: number, value: number): number[] => [
  0x66,
  0xc7,
  0x06,
  ...word(address),
  ...dword(value),
];

/** Where the device is reached by configuration accesses alone, and where its structures lie. */
const driver = createDriver(createVirtioRng(() => undefined));
const WINDOW = driver.capabilities(0x09).find((at) => driver.pci.readConfig(at + 3, 1) === 5)!;
const [COMMON, NOTIFY] = [driver.structure(1), driver.structure(2)];

function writer(slot: number) {
  const config = (register: number, width: number, value: number) => [
    ...out(0xcf8, 4, 0x8000_0000 | (slot << 11) | (register & 0xfc)),
    ...out(0xcfc + (register & 3), width, value),
  ];
  return (offset: number, width: number, value: number): number[] => [
    ...config(WINDOW + 8, 4, offset),
    ...config(WINDOW + 12, 4, width),
    ...config(WINDOW + 16, width, value),
  ];
}

/** The first slot that a ROM image's board leaves to devices. */
const FIRST_SLOT = 2;
const inItsSlot = (program: (write: ReturnType<typeof writer>) => number[]): number[] =>
  program(writer(FIRST_SLOT));

const negotiate = (write: ReturnType<typeof writer>, low: number, high: number) => [
  ...write(COMMON + 20, 1, 3),
  ...write(COMMON + 8, 4, 0),
  ...write(COMMON + 12, 4, low),
  ...write(COMMON + 8, 4, 1),
  ...write(COMMON + 12, 4, high),
  ...write(COMMON + 20, 1, 3 | 8),
];

const warnings = async (code: readonly number[]) => {
  const { stop, diagnostics } = await bootCode([...code, ...asm.reset], { rng: true });
  expect(stop.reason).toBe('reset');
  return diagnostics.filter(({ code: name }) => name === 'virtio-driver-error').map(({ message }) => message);
};

describeWith([requirement.kvm()], 'a guest whose virtio driver', () => {
  useGuests();

  test('offers an indirect descriptor is told which', async () => {
    const rings = { descriptors: 0x2000, available: 0x3000, used: 0x4000 };
    const code = inItsSlot((write) => [
      ...negotiate(write, 0, 1),
      ...write(COMMON + 32, 4, rings.descriptors),
      ...write(COMMON + 40, 4, rings.available),
      ...write(COMMON + 48, 4, rings.used),
      ...write(COMMON + 28, 2, 1),
      ...write(COMMON + 20, 1, 3 | 8 | 4),
      ...store(rings.descriptors + 5 * 16 + 12, 4),
      // Flags 0 and index 1, then the head.
      ...store(rings.available, 0x1_0000),
      ...store(rings.available + 4, 5),
      ...write(NOTIFY, 2, 0),
    ]);
    expect(await warnings(code)).toEqual([
      "virtio-rng: the guest's driver broke the rules of its queue (once), so the device stopped until its reset; in queue 0: descriptor 5 is indirect, which was not offered",
    ]);
  });

  test('takes features that were not offered is told which', async () => {
    expect(await warnings(inItsSlot((write) => negotiate(write, 2 ** 28, 1)))).toEqual([
      "virtio-rng: the guest's driver broke the rules of negotiation: FEATURES_OK was refused: it took features that were not offered, bits 28",
    ]);
  });
});
