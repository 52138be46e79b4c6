import { expect, it } from 'vitest';
import { bootSummary } from '../../src/formats/boot-summary.js';
import { findingsOf, readText } from './read-text.js';

const fpdt = (name: string, ns: number) => `FPDT: Boot Performance - ${name.padEnd(23)} = ${ns}\n`;

it('places names by the table of their program', () => {
  const { boots } = readText(
    fpdt('ResetEnd', 4_000_000) +
      fpdt('OsLoaderLoadImageStart', 500_000_000) +
      fpdt('ExitBootServicesEntry', 7),
  );
  expect(boots).toMatchObject([
    {
      format: 'boot-summary',
      clock: 'guest-monotonic',
      events: [
        { timeNs: 7, key: 'fpdt:ExitBootServicesEntry', stage: 'bootloader' },
        { timeNs: 4_000_000, code: 0x00, name: 'ResetEnd' },
        { timeNs: 500_000_000, code: 0x01 },
      ],
    },
  ]);
});

it('begins a boot where a name comes again, at a header, and with another program', () => {
  const text =
    'I boot_progress_start: 4000\nI boot_progress_start: 4100\n--------- beginning of events\n' +
    `I boot_progress_preload_start: 4200\n${fpdt('ResetEnd', 5)}`;
  expect(readText(text).boots.map(({ events }) => events[0]?.timeNs)).toEqual([
    4_000_000_000, 4_100_000_000, 4_200_000_000, 5,
  ]);
});

it('leaves out what was not reached and what cannot be', () => {
  const reading = readText(
    fpdt('ResetEnd', 5) + fpdt('ExitBootServicesExit', 0) + fpdt('OsLoaderLoadImageStart', 9e18),
  );
  expect(reading.boots[0]?.events).toHaveLength(1);
  expect(findingsOf(reading)).toEqual(['other-zero@1', 'time-out-of-range@3']);
});

it.each([
  ['yes', fpdt('ResetEnd', 5)],
  ['maybe', `SecCoreStartupWithStack(0x1, 0x2)\n${fpdt('ResetEnd', 5)}`],
  ['no', 'a text: 12 ms\n'],
  ['no', ''],
])('says %s to %j', (verdict, head) => {
  expect(bootSummary.sniff(head, '')).toBe(verdict);
});
