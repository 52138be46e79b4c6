import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  GiB,
  IO_APIC_ADDRESS,
  LOCAL_APIC_ADDRESS,
  MiB,
  PCI_ECAM_ADDRESS,
} from '../../../src/vmm/bus/memory-map.js';
import { PM1_EVENT_PORT, RESET_PORT, RESET_VALUE, SLEEP_TYPE_S5 } from '../../../src/vmm/bus/port-map.js';
import { ACPI_PM_PORTS } from '../../../src/vmm/devices/acpi-pm.js';
import { type AcpiMachine, acpiMachine, writeAcpiTables } from '../../../src/vmm/loaders/acpi.js';
import { describeWith, requirement } from '../../helpers/requirements.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';
import { get, guestMemory } from './kernel-files.js';

interface Tables {
  readonly root: Uint8Array;
  readonly xsdt: Uint8Array;
  readonly fadt: Uint8Array;
  readonly madt: Uint8Array;
  readonly mcfg: Uint8Array | null;
  readonly dsdt: Uint8Array;
  readonly facs: Uint8Array;
}

const text = (bytes: Uint8Array, at: number, size: number) =>
  Buffer.from(bytes.subarray(at, at + size)).toString('latin1');
const sum = (bytes: Uint8Array) => bytes.reduce((total, byte) => (total + byte) & 0xff, 0);

/** Follows the pointers as an operating system does: RSDP, XSDT, what it lists, what the FADT points to. */
function readTables(cpus: number, pci: AcpiMachine['pci'] = null): Tables {
  const memory = guestMemory(2 * MiB);
  const rootAddress = writeAcpiTables(memory, { cpus, pci });
  const root = memory.slice(rootAddress, 36);
  const tableAt = (address: number) => memory.slice(address, memory.view(address + 4, 4).getUint32(0, true));
  const xsdt = tableAt(get(root, 24, 8));
  const listed = new Map<string, Uint8Array>();
  for (let at = 36; at < xsdt.length; at += 8) {
    const table = tableAt(get(xsdt, at, 8));
    listed.set(text(table, 0, 4), table);
  }
  expect([...listed.keys()]).toEqual(pci === null ? ['FACP', 'APIC'] : ['FACP', 'APIC', 'MCFG']);
  const fadt = listed.get('FACP')!;
  expect(get(fadt, 140, 8)).toBe(get(fadt, 40, 4));
  expect(get(fadt, 36, 4) % 64).toBe(0);
  return {
    root,
    xsdt,
    fadt,
    madt: listed.get('APIC')!,
    mcfg: listed.get('MCFG') ?? null,
    dsdt: tableAt(get(fadt, 40, 4)),
    facs: tableAt(get(fadt, 36, 4)),
  };
}

const tables = () => readTables(4);

describe('the tables', () => {
  test('have the revisions of ACPI 6.4 and sum to zero', () => {
    const { xsdt, fadt, madt, dsdt } = tables();
    const facts = [xsdt, fadt, madt, dsdt].map((table) => [text(table, 0, 4), table[8], sum(table)]);
    expect(facts).toEqual([
      ['XSDT', 1, 0],
      ['FACP', 6, 0],
      ['APIC', 5, 0],
      ['DSDT', 2, 0],
    ]);
    expect(fadt).toHaveLength(276);
  });

  test('start from an RSDP of version 2 whose two checksums hold', () => {
    const { root } = tables();
    expect(text(root, 0, 8)).toBe('RSD PTR ');
    expect([root[15], get(root, 20, 4)]).toEqual([2, 36]);
    expect([sum(root.subarray(0, 20)), sum(root)]).toEqual([0, 0]);
    expect(get(root, 16, 4)).toBe(0);
  });

  test('have a FACS that nobody holds locked', () => {
    const { facs } = tables();
    expect([text(facs, 0, 4), facs.length, facs[32], get(facs, 16, 4)]).toEqual(['FACS', 64, 2, 0]);
  });

  test('fit below 1 MiB with as many vCPUs as there can be, and overlap nothing', () => {
    const memory = guestMemory(2 * MiB);
    const root = writeAcpiTables(memory, { cpus: 255, pci: { memoryStart: 2 * GiB } });
    const before = memory.slice(0, root);
    const behind = memory.slice(MiB, MiB);
    expect([before.every((byte) => byte === 0), behind.every((byte) => byte === 0)]).toEqual([true, true]);
    const all = readTables(255);
    expect([all.xsdt, all.fadt, all.madt, all.dsdt].map(sum)).toEqual([0, 0, 0, 0]);
  });
});

/** Generic Address Structure: space, width, offset, access size, address. */
const genericAddress = (bytes: Uint8Array, at: number) => ({
  space: bytes[at],
  bits: bytes[at + 1],
  offset: bytes[at + 2],
  access: bytes[at + 3],
  address: get(bytes, at + 4, 8),
});
const SYSTEM_IO = 1;

