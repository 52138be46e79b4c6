/**
 * ACPI tables (ACPI 6.4, chapter 5): RSDP, XSDT, FADT, FACS, MADT, MCFG and DSDT, enough that Linux finds its processors and
 * interrupt controllers, resets and powers off, and looks for no hardware that is not there.
 */
import type { GuestMemory } from '../bus/memory.js';
import { IO_APIC_ADDRESS, LOCAL_APIC_ADDRESS, PCI_ECAM_ADDRESS, pciMemoryFloor } from '../bus/memory-map.js';
import { PM_TIMER_PORT, PM1_CONTROL_PORT, PM1_EVENT_PORT, RESET_PORT, RESET_VALUE } from '../bus/port-map.js';
import { type AcpiPci, dsdtBody } from './dsdt.js';
import { ACPI_TABLES_ADDRESS } from './low-memory.js';
import { checksum, putText } from './table-bytes.js';

const HEADER_SIZE = 36;
const OEM_ID = 'BOOTTR';
const OEM_TABLE_ID = 'BOOTTRAC';
const ALIGNMENT = 64;
const RSDP_SIZE = 36;

/** What the tables are to say of the machine. */
export interface AcpiMachine {
  readonly cpus: number;
  /** Null for a machine without a PCI bus. */
  readonly pci: AcpiPci | null;
}

export function acpiMachine({
  cpus,
  lowMemory,
  hasPci,
}: {
  readonly cpus: number;
  readonly lowMemory: number;
  readonly hasPci: boolean;
}): AcpiMachine {
  return { cpus, pci: hasPci ? { memoryStart: pciMemoryFloor(lowMemory) } : null };
}

/** Tables that can lie anywhere: what must be done to them once their address is known. */
export interface AcpiTables {
  /** All but the RSDP. A pointer holds the offset of its target from the start of these bytes. */
  readonly bytes: Uint8Array;
  readonly pointers: readonly Pointer[];
  /** Tables whose byte 9 makes them sum to zero. */
  readonly sums: readonly { readonly at: number; readonly length: number }[];
  /** The RSDP, whose pointer is to be set alike. */
  readonly root: Uint8Array;
}

/** A pointer at an offset, of 4 or 8 bytes. */
export interface Pointer {
  readonly at: number;
  readonly size: 4 | 8;
}

/** Where the RSDP points to the XSDT, and its two checksums; the first is of the part that ACPI 1.0 had. */
export const RSDP_POINTER: Pointer = { at: 24, size: 8 };
export const RSDP_SUMS = [
  { at: 8, length: 20 },
  { at: 32, length: RSDP_SIZE },
] as const;
/** Where a table has its checksum. */
export const TABLE_SUM = 9;
const FACS_SIZE = 64;

/** Puts all tables into memory; returns the address of the RSDP. */
export function writeAcpiTables(memory: GuestMemory, machine: AcpiMachine): number {
  const { bytes, pointers, sums, root } = buildAcpiTables(machine);
  const address = ACPI_TABLES_ADDRESS + ALIGNMENT;
  const fields = new DataView(bytes.buffer);
  for (const pointer of pointers) addTo(fields, pointer, address);
  for (const { at, length } of sums) bytes[at + TABLE_SUM] = checksum(bytes.subarray(at, at + length));
  addTo(new DataView(root.buffer), RSDP_POINTER, address);
  for (const { at, length } of RSDP_SUMS) root[at] = checksum(root.subarray(0, length));
  memory.write(address, bytes);
  memory.write(ACPI_TABLES_ADDRESS, root);
  return ACPI_TABLES_ADDRESS;
}

function addTo(fields: DataView, { at, size }: Pointer, address: number): void {
  if (size === 4) fields.setUint32(at, fields.getUint32(at, true) + address, true);
  else fields.setBigUint64(at, fields.getBigUint64(at, true) + BigInt(address), true);
}

export function buildAcpiTables({ cpus, pci }: AcpiMachine): AcpiTables {
  const placed: { at: number; table: Uint8Array }[] = [];
  let next = 0;
  const place = (table: Uint8Array) => {
    const at = next;
    placed.push({ at, table });
    next = at + Math.ceil(table.length / ALIGNMENT) * ALIGNMENT;
    return at;
  };
  const facs = place(buildFacs());
  const dsdt = place(buildDsdt(pci));
  const fadt = place(buildFadt(facs, dsdt));
  const listed = [fadt, place(buildMadt(cpus)), ...(pci === null ? [] : [place(buildMcfg())])];
  const xsdt = place(buildXsdt(listed));
  const bytes = new Uint8Array(next);
  for (const { at, table } of placed) bytes.set(table, at);
  return {
    bytes,
    pointers: [
      { at: fadt + FADT.firmware_ctrl, size: 4 },
      { at: fadt + FADT.dsdt, size: 4 },
      { at: fadt + FADT.x_dsdt, size: 8 },
      ...listed.map((_, index): Pointer => ({ at: xsdt + HEADER_SIZE + index * 8, size: 8 })),
    ],
    // The FACS has no checksum.
    sums: placed.filter(({ at }) => at !== facs).map(({ at, table }) => ({ at, length: table.length })),
    root: buildRsdp(xsdt),
  };
}

