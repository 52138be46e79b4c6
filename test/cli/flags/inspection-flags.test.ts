import { describe, expect, test } from 'vitest';
import { type InspectionFlags, planInspection } from '../../../src/cli/flags/inspection-flags.js';
import { InputError } from '../../../src/trace/errors.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const folder = temporaryFolder();
const NONE: InspectionFlags = { initcalls: false, 'kernel-marks': false };
const settings = async (flags: Partial<InspectionFlags>) =>
  (await planInspection({ ...NONE, ...flags }))?.settings;

describe('what is to be seen', () => {
  test('is nothing without a flag', async () => {
    expect(await planInspection(NONE)).toBeNull();
  });

  test('is what the flags say', async () => {
    expect(await settings({ profile: '250', initcalls: true })).toMatchObject({
      profileHz: 250,
      initcalls: true,
    });
    expect(await settings({ 'trace-function': ['a,b', 'c.isra.0'] })).toMatchObject({
      functions: ['a', 'b', 'c.isra.0'],
    });
    expect(await settings({ 'kernel-marks': true })).toMatchObject({ kernelCodes: true, profileHz: null });
    expect(await settings({ 'save-symbols': 'out' })).toMatchObject({ savesSymbols: true });
  });

  test('has the names of a file', async () => {
    const file = folder.write('System.map', 'ffffffff81000000 T _text\nffffffff81000040 T start_kernel\n');
    const { symbols } = (await settings({ profile: '1', symbols: file }))!;
    expect([symbols!.name, symbols!.table.addressOf('start_kernel')]).toEqual([file, 0xffff_ffff_8100_0040n]);
  });
});

describe('is refused', () => {
  test.each<[Partial<InspectionFlags>, string]>([
    [{ profile: '0' }, 'bad-profile'],
    [{ profile: '10001' }, 'bad-profile'],
    [{ profile: '1e3' }, 'bad-profile'],
    [{ 'trace-function': ['a b'] }, 'bad-function'],
    [{ 'trace-function': [''] }, 'bad-function'],
    [{ 'trace-function': [Array.from({ length: 201 }, (_, i) => `f${i}`).join(',')] }, 'too-many-functions'],
    [{ symbols: '/nonexistent', profile: '1' }, 'unreadable'],
  ])('%j', async (flags, code) => {
    const error = await settings(flags).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ code });
  });
});
