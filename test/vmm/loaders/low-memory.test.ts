import { expect, test } from 'vitest';
import {
  ACPI_TABLES_ADDRESS,
  BOOT_INFO_ADDRESS,
  COMMAND_LINE_ADDRESS,
  COMMAND_LINE_ROOM,
  CONVENTIONAL_MEMORY_END,
  GDT_ADDRESS,
  PAGE_TABLES_ADDRESS,
  SMBIOS_ADDRESS,
  STACK_TOP,
} from '../../../src/vmm/loaders/low-memory.js';

const PAGE = 4096;
/** What grows or has a size of its own: first address and the one behind it. */
const PLACES = [
  ['descriptor table', GDT_ADDRESS, GDT_ADDRESS + 4 * 8],
  ['a kilobyte of stack', STACK_TOP - 1024, STACK_TOP],
  ['boot information', BOOT_INFO_ADDRESS, BOOT_INFO_ADDRESS + PAGE],
  ['page tables', PAGE_TABLES_ADDRESS, PAGE_TABLES_ADDRESS + 6 * PAGE],
  ['command line', COMMAND_LINE_ADDRESS, COMMAND_LINE_ADDRESS + COMMAND_LINE_ROOM],
  ['end of conventional memory', CONVENTIONAL_MEMORY_END, 0xa0000],
  ['ACPI tables', ACPI_TABLES_ADDRESS, SMBIOS_ADDRESS],
  ['SMBIOS tables', SMBIOS_ADDRESS, 0x10_0000],
] as const;

test('tables follow one another without overlap, behind what a BIOS keeps in its first 1280 bytes', () => {
  let end = 0x500;
  for (const [name, first, behind] of PLACES) {
    expect({ name, first }).toEqual({ name, first: Math.max(first, end) });
    end = behind;
  }
});

test('what the processor reads is aligned as it demands', () => {
  expect(PAGE_TABLES_ADDRESS % PAGE).toBe(0);
  expect(GDT_ADDRESS % 8).toBe(0);
  expect(STACK_TOP % 16).toBe(0);
  // ACPI 6.4, 5.2.5.1: software looks for the RSDP on 16-byte boundaries from 0xe0000 on.
  expect(ACPI_TABLES_ADDRESS % 16).toBe(0);
  expect(ACPI_TABLES_ADDRESS).toBeGreaterThanOrEqual(0xe0000);
});

test('the command line is where boot loaders may put it: below 0xa0000', () => {
  expect(COMMAND_LINE_ADDRESS + COMMAND_LINE_ROOM).toBeLessThanOrEqual(0xa0000);
});
