/** The whole platform on real disk images, with a driver that does what it is told, however wrong. */
import assert from 'node:assert/strict';
import { fstatSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DEVICE_STATE_SIZE, DeviceState } from '../../src/vmm/bus/device-state.js';
import { GuestMemory } from '../../src/vmm/bus/memory.js';
import { GiB } from '../../src/vmm/bus/memory-map.js';
import { type OpenDisks, openDisks } from '../../src/vmm/disks/disks.js';
import { Libc } from '../../src/vmm/kvm/libc.js';
import { buildPlatform, type Platform, type PlatformConfig } from '../../src/vmm/machine/wiring.js';
import {
  FLASH_ADDRESS,
  FLASH_SIZE,
  FUNCTIONS,
  functionConfig,
  functionMemory,
  type GuestStep,
  placesOf,
  RAM_SIZE,
  type RingPlaces,
} from './guest-steps.js';

const GUARD = 4096;
const GUARD_BYTES = Buffer.alloc(GUARD, 0xa5);
const DISK_SIZE = 64 * 1024;
const DISKS = ['written', 'snapshot', 'readonly'] as const;

/** Images that outlive the machines on them: each machine must leave them as a guest may leave them. */
export class DiskImages {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'boottrace-fuzz-'));
  readonly #libc = new Libc();
  readonly original = Buffer.alloc(DISK_SIZE, 'a disk that must stay as it is. ');

  constructor() {
    for (const name of DISKS) writeFileSync(this.#path(name), this.original);
  }

  open(): OpenDisks {
    const configs = DISKS.map((name) => ({
      path: this.#path(name),
      readOnly: name === 'readonly',
      snapshot: name === 'snapshot',
    }));
    return openDisks(configs, this.#libc);
  }

  /** Fails when an image has grown or shrunk, or when one that must not be written was. Returns whether the other was. */
  check(): { readonly wasWritten: boolean } {
    for (const name of DISKS) assert.equal(statSync(this.#path(name)).size, DISK_SIZE, `size of ${name}`);
    for (const name of ['snapshot', 'readonly'] as const) {
      assert.ok(readFileSync(this.#path(name)).equals(this.original), `${name} was written`);
    }
    const wasWritten = !readFileSync(this.#path('written')).equals(this.original);
    if (wasWritten) writeFileSync(this.#path('written'), this.original);
    return { wasWritten };
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #path(name: string): string {
    return path.join(this.#folder, name);
  }
}

/** What devices did to the outside. */
export interface Effects {
  events: number;
  messages: number;
  stops: number;
  /** Changes of the flash. */
  saved: number;
}

export class FuzzedMachine {
  readonly effects: Effects = { events: 0, messages: 0, stops: 0, saved: 0 };
  readonly #ram: Buffer;
  readonly #flash = Buffer.alloc(GUARD + FLASH_SIZE + GUARD, 0xa5);
  readonly #memory: GuestMemory;
  readonly #platform: Platform;
  readonly #disks: OpenDisks;
  readonly #levels = new Map<number, 0 | 1>();
  readonly #available = new Uint16Array(FUNCTIONS);
  readonly #places: RingPlaces[] = Array.from({ length: FUNCTIONS }, (_, index) => placesOf(index));
  readonly #sizes: number[] = Array.from({ length: FUNCTIONS }, () => 16);

  constructor(images: DiskImages) {
    this.#ram = Buffer.alloc(GUARD + RAM_SIZE + GUARD);
    this.#ram.fill(GUARD_BYTES, 0, GUARD);
    this.#ram.fill(GUARD_BYTES, GUARD + RAM_SIZE);
    this.#memory = new GuestMemory([{ base: 0, bytes: this.#ram.subarray(GUARD, GUARD + RAM_SIZE) }]);
    this.#disks = images.open();
    this.#platform = this.#build();
  }

  #build(): Platform {
    const { effects } = this;
    const count = () => {
      effects.events += 1;
    };
    const config: PlatformConfig = {
      cpus: 2,
      lowMemory: 1 * GiB,
      highMemory: 0,
      debugConsolePort: 0xe9,
      serial: true,
      model: '440fx',
      firmwareKernel: null,
      pci: { disks: this.#disks.disks, rng: true },
      functionMarks: null,
    };
    return buildPlatform(config, {
      state: new DeviceState(new SharedArrayBuffer(DEVICE_STATE_SIZE)),
      sink: { code: count, byte: count, lifecycle: count, functionEntry: count },
      memory: this.#memory,
      setIrq: (gsi, level) => {
        assert.ok(gsi >= 0 && gsi < 24, `pin ${gsi}`);
        assert.notEqual(this.#levels.get(gsi) ?? 0, level, `pin ${gsi} moved to where it was`);
        this.#levels.set(gsi, level);
      },
      signalMsi: (...words) => {
        for (const word of words) assert.equal(word, word >>> 0, 'a message is of 32-bit words');
        effects.messages += 1;
      },
      isStopping: () => false,
      giveWay: () => undefined,
      fillRandom(bytes) {
        assert.ok(bytes.length <= 65_536, `${bytes.length} random bytes at once`);
        bytes.fill(0x5a);
      },
      requestStop: () => {
        effects.stops += 1;
        return effects.stops === 1;
      },
      wallClockMs: () => 0,
      registers: { get: () => 0n, goTo: () => undefined },
      nowNs: () => 0,
      flash: {
        address: FLASH_ADDRESS,
        array: this.#flash.subarray(GUARD, GUARD + FLASH_SIZE),
        isProtected: false,
        showArray: () => undefined,
        save: (offset, length) => {
          assert.ok(
            offset >= 0 && length > 0 && offset + length <= FLASH_SIZE,
            `${length} bytes at ${offset}`,
          );
          effects.saved += 1;
          return true;
        },
      },
    });
  }

  run(step: GuestStep): void {
    const { pio, mmio } = this.#platform;
    switch (step.do) {
      case 'out':
        pio.write(step.port, step.width, step.width === 4 ? step.value : step.value % 256 ** step.width);
        return;
      case 'in': {
        const read = pio.read(step.port, step.width);
        assert.ok(Number.isInteger(read) && read >= 0 && read < 256 ** step.width, `in gave ${read}`);
        return;
      }
      case 'store':
        mmio.write(step.address, step.bytes.slice());
        return;
      case 'load':
        mmio.read(step.address, new Uint8Array(step.length));
        return;
      case 'fill':
        this.#poke(step.address, step.bytes);
        return;
      case 'start':
        this.#start(step);
        return;
      case 'chains':
        step.descriptors.forEach((descriptor, at) => {
          this.#describe(step.index, at, descriptor);
        });
        this.#offer(step.index, step.heads, step.advance);
        return;
      case 'request':
        this.#request(step);
    }
  }

  /** What must hold after every guest. */
  check(): { readonly driverErrors: number } {
    assert.ok(this.#ram.subarray(0, GUARD).equals(GUARD_BYTES), 'memory before RAM was written');
    assert.ok(this.#ram.subarray(GUARD + RAM_SIZE).equals(GUARD_BYTES), 'memory behind RAM was written');
    assert.ok(this.#flash.subarray(0, GUARD).equals(GUARD_BYTES), 'memory before the flash was written');
    assert.ok(this.#flash.subarray(-GUARD).equals(GUARD_BYTES), 'memory behind the flash was written');
    for (const { overlay } of this.#disks.disks) {
      if (overlay !== null) assert.ok(fstatSync(overlay.fd).size <= DISK_SIZE, 'the overlay has grown');
    }
    const faults = this.#platform.faults();
    assert.deepEqual(
      faults.map(({ hostErrors }) => hostErrors),
      faults.map(() => 0),
      'the host could not serve a request within the disk',
    );
    return { driverErrors: faults.reduce((sum, { driverErrors }) => sum + driverErrors, 0) };
  }

  close(): void {
    this.#disks.close();
  }

  /** Memory writes of the guest itself, which KVM keeps within RAM. */
  #poke(address: number, bytes: Uint8Array): void {
    if (this.#memory.contains(address, bytes.length)) this.#memory.write(address, bytes);
  }

  #store(address: number, width: number, value: number): void {
    const data = new DataView(new ArrayBuffer(8));
    data.setBigUint64(0, BigInt.asUintN(64, BigInt(value)), true);
    this.#platform.mmio.write(address, new Uint8Array(data.buffer, 0, width));
  }

  /** As a driver would: memory on, features taken, queue 0 set up, ready. */
  #start({ index, size, places, msix }: Extract<GuestStep, { do: 'start' }>): void {
    const at = functionMemory(index);
    const common = (offset: number, width: number, value: number) => this.#store(at + offset, width, value);
    this.#store(functionConfig(index) + 0x10, 4, at);
    this.#store(functionConfig(index) + 0x04, 2, 0x0006);
    this.#store(functionConfig(index) + this.#msixControl(index), 2, msix ? 0x8000 : 0);
    for (const status of [0, 1, 3]) common(20, 1, status);
    common(8, 4, 1);
    common(12, 4, 1);
    common(20, 1, 11);
    common(22, 2, 0);
    common(24, 2, size);
    common(26, 2, 0);
    common(32, 8, places.descriptors);
    common(40, 8, places.available);
    common(48, 8, places.used);
    common(28, 2, 1);
    common(20, 1, 15);
    // The first vector: an address, data, not masked.
    for (const [word, value] of [0xfee0_0000, 0, 0x41, 0].entries()) common(0x4000 + word * 4, 4, value);
    this.#places[index] = places;
    this.#sizes[index] = size;
    this.#available[index] = 0;
    this.#poke(places.available, new Uint8Array(4));
    this.#poke(places.used, new Uint8Array(4));
  }

  /** Register of the message control, found as drivers find it. */
  #msixControl(index: number): number {
    const config = functionConfig(index);
    const byteAt = (register: number): number => {
      const data = new Uint8Array(1);
      this.#platform.mmio.read(config + register, data);
      return data[0]!;
    };
    let at = byteAt(0x34);
    for (let count = 0; at !== 0 && byteAt(at) !== 0x11 && count < 48; count++) at = byteAt(at + 1);
    return at + 2;
  }

  #describe(index: number, number: number, { address, length, flags, next }: GuestDescriptor): void {
    const data = new DataView(new ArrayBuffer(16));
    data.setBigUint64(0, BigInt.asUintN(64, BigInt(address)), true);
    data.setUint32(8, length, true);
    data.setUint16(12, flags, true);
    data.setUint16(14, next, true);
    this.#poke(this.#places[index]!.descriptors + number * 16, new Uint8Array(data.buffer));
  }

  #offer(index: number, heads: readonly number[], advance: number): void {
    const { available } = this.#places[index]!;
    const size = Math.max(this.#sizes[index]!, 1);
    const before = this.#available[index]!;
    heads.forEach((head, i) => {
      this.#poke(available + 4 + ((before + i) % size) * 2, Uint8Array.of(head & 0xff, (head >>> 8) & 0xff));
    });
    this.#available[index] = before + advance;
    const after = this.#available[index]!;
    this.#poke(available + 2, Uint8Array.of(after & 0xff, after >>> 8));
    this.#store(functionMemory(index) + 0x3000, 2, 0);
  }

  /** A whole block request: header, data, status. */
  #request({ index, type, sector, at, length }: Extract<GuestStep, { do: 'request' }>): void {
    const header = new DataView(new ArrayBuffer(16));
    header.setUint32(0, type, true);
    header.setBigUint64(8, BigInt.asUintN(64, BigInt(sector)), true);
    const place = 0x1_4000 + index * 0x100;
    this.#poke(place, new Uint8Array(header.buffer));
    const isToDisk = type === 1;
    this.#describe(index, 0, { address: place, length: 16, flags: 1, next: 1 });
    this.#describe(index, 1, { address: at, length, flags: isToDisk ? 1 : 3, next: 2 });
    this.#describe(index, 2, { address: place + 16, length: 1, flags: 2, next: 0 });
    this.#offer(index, [0], 1);
  }
}

type GuestDescriptor = Extract<GuestStep, { do: 'chains' }>['descriptors'][number];
