import { expect, it } from 'vitest';
import { CLOCKS, clockOf, readClock } from '../../../src/formats/firmware-console/clocks.js';

it.each([
  ['[307.152043]PLM Initialization Time', 'Versal PLM'],
  ['I (24) boot: ESP-IDF v5.1', 'ESP-IDF'],
  ['Format: Log Type - Time(microsec) - Message - Optional Info', 'Qualcomm SBL'],
  ['MESS:00:00:01.493907:0: brfs', 'Raspberry Pi'],
  ['[    0.000292] NOTICE:  BL2: x', 'Trusted Firmware-A'],
  ['*** Booting Zephyr OS build v3.7.0 ***', 'Zephyr'],
  ['[    0.000292] Linux version 6.1', undefined],
])('knows whose clock stands in %j', (row, name) => {
  expect(clockOf(row)?.name).toBe(name);
});

it('reads whole and part of a unit, and hours and minutes', () => {
  const named = (name: string) => CLOCKS.find((clock) => clock.name === name)!;
  expect(readClock(named('Qualcomm SBL'), 'B -   1706755 - x')).toEqual({
    time: { seconds: 1, nanos: 706_755_000 },
    text: 'x',
  });
  expect(readClock(named('Zephyr'), '[01:00:01.100,250] <inf> a')).toEqual({
    time: { seconds: 3601, nanos: 100_250_000 },
    text: '<inf> a',
  });
  expect(readClock(named('Zephyr'), 'x')).toBeNull();
});
