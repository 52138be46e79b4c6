/** The trace file of a run, `--save`: each item is on disk as soon as it is known, so a crash loses at most a line. */
import type { Provenance, ReadItem } from '../trace/boot.js';
import { encodeHeader, encodeItem } from '../trace/trace-file.js';
import { openFileWriter } from './file-writer.js';

export interface TraceFile {
  add(item: ReadItem): void;
  close(): void;
}

/** Replaces the file. Throws InputError when it cannot be made. */
export function openTraceFile(file: string, provenance: Provenance): TraceFile {
  const writer = openFileWriter(file);
  writer.write(encodeHeader(provenance));
  return { add: (item) => writer.write(encodeItem(item)), close: writer.close };
}
