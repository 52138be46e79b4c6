/**
 * SMBIOS tables (DMTF DSP0134, 3.1): who made the machine, by which Linux says `DMI:` and guests know that they are virtual. Structures of
 * types 0, 1, 11, 32 and 127, behind entry points of both kinds. Processors and memory are left to ACPI and the memory map.
 */
import { InputError } from '../../trace/errors.js';
import type { GuestMemory } from '../bus/memory.js';
import { SMBIOS_ADDRESS, SMBIOS_END } from './low-memory.js';
import { checksum, putText } from './table-bytes.js';

/** What the tables are to say of the machine. */
export interface SmbiosMachine {
  /** The name of the board. */
  readonly product: string;
  /** Strings of type 11, by which a guest is told what its programs look for: `io.systemd.credential:NAME=VALUE`. */
  readonly oemStrings: readonly string[];
}

const VENDOR = 'boottrace';
/** A kernel that is entered directly has no firmware. Without a date, Linux takes the machine for neither an old nor a new one. */
const NO_FIRMWARE_VERSION = '0';

const TYPE = { bios: 0, system: 1, oemStrings: 11, bootStatus: 32, end: 127 } as const;
/** Their length is a byte, and so is the number of a string. */
const MOST_STRINGS = 255;

interface Structures {
  readonly bytes: Uint8Array;
  readonly count: number;
  /** Bytes of the largest structure, its strings among them. */
  readonly largest: number;
}

/** Puts tables and both entry points into memory, where kernels and EDK2's CloudHv build look. Throws InputError for strings that do not fit. */
export function writeSmbiosTables(memory: GuestMemory, machine: SmbiosMachine): void {
  const tables = buildStructures([biosInformation(), ...machineStructures(machine)]);
  const address = SMBIOS_ADDRESS + ENTRY_POINT_ROOM;
  requireRoom(tables, SMBIOS_END - address);
  memory.write(SMBIOS_ADDRESS, entryPoint30(tables, address));
  memory.write(SMBIOS_ADDRESS + ENTRY_POINT_ALIGNMENT * 2, entryPoint21(tables, address));
  memory.write(address, tables.bytes);
}

/** The files in which SeaBIOS and OVMF look for tables. They place them, set address and checksums, and add what they say of themselves (type 0). */
export function smbiosFirmwareFiles(machine: SmbiosMachine): { name: string; data: Uint8Array }[] {
  const tables = buildStructures(machineStructures(machine));
  requireRoom(tables, MOST_BYTES);
  return [
    { name: 'etc/smbios/smbios-tables', data: tables.bytes },
    { name: 'etc/smbios/smbios-anchor', data: entryPoint21(tables, 0) },
  ];
}

/** The older entry point counts bytes with 16 bits. */
const MOST_BYTES = 0xffff;

function requireRoom({ bytes }: Structures, room: number): void {
  if (bytes.length <= room) return;
  throw new InputError(
    'smbios-too-large',
    `the strings for the guest's SMBIOS tables take ${bytes.length} bytes with the tables; there is room for ${room}`,
    ['give the guest fewer or shorter strings'],
  );
}

function machineStructures({ product, oemStrings }: SmbiosMachine): StructureParts[] {
  return [
    systemInformation(product),
    ...groupsOf(oemStrings, MOST_STRINGS).map(
      (strings): StructureParts => ({ type: TYPE.oemStrings, fields: [strings.length], strings }),
    ),
    { type: TYPE.bootStatus, fields: BOOTED_WITHOUT_ERRORS, strings: [] },
    { type: TYPE.end, fields: [], strings: [] },
  ];
}

function groupsOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) =>
    items.slice(at * size, (at + 1) * size),
  );
}

/** Six bytes that are reserved, and the status. */
const BOOTED_WITHOUT_ERRORS = Array<number>(7).fill(0);

/** Characteristics are not supported (bit 3 of the first byte); of the second byte of extensions, bit 4 says: a virtual machine. */
const NO_CHARACTERISTICS = [0x08, 0, 0, 0, 0, 0, 0, 0];
const VIRTUAL_MACHINE = [0, 0x10];
const NO_CONTROLLER = 0xff;

