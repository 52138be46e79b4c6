import { expect, it } from 'vitest';
import { findRow, opensSummary, SOURCES } from '../../../src/formats/boot-summary/sources.js';

it.each([
  ['FPDT: Boot Performance - ResetEnd                = 3814569', 'fpdt', 'ResetEnd', '3814569', ''],
  ['/sys/firmware/acpi/fpdt/boot/firmware_start_ns:12', 'fpdt', 'firmware_start_ns', '12', ''],
  ['BOOTSTAGE_ID_MAIN_LOOP         =   2006 ms (+  2 ms)', 'bootstage', 'MAIN_LOOP', '2006', ''],
  [
    '12-23 11:03:11.541  1502  1502 I boot_progress_start: 4134',
    'android',
    'boot_progress_start',
    '4134',
    '',
  ],
  ['I/boot_progress_start( 1502): 4134', 'android', 'boot_progress_start', '4134', ''],
  ['[ro.boottime.zygote]: [3605441209]', 'android', 'zygote', '3605441209', ''],
  [
    '  1       3410       2223 kernel                   mountroot done             0    0.00     0     0',
    'freebsd',
    'mountroot done',
    '3410',
    '',
  ],
  ['\t.init functions: 79.75ms, (+1.79ms)', 'osv', '.init functions', '79', '75'],
])('reads %j', (line, key, name, whole, fraction) => {
  expect(findRow(line)).toMatchObject({ source: { key }, name, whole, fraction });
});

it.each(['[ro.boottime.init.cold_boot_wait]: [204000]', 'I boot_progress_start: soon', 'total: 12 ms', ''])(
  'takes %j for no row',
  (line) => expect(findRow(line)).toBeNull(),
);

it('knows what begins a list', () => {
  expect([opensSummary('  am62 Boot Time Report'), opensSummary('Boot time')]).toEqual([true, false]);
  expect(SOURCES.every(({ key }) => /^[a-z]+$/.test(key))).toBe(true);
});
