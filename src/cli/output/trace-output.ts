/** The trace file of a run, `--save`: each item is on disk as soon as it is known, so a crash loses at most a line. */
import type { Provenance, ReadItem } from '../../trace/boot.js';
import { encodeHeader, encodeItem } from '../../trace/trace-file.js';
import { openFileWriter, type WriterOptions } from './file-writer.js';

export interface TraceFile {
  add(item: ReadItem): void;
  close(): Promise<void>;
}

/**
 * Replaces the file. A boot with another provenance has its header before it. Throws InputError when it cannot be made.
 */
export function openTraceFile(file: string, provenance: Provenance, writing?: WriterOptions): TraceFile {
  const writer = openFileWriter(file, writing);
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
