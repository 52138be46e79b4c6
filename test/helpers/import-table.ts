/** The table of src/README.md that says which folder may import which, and the judge of one import. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { SourceFile, SourceImport } from './source-files.js';

export interface ImportRule {
  /** A folder below src, or one file of it. */
  readonly zone: string;
  readonly mayImport: ReadonlySet<string>;
  readonly mayImportTypes: ReadonlySet<string>;
  readonly packages: ReadonlySet<string>;
}

const README = path.join(import.meta.dirname, '..', '..', 'src', 'README.md');

const words = (cell: string): string[] =>
  cell
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);

function parseRow(row: string): ImportRule {
  const [zone = '', imports = '', packages = ''] = row
    .split('|')
    .slice(1)
    .map((cell) => cell.trim());
  const entries = words(imports);
  return {
    zone,
    mayImport: new Set(entries.filter((entry) => !entry.startsWith('types '))),
    mayImportTypes: new Set(entries.map((entry) => entry.replace(/^types /, ''))),
    packages: new Set(words(packages)),
  };
}

/** @throws Error when the README has no such table. */
export function readImportTable(): readonly ImportRule[] {
  const section = readFileSync(README, 'utf8').split('## Who may import whom')[1] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  if (rows.length < 3) throw new Error('src/README.md has lost its table of imports');
  return rows.slice(2).map(parseRow);
}

/** The most specific row for a file. */
export function zoneOf(file: string, table: readonly ImportRule[]): ImportRule | null {
  const rows = table.filter(({ zone }) => file === zone || file.startsWith(`${zone}/`));
  return rows.sort((a, b) => b.zone.length - a.zone.length)[0] ?? null;
}

function packageName(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier.split('/')[0]!;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Why the table forbids an import; null when it allows it. */
export function objection(
  file: SourceFile,
  { specifier, target, typeOnly, line }: SourceImport,
  table: readonly ImportRule[],
): string | null {
  const place = `src/${file.path}:${line} imports ${specifier}`;
  const own = zoneOf(file.path, table);
  if (own === null) return `src/${file.path} is in no row of the table`;
  if (target === null) {
    const name = packageName(specifier);
    const allowed = own.packages.has(name) || (name.startsWith('node:') && own.packages.has('node:*'));
    return allowed ? null : `${place}: ${own.zone} may not use the package ${name}`;
  }
  const theirs = zoneOf(target, table);
  const allowed = typeOnly ? own.mayImportTypes : own.mayImport;
  if (theirs === own || allowed.has(target) || (theirs !== null && allowed.has(theirs.zone))) return null;
  return `${place}: ${own.zone} may not import ${typeOnly ? 'types of ' : ''}${theirs?.zone ?? target}`;
}
