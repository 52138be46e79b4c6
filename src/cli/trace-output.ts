/** The trace file of a run, `--save`: each item is on disk as soon as it is known, so a crash loses at most a line. */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { Provenance, ReadItem } from '../trace/boot.js';
import { InputError } from '../trace/errors.js';
import { encodeHeader, encodeItem } from '../trace/trace-file.js';
import { systemReason } from './system-reason.js';

export interface TraceFile {
  add(item: ReadItem): void;
  close(): void;
}

/** Replaces the file. Throws InputError when it cannot be made. */
export function openTraceFile(file: string, provenance: Provenance): TraceFile {
  const fd = openForWriting(file);
  writeSync(fd, encodeHeader(provenance));
  return {
    add: (item) => void writeSync(fd, encodeItem(item)),
    close: () => closeSync(fd),
  };
}

function openForWriting(file: string): number {
  try {
    return openSync(file, 'w');
  } catch (error) {
    throw new InputError('output-unwritable', `cannot write ${file}: ${systemReason(error)}`);
  }
}