/** A table with its header filled in, all but the checksum. `fill` gets the whole table. */
function buildTable(
  signature: string,
  revision: number,
  size: number,
  fill: (fields: DataView) => void,
): Uint8Array {
  const table = new Uint8Array(size);
  const fields = new DataView(table.buffer);
  putText(table, 0, signature);
  fields.setUint32(4, size, true);
  table[8] = revision;
  putText(table, 10, OEM_ID);
  putText(table, 16, OEM_TABLE_ID);
  fields.setUint32(24, 1, true);
  putText(table, 28, 'BTRC');
  fields.setUint32(32, 1, true);
  fill(fields);
  return table;
}

function buildRsdp(xsdt: number): Uint8Array {
  const rsdp = new Uint8Array(RSDP_SIZE);
  const fields = new DataView(rsdp.buffer);
  putText(rsdp, 0, 'RSD PTR ');
  putText(rsdp, 9, OEM_ID);
  rsdp[15] = 2;
  fields.setUint32(20, RSDP_SIZE, true);
  fields.setBigUint64(RSDP_POINTER.at, BigInt(xsdt), true);
  return rsdp;
}

function buildXsdt(tables: readonly number[]): Uint8Array {
  return buildTable('XSDT', 1, HEADER_SIZE + tables.length * 8, (fields) => {
    tables.forEach((address, index) => {
      fields.setBigUint64(HEADER_SIZE + index * 8, BigInt(address), true);
    });
  });
}

function buildFacs(): Uint8Array {
  const facs = new Uint8Array(FACS_SIZE);
  putText(facs, 0, 'FACS');
  new DataView(facs.buffer).setUint32(4, facs.length, true);
  facs[32] = 2;
  return facs;
}

function buildDsdt(pci: AcpiPci | null): Uint8Array {
  const body = dsdtBody(pci);
  return buildTable('DSDT', 2, HEADER_SIZE + body.length, (fields) => {
    new Uint8Array(fields.buffer).set(body, HEADER_SIZE);
  });
}

const MCFG_ENTRY = HEADER_SIZE + 8;

/** Where the configuration space of PCI Express is (PCI Firmware Specification 3.0, 4.1.2): bus 0 of segment 0. */
function buildMcfg(): Uint8Array {
  return buildTable('MCFG', 1, MCFG_ENTRY + 16, (fields) => {
    fields.setBigUint64(MCFG_ENTRY, BigInt(PCI_ECAM_ADDRESS), true);
  });
}

/** Offsets of the FADT (ACPI 6.4, table 5.9); the X_ fields are generic addresses of 12 bytes. */
const FADT = {
  firmware_ctrl: 36,
  dsdt: 40,
  sci_int: 46,
  pm1a_evt_blk: 56,
  pm1a_cnt_blk: 64,
  pm_tmr_blk: 76,
  pm1_evt_len: 88,
  pm1_cnt_len: 89,
  pm_tmr_len: 91,
  p_lvl2_lat: 96,
  p_lvl3_lat: 98,
  iapc_boot_arch: 109,
  flags: 112,
  reset_reg: 116,
  reset_value: 128,
  minor_version: 131,
  x_dsdt: 140,
  x_pm1a_evt_blk: 148,
  x_pm1a_cnt_blk: 172,
  x_pm_tmr_blk: 208,
  size: 276,
} as const;

/** Revision 6.4 with the FADT's own 6 in its header. */
const FADT_MINOR_VERSION = 4;
const SCI_IRQ = 9;
/** Values that mean that the processor has no C2 and C3. */
const NO_C2 = 101;
const NO_C3 = 1001;
/** Legacy devices are there; no VGA to probe; the 8042 and the clock need no probing (their bits say absent). */
const BOOT_ARCH_LEGACY_DEVICES = 1 << 0;
const BOOT_ARCH_NO_VGA = 1 << 2;
const BOOT_ARCH_NO_CMOS_RTC = 1 << 5;
const FLAG_WBINVD = 1 << 0;
const FLAG_PROC_C1 = 1 << 2;
const FLAG_NO_POWER_BUTTON = 1 << 4;
const FLAG_NO_SLEEP_BUTTON = 1 << 5;
const FLAG_RESET_REGISTER = 1 << 10;

