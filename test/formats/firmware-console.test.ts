import { expect, it } from 'vitest';
import { firmwareConsole } from '../../src/formats/firmware-console.js';
import { readText } from './read-text.js';

it.each([
  ['Versal PLM', '[4.100]PLM Initialization Time', 'PLM Initialization Time', 4_100_000],
  ['Versal PLM, six decimals', '[307.152043]PLM Initialization Time', 'PLM Initialization Time', 307_152_043],
  ['ESP-IDF', 'I (24) boot: ESP-IDF v5.1', 'boot: ESP-IDF v5.1', 24_000_000],
  ['Qualcomm', 'B -    706755 - SBL1, Start', 'SBL1, Start', 706_755_000],
  ['NVIDIA', '[0000.063] I> MB1 (version: 1.2)', 'I> MB1 (version: 1.2)', 63_000_000],
  [
    'Raspberry Pi',
    '  2.40 RPi: BOOTLOADER release VERSION:1',
    'RPi: BOOTLOADER release VERSION:1',
    2_400_000_000,
  ],
  ['start.elf', 'MESS:00:01:01.493907:0: brfs: File read', 'brfs: File read', 61_493_907_000],
  ['Trusted Firmware-A', '[    0.005760] NOTICE:  BL2: x', 'NOTICE:  BL2: x', 5_760_000],
  ['Zephyr', '[00:00:01.100,250] <inf> main: up', '<inf> main: up', 1_100_250_000],
  ['OpenVMM', '0.192449493s INFO  go phase=DXE', 'INFO  go phase=DXE', 192_449_493],
])('has the times of %s', (_, line, text, timeNs) => {
  const { boots } = readText(`${line}\n`);
  expect(boots).toMatchObject([
    { format: 'firmware-console', clock: 'guest-monotonic', events: [{ timeNs, text }] },
  ]);
});

it('keeps lines of the PLM that begin with a duration', () => {
  const text = '[0.071]Xilinx Versal Platform Loader and Manager\n[371.104] 51.922 ms for Partition#: 0x1\n';
  expect(readText(text).boots[0]?.events.map(({ timeNs }) => timeNs)).toEqual([71_000, 371_104_000]);
});

it('ends a duration of Qualcomm where the clock stands, and begins a boot at the header', () => {
  const header = 'Format: Log Type - Time(microsec) - Message - Optional Info\n';
  const text = `${header}B -       260 - PBL, Start\nB -       900 - SBL1, Start\nD -        12 - init, Delta\n${header}B -       950 - PBL, Start\n`;
  expect(readText(text).boots.map(({ events }) => events.map(({ timeNs }) => timeNs / 1000))).toEqual([
    [260, 900, 900],
    [950],
  ]);
});

it('reads the own clock behind what a collector put in front', () => {
  const text =
    '2026-05-01T10:00:00.123Z [0000.063] I> MB1 (version: 1.2)\n2026-05-01T10:00:09.123Z [0000.163] I> x\n';
  expect(readText(text).boots).toMatchObject([
    { clock: 'guest-monotonic', events: [{ timeNs: 63_000_000 }, { timeNs: 163_000_000 }] },
  ]);
});

it('has the times of readserial.py', () => {
  const text =
    '\n======= Sat May  2 10:00:00 2026 (adjust=86.8us)\n00.000: SeaBIOS (version 1.16)\n00.900: [    0.000000] Linux version 6.1\n';
  expect(readText(text).boots[0]?.events.filter(({ kind }) => kind === 'code')).toMatchObject([
    { code: 0x00, timeNs: 0 },
    { code: 0x40, timeNs: 900_000_000 },
  ]);
});

it('leaves the kernel behind it on its own clock, in a boot of its own', () => {
  const text =
    '[4.100]PLM Initialization Time\n[    0.000000] Linux version 6.1\n[    1.000000] Run /init as init process\n';
  expect(readText(text).boots.map(({ events }) => events.map(({ timeNs }) => timeNs / 1e6))).toEqual([
    [4.1],
    [0, 0, 1000, 1000],
  ]);
});

it.each([
  ['yes', 'May 01 10:00:00 coreboot-4.22 x bootblock starting (log level: 7)...'],
  ['no', '2026-05-01T10:00:00Z INFO a server'],
  ['no', '[12.345] any text'],
  ['no', ''],
])('says %s to %j', (verdict, head) => {
  expect(firmwareConsole.sniff(head, '')).toBe(verdict);
});
