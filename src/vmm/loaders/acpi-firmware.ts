/**
 * ACPI tables for a firmware that puts them into memory itself: files of the configuration device and the script of
 * QEMU's linker (docs/specs/fw_cfg, bios-linker-loader) by which SeaBIOS and OVMF place them and set their pointers.
 */
import { type AcpiMachine, buildAcpiTables, RSDP_POINTER, RSDP_SUMS, TABLE_SUM } from './acpi.js';

const TABLES = 'etc/acpi/tables';
const ROOT = 'etc/acpi/rsdp';
const SCRIPT = 'etc/table-loader';

const COMMAND_SIZE = 128;
const FILE_NAME_SIZE = 56;
const ALLOCATE = 1;
const ADD_POINTER = 2;
const ADD_CHECKSUM = 3;
/** Anywhere below 4 GiB; or from 0xf0000 to 0xfffff, where an RSDP is looked for. */
const ZONE_HIGH = 1;
const ZONE_F_SEGMENT = 2;
const TABLE_ALIGNMENT = 64;
const ROOT_ALIGNMENT = 16;

export interface FirmwareFile {
  readonly name: string;
  readonly data: Uint8Array;
}

/** The files in which a firmware looks for tables and for what to do with them. */
export function acpiFirmwareFiles(machine: AcpiMachine): FirmwareFile[] {
  const { bytes, pointers, sums, root } = buildAcpiTables(machine);
  const commands = [
    allocate(TABLES, TABLE_ALIGNMENT, ZONE_HIGH),
    allocate(ROOT, ROOT_ALIGNMENT, ZONE_F_SEGMENT),
    ...pointers.map(({ at, size }) => addPointer(TABLES, at, size)),
    addPointer(ROOT, RSDP_POINTER.at, RSDP_POINTER.size),
    ...sums.map(({ at, length }) => addChecksum(TABLES, at + TABLE_SUM, at, length)),
    ...RSDP_SUMS.map(({ at, length }) => addChecksum(ROOT, at, 0, length)),
  ];
  const script = new Uint8Array(commands.length * COMMAND_SIZE);
  commands.forEach((command, index) => {
    script.set(command, index * COMMAND_SIZE);
  });
  return [
    { name: TABLES, data: bytes },
    { name: ROOT, data: root },
    { name: SCRIPT, data: script },
  ];
}

function allocate(file: string, alignment: number, zone: number): Uint8Array {
  return command(ALLOCATE, [file], (fields, at) => {
    fields.setUint32(at, alignment, true);
    fields.setUint8(at + 4, zone);
  });
}

/** Adds to a pointer in `file` the address at which the tables lie. */
function addPointer(file: string, pointer: number, size: number): Uint8Array {
  return command(ADD_POINTER, [file, TABLES], (fields, at) => {
    fields.setUint32(at, pointer, true);
    fields.setUint8(at + 4, size);
  });
}

function addChecksum(file: string, sum: number, start: number, length: number): Uint8Array {
  return command(ADD_CHECKSUM, [file], (fields, at) => {
    fields.setUint32(at, sum, true);
    fields.setUint32(at + 4, start, true);
    fields.setUint32(at + 8, length, true);
  });
}

function command(
  number: number,
  files: readonly string[],
  fill: (fields: DataView, at: number) => void,
): Uint8Array {
  const bytes = new Uint8Array(COMMAND_SIZE);
  const fields = new DataView(bytes.buffer);
  fields.setUint32(0, number, true);
  files.forEach((file, index) => {
    bytes.set(new TextEncoder().encode(file), 4 + index * FILE_NAME_SIZE);
  });
  fill(fields, 4 + files.length * FILE_NAME_SIZE);
  return bytes;
}
