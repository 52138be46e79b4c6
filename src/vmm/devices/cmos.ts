/**
 * MC146818 real-time clock and the CMOS memory of a PC: the time of day in UTC, and the memory sizes where
 * firmware looks for them. No alarm, no periodic interrupt: the interrupt flags (register C) stay clear.
 */
import type { ByteDevice } from '../bus/bus.js';
import type { DeviceState } from '../bus/device-state.js';
import { FOUR_GIB, KiB, MiB } from '../bus/memory-map.js';

const INDEX_PORT = 0;

const SECONDS = 0x00;
const MINUTES = 0x02;
const HOURS = 0x04;
const DAY_OF_WEEK = 0x06;
const DAY_OF_MONTH = 0x07;
const MONTH = 0x08;
const YEAR = 0x09;
const STATUS_A = 0x0a;
const STATUS_B = 0x0b;
const STATUS_C = 0x0c;
const STATUS_D = 0x0d;
const EQUIPMENT = 0x14;
/** Kilobytes below 640 KiB. */
const BASE_MEMORY = 0x15;
/** Kilobytes above 1 MiB, at most 65,535; kept twice. */
const EXTENDED_MEMORY = 0x17;
const EXTENDED_MEMORY_COPY = 0x30;
/** 64 KiB units above 16 MiB, below 4 GiB. */
const MEMORY_ABOVE_16M = 0x34;
const CENTURY = 0x32;
/** 64 KiB units above 4 GiB, three bytes. */
const MEMORY_ABOVE_4G = 0x5b;
const CMOS_SIZE = 128;

/** Update in progress reads as 0, so no guest waits for it; 32,768 Hz time base, 1,024 Hz rate. */
const STATUS_A_DEFAULT = 0x26;
const STATUS_B_24_HOURS = 1 << 1;
const STATUS_B_BINARY = 1 << 2;
/** RAM and time are valid. */
const STATUS_D_VALID = 0x80;
const EQUIPMENT_FPU = 1 << 1;

export interface CmosParts {
  readonly state: DeviceState;
  /** Bytes of RAM below and above 4 GiB. */
  readonly lowMemory: number;
  readonly highMemory: number;
  /** Wall clock, milliseconds since 1970. */
  readonly wallClockMs: () => number;
}

export function createCmos(parts: CmosParts): ByteDevice {
  const state = parts.state.of('rtc-cmos');
  const index = state.bytes('index', 1);
  const ram = state.bytes('ram', CMOS_SIZE);
  if (state.isNew('ram')) initialise(ram, parts);
  return {
    name: 'rtc-cmos',
    readByte(offset) {
      // The index port is write-only on a PC.
      if (offset === INDEX_PORT) return 0xff;
      return timeField(index[0]!, ram, parts.wallClockMs) ?? ram[index[0]!]!;
    },
    writeByte(offset, value) {
      // Bit 7 of the index masks NMIs, which this machine never raises.
      if (offset === INDEX_PORT) index[0] = value & (CMOS_SIZE - 1);
      else if (index[0] !== STATUS_C && index[0] !== STATUS_D) ram[index[0]!] = value;
    },
  };
}

function initialise(ram: Uint8Array, { lowMemory, highMemory }: CmosParts): void {
  const fields = new DataView(ram.buffer, ram.byteOffset, ram.length);
  const extendedKiB = Math.min(Math.max(lowMemory - MiB, 0) / KiB, 0xffff);
  const above16M = Math.min(Math.max(lowMemory - 16 * MiB, 0), FOUR_GIB) / (64 * KiB);
  ram[STATUS_A] = STATUS_A_DEFAULT;
  ram[STATUS_B] = STATUS_B_24_HOURS;
  ram[STATUS_D] = STATUS_D_VALID;
  ram[EQUIPMENT] = EQUIPMENT_FPU;
  fields.setUint16(BASE_MEMORY, Math.min(lowMemory / KiB, 640), true);
  fields.setUint16(EXTENDED_MEMORY, extendedKiB, true);
  fields.setUint16(EXTENDED_MEMORY_COPY, extendedKiB, true);
  fields.setUint16(MEMORY_ABOVE_16M, above16M, true);
  const above4G = highMemory / (64 * KiB);
  fields.setUint16(MEMORY_ABOVE_4G, above4G & 0xffff, true);
  ram[MEMORY_ABOVE_4G + 2] = above4G >>> 16;
}

/** The register as the clock has it now; null for a register that is plain memory. */
function timeField(register: number, ram: Uint8Array, wallClockMs: () => number): number | null {
  const now = new Date(wallClockMs());
  const value = rawTimeField(register, now);
  if (value === null) return null;
  return (ram[STATUS_B]! & STATUS_B_BINARY) !== 0 ? value : toBcd(value);
}

function rawTimeField(register: number, now: Date): number | null {
  switch (register) {
    case SECONDS:
      return now.getUTCSeconds();
    case MINUTES:
      return now.getUTCMinutes();
    case HOURS:
      return now.getUTCHours();
    case DAY_OF_WEEK:
      return now.getUTCDay() + 1;
    case DAY_OF_MONTH:
      return now.getUTCDate();
    case MONTH:
      return now.getUTCMonth() + 1;
    case YEAR:
      return now.getUTCFullYear() % 100;
    case CENTURY:
      return Math.floor(now.getUTCFullYear() / 100);
    default:
      return null;
  }
}

function toBcd(value: number): number {
  return (Math.floor(value / 10) << 4) | (value % 10);
}
