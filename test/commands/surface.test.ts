/** The command line as others rely on it: reviewed files that change only on purpose. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { renderManifest } from '../../scripts/manifest.mjs';
import { ROOT } from '../helpers/run-cli.js';

interface ManifestFlag {
  readonly char?: string;
  readonly type: 'boolean' | 'option';
  readonly options?: readonly string[];
  readonly default?: unknown;
  readonly multiple?: boolean;
  readonly required?: boolean;
}

interface ManifestCommand {
  readonly args: Readonly<Record<string, { readonly required?: boolean; readonly multiple?: boolean }>>;
  readonly flags: Readonly<Record<string, ManifestFlag>>;
}

const text = readFileSync(path.join(ROOT, 'oclif.manifest.json'), 'utf8');
const { commands } = JSON.parse(text) as { commands: Readonly<Record<string, ManifestCommand>> };

test('oclif.manifest.json is exactly what the build makes', async () => {
  expect(text).toBe(await renderManifest(ROOT));
});

test('commands and flags are those of the reviewed snapshot', async () => {
  const surface = Object.entries(commands).map(([name, command]) => describeCommand(name, command));
  await expect(surface.join('\n')).toMatchFileSnapshot('surface.txt');
});

test('docs/reference.md names every command and every flag', () => {
  const reference = readFileSync(path.join(ROOT, 'docs', 'reference.md'), 'utf8');
  const missing = Object.entries(commands).flatMap(([name, command]) => [
    ...(reference.includes(`boottrace ${name}`) ? [] : [name]),
    ...Object.keys(command.flags)
      .filter((flag) => !new RegExp(`--${flag}(?![\\w-])`).test(reference))
      .map((flag) => `${name} --${flag}`),
  ]);
  expect(missing).toEqual([]);
});

function describeFlag(name: string, flag: ManifestFlag): string {
  const value = flag.options ? ` ${flag.options.join('|')}` : ' VALUE';
  const parts = [
    flag.char ? `-${flag.char}, ` : '',
    `--${name}`,
    flag.type === 'option' ? value : '',
    flag.multiple ? ' (repeatable)' : '',
    flag.required ? ' (required)' : '',
    flag.default === undefined ? '' : ` (default ${String(flag.default)})`,
  ];
  return `  ${parts.join('')}`;
}

function describeCommand(name: string, { args, flags }: ManifestCommand): string {
  const words = Object.entries(args).map(([arg, { required, multiple }]) => {
    const word = `${arg.toUpperCase()}${multiple ? '...' : ''}`;
    return required ? word : `[${word}]`;
  });
  return [
    `${[name, ...words].join(' ')}`,
    ...Object.entries(flags).map(([flag, spec]) => describeFlag(flag, spec)),
    '',
  ].join('\n');
}