function buildFadt(facs: number, dsdt: number): Uint8Array {
  return buildTable('FACP', 6, FADT.size, (fields) => {
    fields.setUint32(FADT.firmware_ctrl, facs, true);
    fields.setUint32(FADT.dsdt, dsdt, true);
    fields.setBigUint64(FADT.x_dsdt, BigInt(dsdt), true);
    fields.setUint16(FADT.sci_int, SCI_IRQ, true);
    setBlock(fields, FADT.pm1a_evt_blk, FADT.x_pm1a_evt_blk, PM1_EVENT_PORT, 4);
    setBlock(fields, FADT.pm1a_cnt_blk, FADT.x_pm1a_cnt_blk, PM1_CONTROL_PORT, 2);
    setBlock(fields, FADT.pm_tmr_blk, FADT.x_pm_tmr_blk, PM_TIMER_PORT, 4);
    fields.setUint8(FADT.pm1_evt_len, 4);
    fields.setUint8(FADT.pm1_cnt_len, 2);
    fields.setUint8(FADT.pm_tmr_len, 4);
    fields.setUint16(FADT.p_lvl2_lat, NO_C2, true);
    fields.setUint16(FADT.p_lvl3_lat, NO_C3, true);
    fields.setUint16(
      FADT.iapc_boot_arch,
      BOOT_ARCH_LEGACY_DEVICES | BOOT_ARCH_NO_VGA | BOOT_ARCH_NO_CMOS_RTC,
      true,
    );
    const flags =
      FLAG_WBINVD | FLAG_PROC_C1 | FLAG_NO_POWER_BUTTON | FLAG_NO_SLEEP_BUTTON | FLAG_RESET_REGISTER;
    fields.setUint32(FADT.flags, flags, true);
    setGenericAddress(fields, FADT.reset_reg, RESET_PORT, 1);
    fields.setUint8(FADT.reset_value, RESET_VALUE);
    fields.setUint8(FADT.minor_version, FADT_MINOR_VERSION);
  });
}

function setBlock(fields: DataView, at: number, extendedAt: number, port: number, bytes: number): void {
  fields.setUint32(at, port, true);
  setGenericAddress(fields, extendedAt, port, bytes);
}

const SPACE_SYSTEM_IO = 1;

/** Generic Address Structure (ACPI 6.4, 5.2.3.2) of a port. */
function setGenericAddress(fields: DataView, at: number, port: number, bytes: number): void {
  fields.setUint8(at, SPACE_SYSTEM_IO);
  fields.setUint8(at + 1, bytes * 8);
  // Access size: 1 for a byte, 2 for a word, 3 for a double word.
  fields.setUint8(at + 3, Math.log2(bytes) + 1);
  fields.setBigUint64(at + 4, BigInt(port), true);
}

const MADT_PCAT_COMPATIBLE = 1;
const ENTRY_LOCAL_APIC = 0;
const ENTRY_IO_APIC = 1;
const ENTRY_SOURCE_OVERRIDE = 2;
const ENTRY_LOCAL_APIC_NMI = 4;
const ACTIVE_HIGH_LEVEL = 0x0d;
const ALL_PROCESSORS = 0xff;

/** Interrupt controllers: one local APIC a vCPU, the I/O APIC, the timer's wire on pin 2, the level-triggered SCI. */
function buildMadt(cpus: number): Uint8Array {
  const entries = [
    ...Array.from({ length: cpus }, (_, id) => [ENTRY_LOCAL_APIC, 8, id, id, 1, 0, 0, 0]),
    [ENTRY_IO_APIC, 12, 0, 0, ...word(IO_APIC_ADDRESS), ...word(0)],
    [ENTRY_SOURCE_OVERRIDE, 10, 0, 0, ...word(2), 0, 0],
    [ENTRY_SOURCE_OVERRIDE, 10, 0, SCI_IRQ, ...word(SCI_IRQ), ACTIVE_HIGH_LEVEL, 0],
    [ENTRY_LOCAL_APIC_NMI, 6, ALL_PROCESSORS, 0, 0, 1],
  ].flat();
  return buildTable('APIC', 5, HEADER_SIZE + 8 + entries.length, (fields) => {
    fields.setUint32(HEADER_SIZE, LOCAL_APIC_ADDRESS, true);
    fields.setUint32(HEADER_SIZE + 4, MADT_PCAT_COMPATIBLE, true);
    new Uint8Array(fields.buffer).set(entries, HEADER_SIZE + 8);
  });
}

function word(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24];
}
