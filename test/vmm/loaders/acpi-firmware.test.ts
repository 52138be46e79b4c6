import { expect, test } from 'vitest';
import { GiB, MiB } from '../../../src/vmm/bus/memory-map.js';
import { type AcpiMachine, buildAcpiTables, writeAcpiTables } from '../../../src/vmm/loaders/acpi.js';
import { acpiFirmwareFiles } from '../../../src/vmm/loaders/acpi-firmware.js';
import { ACPI_TABLES_ADDRESS } from '../../../src/vmm/loaders/low-memory.js';
import { guestMemory } from './kernel-files.js';

const MACHINE: AcpiMachine = { cpus: 3, pci: { memoryStart: 2 * GiB } };

/** Does what a firmware does with the script: allocates, points, sums. Returns the files where it put them. */
function runScript(machine: AcpiMachine, addresses: Readonly<Record<string, number>>) {
  const files = new Map(acpiFirmwareFiles(machine).map(({ name, data }) => [name, data.slice()]));
  const script = files.get('etc/table-loader')!;
  const fields = new DataView(script.buffer);
  const name = (at: number) =>
    Buffer.from(script.subarray(at, at + 56))
      .toString('latin1')
      .replace(/\0.*$/s, '');
  const allocated: string[] = [];
  for (let at = 0; at < script.length; at += 128) {
    const file = name(at + 4);
    const target = new DataView(files.get(file)!.buffer);
    const command = fields.getUint32(at, true);
    if (command === 1)
      allocated.push(`${file} ${fields.getUint32(at + 60, true)} ${fields.getUint8(at + 64)}`);
    else if (command === 2) {
      const pointer = fields.getUint32(at + 116, true);
      const address = addresses[name(at + 60)]!;
      if (fields.getUint8(at + 120) === 4)
        target.setUint32(pointer, target.getUint32(pointer, true) + address, true);
      else target.setBigUint64(pointer, target.getBigUint64(pointer, true) + BigInt(address), true);
    } else {
      expect(command).toBe(3);
      const [sum, start, length] = [60, 64, 68].map((offset) => fields.getUint32(at + offset, true));
      const bytes = new Uint8Array(target.buffer, start, length);
      expect(target.getUint8(sum!)).toBe(0);
      target.setUint8(sum!, -bytes.reduce((total, byte) => total + byte, 0) & 0xff);
    }
  }
  return { files, allocated };
}

test('a firmware that follows the script gets the tables that a directly booted kernel finds', () => {
  const memory = guestMemory(2 * MiB);
  writeAcpiTables(memory, MACHINE);
  const at = ACPI_TABLES_ADDRESS + 64;
  const { files, allocated } = runScript(MACHINE, { 'etc/acpi/tables': at });
  expect(allocated).toEqual(['etc/acpi/tables 64 1', 'etc/acpi/rsdp 16 2']);
  const tables = files.get('etc/acpi/tables')!;
  expect(tables).toEqual(memory.slice(at, tables.length));
  expect(files.get('etc/acpi/rsdp')).toEqual(memory.slice(ACPI_TABLES_ADDRESS, 36));
});

test('pointers lie in the tables, and so does what they point to', () => {
  const { bytes, pointers, sums } = buildAcpiTables(MACHINE);
  const fields = new DataView(bytes.buffer);
  for (const { at, size } of pointers) {
    const target = size === 4 ? fields.getUint32(at, true) : Number(fields.getBigUint64(at, true));
    expect(target % 64).toBe(0);
    expect(target).toBeLessThan(bytes.length);
  }
  expect(sums).toHaveLength(5);
});
