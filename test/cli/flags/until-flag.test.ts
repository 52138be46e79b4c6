import { describe, expect, it } from 'vitest';
import { parseUntil } from '../../../src/cli/flags/until-flag.js';
import { BUILT_IN_TABLE } from '../../../src/stages/table/built-in-table.js';
import { UsageError } from '../../../src/trace/errors.js';

const until = (text: string | undefined, context: Partial<Parameters<typeof parseUntil>[1]> = {}) =>
  parseUntil(text, { table: BUILT_IN_TABLE, marks: [], ...context });

describe('--until', () => {
  it.each([
    [undefined, null, []],
    ['0x41', 0x41, ['linux:init']],
    ['0x47', 0x47, []],
    ['0x20', 0x20, ['edk2:start-option', 'u-boot:start', 'barebox:start', 'grub:start', 'ipxe:start']],
    ['linux:init', null, ['linux:init']],
    ['edk2:bds', null, ['edk2:bds']],
    ['"EDK2 DXE"', null, ['edk2:dxe']],
    ['"init start"', null, ['linux:init']],
    ['"linux:init"', null, ['linux:init']],
  ])('%s is code %s and moments %j', (text, untilCode, untilMoments) => {
    expect(until(text)).toEqual({ untilCode, untilMoments });
  });

  it('takes no moment for a code that a mark makes, or that the table has elsewhere', () => {
    const marks = [{ pattern: /login/, code: 0x41, name: null }];
    expect(until('0x41', { marks }).untilMoments).toEqual([]);
    const ranges = [{ stage: 'firmware', from: 0, to: 0x7f, unordered: false }];
    expect(until('0x41', { table: { ...BUILT_IN_TABLE, ranges } }).untilMoments).toEqual([]);
    expect(until('linux:init', { marks }).untilMoments).toEqual(['linux:init']);
  });

  it('knows moments by the names of the table in force', () => {
    const moments = new Map([['linux:init', { name: 'kernel done' }]]);
    const table = { ...BUILT_IN_TABLE, moments: moments as never };
    expect(until('"kernel done"', { table }).untilMoments).toEqual(['linux:init']);
  });

  it.each(['init', 'init start', 'linux:nothing', '"nothing"', ''])('refuses %j with a list', (text) => {
    expect(() => until(text)).toThrow(UsageError);
    try {
      until(text);
    } catch (error) {
      expect((error as UsageError).nextSteps.join()).toContain('linux:init "init start"');
    }
  });

  it('asks what a bare number means', () => {
    expect(() => until('41')).toThrow(/write codes with 0x/);
  });
});
