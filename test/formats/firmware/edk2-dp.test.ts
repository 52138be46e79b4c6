import { expect, it } from 'vitest';
import { edk2Dp } from '../../../src/formats/firmware/edk2-dp.js';
import { findingsOf, readText } from '../read-text.js';

const HEADER = '==[ Major Phases ]========';
const PHASES = [
  '  SEC Phase Duration:         26342 (us)',
  '  PEI Phase Duration:       1230 (ms)',
  '  DXE Phase Duration:        998 (ms)',
  '  BDS Phase Duration:       3396 (ms)',
];

function read(...lines: readonly string[]) {
  return readText(`${lines.join('\n')}\n`);
}

it('puts the phases one after another, each in its own unit', () => {
  const reading = read(HEADER, ...PHASES, 'Total       Duration:       5650 (ms)');
  expect(reading.boots).toMatchObject([
    {
      format: 'edk2-dp',
      clock: 'guest-monotonic',
      events: [
        { timeNs: 0, code: 0x00, name: 'EDK2 SEC', line: 2 },
        { timeNs: 26_342_000, key: 'edk2:pei', name: 'EDK2 PEI', stage: 'firmware' },
        { timeNs: 1_256_342_000, key: 'edk2:dxe' },
        { timeNs: 2_254_342_000, key: 'edk2:bds' },
        { timeNs: 5_650_342_000, code: 0x01 },
      ],
    },
  ]);
  expect(findingsOf(reading)).toEqual(['derived-moments@2']);
});

it('counts from the reset where a release says how long it took', () => {
  const { boots } = read(HEADER, '  Reset End:                  14210 (us)', ...PHASES);
  expect(boots[0]?.events.map(({ timeNs }) => timeNs)).toEqual([
    14_210_000, 40_552_000, 1_270_552_000, 2_268_552_000, 5_664_552_000,
  ]);
});

it('begins a boot with each report, and where a phase comes again or goes back', () => {
  expect(read(HEADER, ...PHASES, HEADER, ...PHASES).boots).toHaveLength(2);
  expect(read(...PHASES, ...PHASES.slice(1)).boots).toHaveLength(2);
});

it('reads drivers and PEI modules as units of the boot that they stand behind', () => {
  const { boots } = read(
    ...PHASES,
    '    1:  [ 51]                              PciBusDxe         Start:       84213',
    '    2: [ 7F]               USB Mass Storage Driver        Start:    310442     7',
    '    3:    52C05B14-0B98-496C-BC3B-04B50211D680   PEIM        1893',
    ...PHASES,
  );
  expect(boots.map(({ units }) => units)).toEqual([
    [
      { name: 'USB Mass Storage Driver Start', startNs: null, durationNs: 310_442_000 },
      { name: 'PciBusDxe Start', startNs: null, durationNs: 84_213_000 },
      { name: '52C05B14-0B98-496C-BC3B-04B50211D680', startNs: null, durationNs: 1_893_000 },
    ],
    undefined,
  ]);
});

it('says where phases and total disagree, and what cannot be', () => {
  const reading = read(HEADER, ...PHASES, 'Total       Duration:       9650 (ms)');
  expect(findingsOf(reading)).toEqual(['derived-moments@2', 'sum-disagrees@6']);
  expect(findingsOf(read('  PEI Phase Duration: 999999999999 (ms)'))).toEqual([
    'time-out-of-range@1',
    'no-events',
  ]);
});

it.each([
  [`x\n${HEADER}\n`, 'yes'],
  [`${PHASES[1]}\r\n`, 'yes'],
  ['The PEI Phase Duration: 1230 (ms) was long\n', 'no'],
])('tells %j: %s', (head, verdict) => {
  expect(edk2Dp.sniff(head, '')).toBe(verdict);
});