describe('the FADT', () => {
  test('names the power management ports twice, in the old fields and the new', () => {
    const { fadt } = tables();
    const old = [get(fadt, 56, 4), get(fadt, 64, 4), get(fadt, 76, 4)];
    expect(old).toEqual([0x600, 0x604, 0x608]);
    expect([fadt[88], fadt[89], fadt[91]]).toEqual([4, 2, 4]);
    expect([148, 172, 208].map((at) => genericAddress(fadt, at))).toEqual([
      { space: SYSTEM_IO, bits: 32, offset: 0, access: 3, address: 0x600 },
      { space: SYSTEM_IO, bits: 16, offset: 0, access: 2, address: 0x604 },
      { space: SYSTEM_IO, bits: 32, offset: 0, access: 3, address: 0x608 },
    ]);
  });

  test('has all its ports within the device', () => {
    const { fadt } = tables();
    const ends = [get(fadt, 56, 4) + fadt[88]!, get(fadt, 64, 4) + fadt[89]!, get(fadt, 76, 4) + fadt[91]!];
    expect(get(fadt, 56, 4)).toBe(PM1_EVENT_PORT);
    expect(Math.max(...ends)).toBe(PM1_EVENT_PORT + ACPI_PM_PORTS);
  });

  test('resets through the port that resets', () => {
    const { fadt } = tables();
    expect(genericAddress(fadt, 116)).toEqual({
      space: SYSTEM_IO,
      bits: 8,
      offset: 0,
      access: 1,
      address: RESET_PORT,
    });
    expect(fadt[128]).toBe(RESET_VALUE);
    const RESET_REG_SUP = 1 << 10;
    expect(get(fadt, 112, 4) & RESET_REG_SUP).toBe(RESET_REG_SUP);
  });

  test('is in ACPI mode already: no SMI command port', () => {
    const { fadt } = tables();
    expect([get(fadt, 48, 4), fadt[52], fadt[53]]).toEqual([0, 0, 0]);
  });

  test('spares Linux the search for a keyboard controller, a VGA and a clock', () => {
    const { fadt } = tables();
    const [legacy, i8042, noVga, noRtc] = [1 << 0, 1 << 1, 1 << 2, 1 << 5];
    expect(get(fadt, 109, 2)).toBe(legacy | noVga | noRtc);
    expect(get(fadt, 109, 2) & i8042).toBe(0);
  });

  test('has a 24-bit timer, no buttons, no deep idle states, interrupt 9', () => {
    const { fadt } = tables();
    const [wbinvd, c1, powerButton, sleepButton, reset] = [0, 2, 4, 5, 10].map((bit) => 1 << bit);
    expect(get(fadt, 112, 4)).toBe(wbinvd! | c1! | powerButton! | sleepButton! | reset!);
    expect([get(fadt, 96, 2) > 100, get(fadt, 98, 2) > 1000]).toEqual([true, true]);
    expect(get(fadt, 46, 2)).toBe(9);
  });
});

/** Entries of the MADT from byte 44 on: type and length, then what the type says. */
function madtEntries(madt: Uint8Array): Uint8Array[] {
  const entries: Uint8Array[] = [];
  for (let at = 44; at < madt.length; at += madt[at + 1]!) {
    expect(madt[at + 1]).toBeGreaterThanOrEqual(2);
    entries.push(madt.subarray(at, at + madt[at + 1]!));
  }
  return entries;
}

describe('the MADT', () => {
  test.each([1, 4, 255])('lists %i processors, each enabled, under its APIC id', (cpus) => {
    const local = madtEntries(readTables(cpus).madt).filter(([type]) => type === 0);
    expect(local.map((entry) => [entry[2], entry[3], get(entry, 4, 4)])).toEqual(
      Array.from({ length: cpus }, (_, id) => [id, id, 1]),
    );
  });

  test('says where the controllers are', () => {
    const { madt } = tables();
    expect([get(madt, 36, 4), get(madt, 40, 4)]).toEqual([LOCAL_APIC_ADDRESS, 1]);
    const [ioApic, ...others] = madtEntries(madt).filter(([type]) => type === 1);
    expect([ioApic![2], get(ioApic!, 4, 4), get(ioApic!, 8, 4)]).toEqual([0, IO_APIC_ADDRESS, 0]);
    expect(others).toEqual([]);
  });

  test('says how wires differ from ISA: the timer on 2, the SCI level-triggered and active high', () => {
    const overrides = madtEntries(tables().madt).filter(([type]) => type === 2);
    const facts = overrides.map((entry) => [entry[2], entry[3], get(entry, 4, 4), get(entry, 8, 2)]);
    expect(facts).toEqual([
      [0, 0, 2, 0],
      [0, 9, 9, 0b1101],
    ]);
  });

  test('has the NMI on LINT1 of every processor', () => {
    const nmi = madtEntries(tables().madt).filter(([type]) => type === 4);
    expect(nmi.map((entry) => [entry[2], get(entry, 3, 2), entry[5]])).toEqual([[0xff, 0, 1]]);
  });
});

