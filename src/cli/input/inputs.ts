/** From the names a user gives to boots: opens each input, reads it whole or as it grows, in constant memory. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { createReader, type ReaderOptions } from '../../formats/index.js';
import type { InputContent } from '../../formats/reading/content.js';
import type { ReadItem, Reading } from '../../trace/boot.js';
import { BootCollector } from '../../trace/boot-collector.js';
import { warning } from '../../trace/diagnostic.js';
import { InputError } from '../../trace/errors.js';
import { recordArrivals } from './arrivals.js';
import type { ByteReading } from './byte-reading.js';
import { readBytes } from './follow-file.js';
import { openInput } from './open-input.js';

/** The format whose lines have no time but that of their arrival. */
const STAMPED_FORMAT = 'serial';

/** How to read, from flags. */
export type InputOptions = Pick<ReaderOptions, 'inputFormat' | 'logFormat' | 'timeFormat' | 'marks'>;

export interface LiveOptions {
  /** Go on as a file grows, until `signal`. Compressed files and pipes end by themselves. */
  readonly follow?: boolean;
  /** Ends the reading; what has come so far is the result. */
  readonly signal?: AbortSignal;
  /** Called with items as they come, in the order of the input. */
  readonly onItems?: (items: readonly ReadItem[]) => void;
  /** True of a log that somebody waited for: all that it holds came since. */
  readonly isNew?: boolean;
  /** Speed of a serial line. */
  readonly baud?: string;
  /** The items that count, of those that came. */
  readonly take?: (items: readonly ReadItem[]) => readonly ReadItem[];
}

/** The content of one input, and its kind if it has no boot. */
export interface InputReading extends Reading {
  readonly input: string;
  readonly content: InputContent;
}

/**
 * Reads one input (`-` is standard input) into boots.
 * @throws InputError for an input that cannot be opened, a wrong option, a newer trace file; EnvironmentError for a compression whose program is missing.
 */
export async function readInput(
  path: string,
  options: InputOptions = {},
  live: LiveOptions = {},
): Promise<InputReading> {
  const arrivals = isLive(options, live) ? recordArrivals() : undefined;
  const reader = createReader({ ...options, arrivals, input: path, fileName: basename(path) });
  const collector = new BootCollector();
  const accept = (all: readonly ReadItem[]): void => {
    const items = live.take?.(all) ?? all;
    collector.addAll(items);
    if (items.length > 0) live.onItems?.(items);
  };
  const isStamping = (): boolean => reader.format === null || reader.format === STAMPED_FORMAT;
  const plain: ByteReading = {
    signal: live.signal,
    sink: (chunk) => accept(reader.push(chunk)),
    room: () => reader.room,
    onNewContent: () => accept(reader.startAnew()),
    onFinding: ({ code, message }) =>
      accept([{ kind: 'diagnostic', diagnostic: warning(code, message, { input: path }) }]),
  };
  const bytes = arrivals?.listen(plain, isStamping) ?? plain;
  const opened = await openInput(path, live.baud);
  await readBytes(path, opened, bytes, live);
  accept(reader.end());
  const reading = collector.reading({ input: path, format: reader.format ?? '' });
  return { ...reading, input: path, content: reader.content };
}

/** True where the moments at which bytes come may be the times of lines. */
function isLive({ inputFormat }: InputOptions, { follow }: LiveOptions): boolean {
  return follow === true || inputFormat === STAMPED_FORMAT;
}

/** Reads several inputs, one after another. */
export async function readInputs(
  paths: readonly string[],
  options: InputOptions = {},
  live: LiveOptions = {},
): Promise<InputReading[]> {
  const readings: InputReading[] = [];
  for (const path of paths) readings.push(await readInput(path, options, live));
  return readings;
}

/** A file that is read, and whether the user named it: else it was found in a folder. */
export interface FoundInput {
  readonly path: string;
  readonly isNamed: boolean;
}

/** The paths of `findInputs`. */
export async function expandInputs(paths: readonly string[]): Promise<string[]> {
  return (await findInputs(paths)).map(({ path }) => path);
}

/**
 * Folders replaced by the files in them and patterns (`runs/*.log`) by the files that match, sorted as people count
 * (`run-2` before `run-10`); hidden files are left out. What exists under its very name is no pattern.
 */
export async function findInputs(paths: readonly string[]): Promise<FoundInput[]> {
  const found: FoundInput[] = [];
  const named = (path: string): FoundInput => ({ path, isNamed: true });
  for (const path of paths) {
    if (isFolder(path)) found.push(...filesOf(path).map((file) => ({ path: file, isNamed: false })));
    else if (/[*?[{]/.test(path) && !existsSync(path)) found.push(...(await matchesOf(path)).map(named));
    else found.push(named(path));
  }
  return found;
}

/** Made only where there is something to sort: a collator takes milliseconds to make. */
function inOrder(names: readonly string[]): string[] {
  return names.toSorted(new Intl.Collator('en', { numeric: true }).compare);
}

/** A shell expands patterns itself; this is for quoted ones and those of configuration files. */
async function matchesOf(pattern: string): Promise<string[]> {
  const { default: picomatch } = await import('picomatch');
  const { base, glob } = picomatch.scan(pattern);
  const folder = base === '' ? '.' : base;
  const isMatch = picomatch(glob);
  const paths = isFolder(folder) ? readdirSync(folder, { withFileTypes: true, recursive: true }) : [];
  const found = paths
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .filter((name) => isMatch(name))
    .map((name) => (base === '' ? name : join(base, name)));
  if (found.length > 0) return inOrder(found);
  throw new InputError('no-match', `no file matches ${pattern}`, [`ls ${folder}`]);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function filesOf(folder: string): string[] {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('.') && !entry.isDirectory())
    .map((entry) => entry.name);
  if (names.length > 0) return inOrder(names).map((name) => join(folder, name));
  throw new InputError('empty-folder', `there are no files in ${folder}`, [
    'Name a folder of logs with at least one boot each',
  ]);
}
