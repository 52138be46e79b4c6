import { describe, expect, test } from 'vitest';
import { FLAG_RULES, refuseIdleFlags } from '../../../src/cli/program/flag-needs.js';
import { COMMANDS } from '../../../src/cli.js';
import { UsageError } from '../../../src/trace/errors.js';

function refusal(
  command: string,
  typed: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): string | null {
  const flags = new Map(Object.entries(typed).map(([name, value]) => [name, [value]]));
  try {
    refuseIdleFlags(command, { flags, args });
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as UsageError).message;
  }
  return null;
}

const rows = Object.entries(FLAG_RULES).flatMap(([command, { needs, conflicts = [] }]) => [
  ...needs.flatMap(({ flags, oneOf }) =>
    flags.map((flag) => ({ command, flag, oneOf, not: [] as readonly string[] })),
  ),
  ...conflicts.flatMap(({ flags, not }) => flags.map((flag) => ({ command, flag, oneOf: [], not }))),
]);

describe('the table', () => {
  test.each(Object.entries(COMMANDS))('of %s names flags that it has', (command, { flags }) => {
    const named = rows
      .filter((row) => row.command === command)
      .flatMap(({ flag, oneOf, not }) => [flag, ...oneOf.filter((one) => typeof one === 'string'), ...not]);
    expect(named.filter((name) => !Object.hasOwn(flags, name))).toEqual([]);
  });

  test('has a row for each command that is one', () => {
    expect(Object.keys(FLAG_RULES).sort()).toEqual(Object.keys(COMMANDS).sort());
  });

  test.each(rows.filter(({ oneOf }) => oneOf.some((one) => typeof one === 'string')))(
    '$command --$flag is refused alone and taken beside each that it needs',
    ({ command, flag, oneOf }) => {
      expect(refusal(command, { [flag]: 'x' })).toContain(`--${flag} has no effect here: it needs `);
      for (const other of oneOf) {
        if (typeof other !== 'string') continue;
        const message = refusal(command, { [flag]: 'x', [other]: 'y' });
        // What it needs may itself need another.
        expect(message ?? '').not.toContain(`--${flag} does nothing`);
      }
    },
  );
});

describe('conditions', () => {
  test.each<[string, Record<string, string>, readonly string[], boolean]>([
    ['report', { 'time-format': 'decimal' }, ['a'], true],
    ['report', { 'time-format': 'decimal', 'input-format': 'cloud-hypervisor' }, ['a'], true],
    ['report', { 'time-format': 'decimal', 'input-format': 'dmesg' }, ['a'], false],
    ['diff', { 'allow-mismatch': '' }, ['a', 'b'], true],
    ['diff', { 'allow-mismatch': '', base: 'a', head: 'b' }, [], true],
    ['diff', { 'allow-mismatch': '' }, ['a'], false],
    ['report', { ascii: '' }, ['a'], true],
    ['report', { ascii: '', format: 'table' }, ['a'], true],
    ['report', { ascii: '', csv: '' }, ['a'], false],
    ['report', { ascii: '', format: 'svg' }, ['a'], false],
    ['run', { ascii: '', json: '' }, [], true],
    ['mark-tool', { force: '', output: 'm' }, [], true],
    ['mark-tool', { force: '' }, [], true],
    ['mark-tool', { force: '', output: '-' }, [], false],
    ['parse', { with: 'x', follow: '' }, ['a'], false],
    ['parse', { follow: '', csv: '', 'keep-noise': '' }, ['a'], false],
    ['parse', { follow: '', format: 'csv', 'keep-noise': '' }, ['a'], false],
    ['parse', { follow: '', 'keep-noise': '' }, ['a'], true],
    ['report', { with: 'x', trend: 'd' }, [], false],
  ])('%s %j %j: taken %s', (command, flags, args, isTaken) => {
    expect(refusal(command, flags, args) === null).toBe(isTaken);
  });

  test.each<[Record<string, string>, string]>([
    [{ format: 'html', json: '' }, '--format html and --json ask for two formats'],
    [{ csv: '', json: '' }, '--json and --csv ask for two formats'],
    [{ format: 'json', csv: '' }, '--format json and --csv ask for two formats'],
  ])('%j are two formats', (flags, message) => {
    expect(refusal('classify', flags)).toBe(message);
  });
});
