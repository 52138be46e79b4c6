import { expect, test } from 'vitest';
import { pictureOf } from '../../../src/reporters/words/boot-picture.js';
import { counted, describeRow, spanCodes } from '../../../src/reporters/words/ledger-words.js';
import { pickUnit } from '../../../src/reporters/words/time-text.js';
import { BUILT_IN_TABLE } from '../../../src/stages/table/built-in-table.js';
import { timelineOf } from '../../stages/build-boot.js';

const { rows, totalNs } = pictureOf(
  timelineOf([
    [0x20, 1000],
    [0x40, 2000],
    [0x01, 3000],
    [0x41, 4000],
  ]),
  BUILT_IN_TABLE,
);

test('a row says all that its bar shows', () => {
  const unit = pickUnit(totalNs, { unicode: true });
  expect(rows.map((row) => describeRow(row, totalNs, unit))).toEqual([
    'before the first code: 1.000 ms, 25.0 % of the boot, from 0.000 to 1.000 ms',
    'bootloader: unmeasured, from 1.000 to 1.000 ms, 1 code, 0x20',
    'bootloader..kernel: 1.000 ms, 25.0 % of the boot, from 1.000 to 2.000 ms',
    'kernel: 2.000 ms, 50.0 % of the boot, from 2.000 to 4.000 ms, 2 codes, 0x40..0x41, 1 revisit',
  ]);
});

test('codes and counts', () => {
  expect(rows.map(({ span }) => spanCodes(span))).toEqual(['', '0x20', '', '0x40..0x41']);
  expect([counted(0, 'boot'), counted(1, 'boot'), counted(2, 'boot')]).toEqual([
    '0 boots',
    '1 boot',
    '2 boots',
  ]);
});
