/** Reads a text or bytes as one input, in chunks of a given size, for tests of the formats. */
import { createReader, type ReaderOptions } from '../../src/formats/index.js';
import type { ReadItem, Reading } from '../../src/trace/boot.js';
import { BootCollector } from '../../src/trace/boot-collector.js';

export interface TextOptions extends Partial<ReaderOptions> {
  /** Bytes a chunk; all in one when absent. */
  readonly chunkBytes?: number;
}

/** Items of an input, and the id of its format. */
export function readItems(
  content: string | Uint8Array,
  { chunkBytes = Number.POSITIVE_INFINITY, ...options }: TextOptions = {},
): { readonly items: readonly ReadItem[]; readonly format: string } {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const reader = createReader({ input: 'test.log', ...options });
  const items: ReadItem[] = [];
  for (let from = 0; from < bytes.length; from += chunkBytes) {
    items.push(...reader.push(bytes.subarray(from, from + chunkBytes)));
  }
  items.push(...reader.end());
  if (!items.every((item) => typeof item === 'object')) throw new Error('a reader gave what is no item');
  return { items, format: reader.format ?? 'none' };
}

/** The same, assembled into boots. */
export function readText(content: string | Uint8Array, options: TextOptions = {}): Reading {
  const { items, format } = readItems(content, options);
  const collector = new BootCollector();
  collector.addAll(items);
  return collector.reading({ input: options.input ?? 'test.log', format });
}

/** Codes of all boots with their lines, as `line:code`. */
export function codesOf(reading: Reading): string[] {
  return reading.boots.flatMap((boot) =>
    boot.events.map((event) =>
      event.kind === 'code' ? `${event.line}:${event.code.toString(16)}` : event.kind,
    ),
  );
}

export function findingsOf(reading: Reading): string[] {
  return reading.diagnostics.map(({ code, line }) => (line === null ? code : `${code}@${line}`));
}