describe('with a PCI bus', () => {
  const withPci = readTables(2, { memoryStart: 2 * GiB });

  test('the MCFG says where the configuration space of bus 0 is', () => {
    const { mcfg } = withPci;
    expect([mcfg!.length, sum(mcfg!), get(mcfg!, 44, 8), get(mcfg!, 52, 4)]).toEqual([
      60,
      0,
      PCI_ECAM_ADDRESS,
      0,
    ]);
  });

  test('all tables still sum to zero', () => {
    expect([withPci.xsdt, withPci.fadt, withPci.madt, withPci.dsdt].map(sum)).toEqual([0, 0, 0, 0]);
    expect(withPci.dsdt.length).toBeGreaterThan(tables().dsdt.length);
  });
});

test('a machine has a bus or none, with memory for it from 2 GiB or from 3 GiB on', () => {
  const machine = (lowMemory: number, hasPci: boolean) => acpiMachine({ cpus: 2, lowMemory, hasPci });
  expect(machine(GiB, false)).toEqual({ cpus: 2, pci: null });
  expect(machine(2 * GiB, true)).toEqual({ cpus: 2, pci: { memoryStart: 2 * GiB } });
  expect(machine(2 * GiB + MiB, true)).toEqual({ cpus: 2, pci: { memoryStart: 3 * GiB } });
});

describeWith([requirement.debianPackage('acpica-tools', 'iasl')], 'iasl', () => {
  const folder = temporaryFolder();

  /** What the disassembler of ACPI's reference implementation makes of a table. */
  function disassemble(table: Uint8Array): string {
    const file = folder.write('table.dat', table);
    execFileSync('iasl', ['-d', file], { stdio: 'pipe' });
    return readFileSync(folder.file('table.dsl'), 'utf8').replaceAll(/ +/g, ' ');
  }

  test.each(['xsdt', 'fadt', 'madt', 'facs', 'dsdt'] as const)('takes the %s as it is', (name) => {
    const found = disassemble(tables()[name]);
    expect(found).not.toMatch(/incorrect|invalid|error|warning|unknown|beyond end/i);
    expect(found.length).toBeGreaterThan(500);
  });

  test('reads the sleep state that powers off in the DSDT, and compiles it again without a complaint', () => {
    const found = disassemble(tables().dsdt).replaceAll(/\s+/g, ' ');
    expect(found).toContain(
      `Name (_S5, Package (0x04) // _S5_: S5 System State { 0x0${SLEEP_TYPE_S5}, Zero, Zero, Zero })`,
    );
    const output = execFileSync('iasl', [folder.file('table.dsl')], { encoding: 'utf8', stdio: 'pipe' });
    expect(output).toContain('0 Errors, 0 Warnings, 0 Remarks');
    const compiled = readFileSync(path.join(folder.file('table.aml')));
    expect(compiled.subarray(36).equals(tables().dsdt.subarray(36))).toBe(true);
  });

  test('takes the tables of a machine with a PCI bus, and compiles its DSDT again to the same bytes', () => {
    const { dsdt, mcfg } = readTables(2, { memoryStart: 2 * GiB });
    expect(disassemble(mcfg!)).not.toMatch(/incorrect|invalid|error|warning|unknown|beyond end/i);
    const found = disassemble(dsdt).replaceAll(/\s+/g, ' ');
    expect(found).toContain('Device (PCI0)');
    expect(found).toContain('EisaId ("PNP0A03") /* PCI Bus */');
    expect(found).toMatch(/Package \(0x04\) \{ 0x0001FFFF, Zero, Zero, 0x11 \}/);
    const output = execFileSync('iasl', ['-oa', folder.file('table.dsl')], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
    expect(output).toContain('0 Errors, 0 Warnings');
    const compiled = readFileSync(folder.file('table.aml'));
    expect(compiled.subarray(36).equals(dsdt.subarray(36))).toBe(true);
  });

  test('reads the fields of the FADT that guests act on', () => {
    const found = disassemble(tables().fadt);
    const lines = [
      'Fixed ACPI Description Table (FADT)',
      'PM1A Event Block Address : 00000600',
      'PM1A Control Block Address : 00000604',
      'PM Timer Block Address : 00000608',
      '8042 Present on ports 60/64 (V2) : 0',
      'CMOS RTC Not Present (V5) : 1',
      'VGA Not Present (V4) : 1',
      'Reset Register Supported (V2) : 1',
      'Hardware Reduced (V5) : 0',
      'Value to cause reset : 06',
      'FADT Minor Revision : 04',
    ];
    for (const line of lines) expect(found).toContain(line);
  });

  test('reads as many processors in the MADT as there are', () => {
    const found = disassemble(tables().madt);
    expect(found.match(/\[Processor Local APIC\]/g)).toHaveLength(4);
    expect(found.match(/\[Interrupt Source Override\]/g)).toHaveLength(2);
    expect(found).toContain('Address : FEC00000');
  });
});
