/** The structure of the source tree in figures: how full rooms are, what crosses their walls, and circles of imports. */
import path from 'node:path';
import type { SourceFile } from './source-files.js';

/** Maximum number of files that lie flat in one folder of src. */
export const MAX_FILES_OF_A_ROOM = 24;

export interface Room {
  /** Folder below src; `.` for src itself. */
  readonly name: string;
  readonly files: number;
  /** Imports from a file of the room to another of it. */
  readonly inside: number;
  /** Imports from the room to other rooms. */
  readonly outgoing: number;
}

const roomOf = (file: string): string => path.posix.dirname(file);

/** Every folder of src, the fullest first. */
export function roomsOf(files: readonly SourceFile[]): readonly Room[] {
  const rooms = new Map<string, { files: number; inside: number; outgoing: number }>();
  for (const file of files) {
    const name = roomOf(file.path);
    const room = rooms.get(name) ?? { files: 0, inside: 0, outgoing: 0 };
    rooms.set(name, room);
    room.files += 1;
    for (const { target } of file.imports) {
      if (target === null) continue;
      if (roomOf(target) === name) room.inside += 1;
      else room.outgoing += 1;
    }
  }
  return [...rooms].map(([name, room]) => ({ name, ...room })).sort((a, b) => b.files - a.files);
}

/** Each circle of imports, those of types included, as `a -> b -> a`. */
export function circlesOf(files: readonly SourceFile[]): readonly string[] {
  const targets = new Map(
    files.map((file) => [file.path, file.imports.flatMap(({ target }) => target ?? [])]),
  );
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    const start = trail.indexOf(file);
    if (start >= 0) circles.push([...trail.slice(start), file].join(' -> '));
    if (start >= 0 || done.has(file)) return;
    for (const target of targets.get(file) ?? []) visit(target, [...trail, file]);
    done.add(file);
  };
  for (const file of targets.keys()) visit(file, []);
  return circles;
}
