/** Files that two flags of one command line name, where one of them writes: found before anything is opened. */
import { fstatSync, statSync } from 'node:fs';
import { InputError } from '../../trace/errors.js';
import { expandInputs } from '../input/inputs.js';
import { fileIdentity } from './file-identity.js';

/** What one flag does to one file. */
export interface FileUse {
  /** Its name for the user: `--save`, `LOG`, `standard output`. */
  readonly flag: string;
  /** A path, or the descriptor of a standard stream. */
  readonly file: string | number;
  /** A disk that the guest may write is written. */
  readonly access: 'reads' | 'writes';
  /** `logs`: a folder or pattern that contains the file, or the file itself. `disk`: an image of the guest. */
  readonly kind?: 'logs' | 'disk';
  /** The guest of `--vs`, or the guest with which it is compared. They run alternately, never at the same time. */
  readonly guest?: 'base' | 'head';
}

export interface IdentifiedUse {
  readonly use: FileUse;
  /** Of `fileIdentity`. */
  readonly identity: string;
}

/** Throws InputError, which names both flags, when a file that is written is also read, or written twice. */
export async function refuseSharedFiles(uses: readonly FileUse[]): Promise<void> {
  const written = identify(uses.filter(({ access }) => access === 'writes'));
  // Logs may be a hundred thousand: they are looked at only when there is something to compare them with.
  if (written.length === 0) return;
  const read = await Promise.all(uses.filter(({ access }) => access === 'reads').map(expand));
  const shared = findSharedFile([...written, ...identify(read.flat())]);
  if (shared !== null) throw describe(shared);
}

function identify(uses: readonly FileUse[]): IdentifiedUse[] {
  return uses.flatMap((use) => {
    const identity = fileIdentity(use.file);
    return identity === null ? [] : [{ use, identity }];
  });
}

async function expand(use: FileUse): Promise<readonly FileUse[]> {
  if (use.kind !== 'logs' || typeof use.file === 'number') return [use];
  const { kind: _, ...file } = use;
  return (await expandInputs([use.file])).map((path) => (path === use.file ? file : { ...use, file: path }));
}

/** The first two uses of one file that exclude each other; null if there are none. */
export function findSharedFile(uses: readonly IdentifiedUse[]): readonly [FileUse, FileUse] | null {
  const writers = new Map<string, FileUse[]>();
  for (const { use, identity } of uses) {
    if (use.access === 'writes') writers.set(identity, []);
  }
  for (const { use, identity } of uses) {
    const others = writers.get(identity);
    if (others === undefined) continue;
    const other = others.find((earlier) => !mayShare(earlier, use));
    if (other !== undefined) return [other, use];
    others.push(use);
  }
  return null;
}

function mayShare(one: FileUse, other: FileUse): boolean {
  if (one.access === 'reads' && other.access === 'reads') return true;
  // `> file 2>&1` is meant.
  if (one.access === other.access && typeof one.file === 'number' && typeof other.file === 'number')
    return true;
  const takeTurns = one.guest !== undefined && other.guest !== undefined && one.guest !== other.guest;
  if (!takeTurns) return false;
  const areDisks = one.kind === 'disk' && other.kind === 'disk';
  const isInherited = one.flag === other.flag && one.file === other.file && one.access === other.access;
  return areDisks || isInherited;
}

function describe(pair: readonly [FileUse, FileUse]): InputError {
  const [first, second] = pair.toSorted((a, b) => rankOf(a) - rankOf(b)) as [FileUse, FileUse];
  if (first.kind === 'disk' && second.kind === 'disk') return describeDisks(first, second);
  const message = `${clauseOf(first, null)} and ${clauseOf(second, first)}${emptied(first, second)}`;
  return new InputError('shared-file', message, nextSteps(first, second));
}

/** The reader comes first, and before that a path. */
function rankOf({ file, access }: FileUse): number {
  return (typeof file === 'number' ? 2 : 0) + (access === 'writes' ? 1 : 0);
}

function clauseOf({ flag, file, access, guest }: FileUse, before: FileUse | null): string {
  const name = guest === 'head' ? `${flag} of --vs` : flag;
  if (typeof file === 'number') {
    const it = before === null ? 'a file' : typeof before.file === 'number' ? 'the same file' : 'it';
    return `${name} is redirected ${access === 'reads' ? 'from' : 'to'} ${it}`;
  }
  if (before === null) return `${name} ${access} ${file}`;
  return file === before.file
    ? `${name} ${access} it too`
    : `${name} ${access} ${file}, which is the same file`;
}

/** What a redirection has done before the program was started. */
function emptied(reader: FileUse, writer: FileUse): string {
  if (reader.access !== 'reads' || typeof writer.file !== 'number') return '';
  const { file } = reader;
  const stats = typeof file === 'number' ? fstatSync(file) : statSync(file, { throwIfNoEntry: false });
  if (stats?.size !== 0) return '';
  return '; the file is now empty: the shell empties the file after > before it starts the program';
}

function nextSteps(reader: FileUse, writer: FileUse): string[] {
  if (writer.file === 1) return ['redirect standard output to another file, or name one with --output'];
  if (writer.file === 2) return ['redirect standard error to another file'];
  if (writer.kind === 'disk')
    return ['use the disk with snapshot=on or readonly=on', 'use a copy of the file'];
  const where = reader.kind === 'logs' ? ', outside the folder that is read' : '';
  return [`name another file for ${writer.flag}${where}`];
}

function describeDisks(one: FileUse, other: FileUse): InputError {
  const names = one.file === other.file ? one.file : `${one.file} and ${other.file}, the same file,`;
  return new InputError('disk-twice', `a guest cannot write ${names} through two disks (--disk)`, [
    'give each disk its own image',
    'use both with snapshot=on or readonly=on',
  ]);
}