function biosInformation(): StructureParts {
  const segment = [0, 0];
  const noDate = 0;
  const romSize = 0;
  const releases = [NO_CONTROLLER, NO_CONTROLLER, NO_CONTROLLER, NO_CONTROLLER];
  const fields = [1, 2, ...segment, noDate, romSize, ...NO_CHARACTERISTICS, ...VIRTUAL_MACHINE, ...releases];
  return { type: TYPE.bios, fields, strings: [VENDOR, NO_FIRMWARE_VERSION] };
}

const POWER_SWITCH = 6;

function systemInformation(product: string): StructureParts {
  const noSerialNumber = 0;
  const noUuid = Array<number>(16).fill(0);
  const noSku = 0;
  const noFamily = 0;
  const fields = [1, 2, 0, noSerialNumber, ...noUuid, POWER_SWITCH, noSku, noFamily];
  return { type: TYPE.system, fields, strings: [VENDOR, product] };
}

const HEADER_SIZE = 4;

interface StructureParts {
  readonly type: number;
  /** Behind the header of four bytes. A field that is a string holds its number, from 1 on. */
  readonly fields: readonly number[];
  readonly strings: readonly string[];
}

/** Strings end with a zero, the list of them with another; a structure without strings ends with two. */
function buildStructures(parts: readonly StructureParts[]): Structures {
  const encoder = new TextEncoder();
  const built = parts.map(({ type, fields, strings }, handle) => {
    checkStrings(strings);
    const texts = strings.length === 0 ? '\0' : strings.map((text) => `${text}\0`).join('');
    const header = [type, HEADER_SIZE + fields.length, handle & 0xff, handle >>> 8];
    return Uint8Array.from([...header, ...fields, ...encoder.encode(texts), 0]);
  });
  const sizes = built.map(({ length }) => length);
  const bytes = new Uint8Array(sizes.reduce((sum, size) => sum + size, 0));
  let at = 0;
  for (const structure of built) {
    bytes.set(structure, at);
    at += structure.length;
  }
  return { bytes, count: built.length, largest: sizes.reduce((most, size) => Math.max(most, size), 0) };
}

/** An empty string would end the list of them, and a zero the string. */
function checkStrings(strings: readonly string[]): void {
  const bad = strings.find((text) => text === '' || text.includes('\0'));
  if (bad === undefined) return;
  throw new InputError('smbios-string', `${JSON.stringify(bad)} cannot be a string of an SMBIOS table`, [
    'give it at least one character, and none that is zero',
  ]);
}

/** Entry points lie on such a boundary; the two of them, one behind the other, take four. */
const ENTRY_POINT_ALIGNMENT = 16;
const ENTRY_POINT_ROOM = 4 * ENTRY_POINT_ALIGNMENT;

const ENTRY_30_SIZE = 24;

function entryPoint30({ bytes }: Structures, address: number): Uint8Array {
  const entry = new Uint8Array(ENTRY_30_SIZE);
  const fields = new DataView(entry.buffer);
  putText(entry, 0, '_SM3_');
  entry.set([ENTRY_30_SIZE, 3, 1, 0, 1], 6);
  fields.setUint32(12, bytes.length, true);
  fields.setBigUint64(16, BigInt(address), true);
  entry[5] = checksum(entry);
  return entry;
}

const ENTRY_21_SIZE = 31;
/** The part that begins with `_DMI_` has a checksum of its own. */
const INTERMEDIATE = 16;

function entryPoint21({ bytes, count, largest }: Structures, address: number): Uint8Array {
  const entry = new Uint8Array(ENTRY_21_SIZE);
  const fields = new DataView(entry.buffer);
  putText(entry, 0, '_SM_');
  entry.set([ENTRY_21_SIZE, 2, 8], 5);
  fields.setUint16(8, largest, true);
  putText(entry, INTERMEDIATE, '_DMI_');
  fields.setUint16(22, bytes.length, true);
  fields.setUint32(24, address, true);
  fields.setUint16(28, count, true);
  entry[30] = 0x28;
  entry[21] = checksum(entry.subarray(INTERMEDIATE));
  entry[4] = checksum(entry);
  return entry;
}
