/** The trace file of a run, `--save`: each item is on disk as soon as it is known, so a crash loses at most a line. */
import type { Provenance, ReadItem } from '../trace/boot.js';
import { encodeHeader, encodeItem } from '../trace/trace-file.js';
import { type OnFailure, openFileWriter } from './file-writer.js';

export interface TraceFile {
  add(item: ReadItem): void;
  close(): void;
}

/**
 * Replaces the file. A boot with another provenance has its header before it. `onFailure` hears of a file that takes no
 * more, as `openFileWriter` says. Throws InputError when it cannot be made.
 */
export function openTraceFile(file: string, provenance: Provenance, onFailure?: OnFailure): TraceFile {
  const writer = openFileWriter(file, onFailure);
  let header = encodeHeader(provenance);
  writer.write(header);
  const changeHeader = (next: string) => {
    if (next === header) return;
    header = next;
    writer.write(header);
  };
  return {
    add(item) {
      if (item.kind === 'boot' && item.provenance !== undefined) changeHeader(encodeHeader(item.provenance));
      writer.write(encodeItem(item));
    },
    close: writer.close,
  };
}
