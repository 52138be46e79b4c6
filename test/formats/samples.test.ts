/**
 * Every sample log gives exactly what is written down beside it, is recognised without its name, and survives a trace
 * file unchanged. Cut off or mixed with others it loses nothing that is whole, and nothing makes a reader throw.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectFormat, formats } from '../../src/formats/index.js';
import type { ReadItem } from '../../src/trace/boot.js';
import { encodeHeader, encodeItem } from '../../src/trace/trace-file.js';
import { readItems, readText } from './read-text.js';

const root = fileURLToPath(new URL('../../samples/logs/', import.meta.url));
/** Files that are about the samples. */
const NOTES = new Set(['README.md', 'expected.json']);
const folders = readdirSync(root);
const samples = folders.flatMap((folder) =>
  readdirSync(path.join(root, folder))
    .filter((name) => !NOTES.has(name))
    .map((name) => ({ folder, name, bytes: readFileSync(path.join(root, folder, name)) })),
);

/** What a sample gives, one line an event, short enough to be reviewed. */
function describeReading(bytes: Uint8Array): object {
  const { boots, diagnostics } = readText(bytes);
  return {
    boots: boots.map(({ format, clock, vmmStartNs, events }) => ({
      format,
      clock,
      vmmStartNs,
      events: events.map((event) => {
        const head = `${event.line ?? '-'}: ${event.timeNs} ns`;
        const vcpu = event.vcpu === null ? '' : ` vcpu ${event.vcpu}`;
        if (event.kind === 'text') return `${head}${vcpu} ${event.channel}: ${event.text}`;
        if (event.kind === 'lifecycle') return `${head}${vcpu} ${event.phase}`;
        if (event.kind === 'function') return `${head}${vcpu} ${event.name}`;
        if (event.kind === 'moment') return `${head}${vcpu} ${event.stage} ${event.key} ${event.name}`;
        const name = event.name === undefined ? '' : ` ${event.name}`;
        return `${head}${vcpu} 0x${event.code.toString(16)} port 0x${event.port.toString(16)}${name}`;
      }),
    })),
    diagnostics: diagnostics.map(({ code, line }) => (line === null ? code : `${code}@${line}`)),
  };
}

/** Provenance is the trace file's own, and so is the remark that events were out of order. */
function withoutProvenance(items: readonly ReadItem[]): readonly object[] {
  const kept = items.filter((item) => item.kind !== 'diagnostic' || item.diagnostic.code !== 'out-of-order');
  return kept.map((item) => (item.kind === 'boot' ? { ...item, provenance: undefined } : item));
}

it('every format has samples that say where they come from', () => {
  // A trace file has no sample of its own: it changes with every release, and every sample goes through one.
  // Of a live console only its text could be saved, and nothing says when that came.
  const ids = formats.map(({ id }) => id).filter((id) => !['boottrace', 'serial'].includes(id));
  expect(folders.toSorted()).toEqual(ids.toSorted());
  for (const folder of folders) expect(existsSync(path.join(root, folder, 'README.md'))).toBe(true);
});

describe.each(folders.filter((folder) => folder !== 'cloud-hypervisor'))('samples of %s', (folder) => {
  it('give what is written down', async () => {
    const found = samples.filter((sample) => sample.folder === folder);
    const text = JSON.stringify(
      Object.fromEntries(found.map(({ name, bytes }) => [name, describeReading(bytes)])),
      null,
      2,
    );
    await expect(`${text}\n`).toMatchFileSnapshot(path.join(root, folder, 'expected.json'));
  });
});

describe.each(samples)('$folder/$name', ({ folder, name, bytes }) => {
  it('is recognised by its content alone', () => {
    expect(detectFormat(bytes.toString(), '')?.id).toBe(folder);
  });

  it('gives the same whatever the size of the chunks', () => {
    expect(readItems(bytes, { chunkBytes: 7, inputFormat: folder })).toEqual(
      readItems(bytes, { inputFormat: folder }),
    );
  });

  it('comes back from a trace file unchanged', () => {
    const { items } = readItems(bytes);
    const header = encodeHeader({ boottrace: '0.0.0', engine: 'test', guest: {}, host: {} });
    const saved = readItems(header + items.map(encodeItem).join(''));
    expect(saved.format).toBe('boottrace');
    expect(withoutProvenance(saved.items)).toEqual(withoutProvenance(items));
  });

  it('throws nothing when it is cut anywhere, and times stay whole and positive', () => {
    fc.assert(
      fc.property(
        fc.nat(bytes.length),
        fc.nat(bytes.length),
        fc.uint8Array({ maxLength: 40, size: 'max' }),
        (a, b, junk) => {
          const torn = Buffer.concat([bytes.subarray(0, a), junk, bytes.subarray(b)]);
          for (const item of readItems(torn, { inputFormat: folder }).items) {
            if (item.kind !== 'event') continue;
            expect(Number.isSafeInteger(item.event.timeNs) && item.event.timeNs >= 0, name).toBe(true);
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});

const lines = samples.flatMap(({ bytes }) => bytes.toString('latin1').split('\n'));

describe.each(formats.map(({ id }) => id))('the reader of %s', (inputFormat) => {
  it('takes lines of all formats in any order, and any bytes', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.constantFrom(...lines).map((line) => Buffer.from(`${line}\n`, 'latin1')),
            fc.uint8Array({ maxLength: 80, size: 'max' }),
          ),
          { maxLength: 40, size: 'max' },
        ),
        (parts) => {
          const { items } = readItems(Buffer.concat(parts), { inputFormat });
          for (const item of items) {
            if (item.kind !== 'event') continue;
            expect(Number.isSafeInteger(item.event.timeNs) && item.event.timeNs >= 0).toBe(true);
            if (item.event.kind === 'code') expect(item.event.code & 0xffff).toBe(item.event.code);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('comes to an end on lines that are made to search forever', () => {
    const parts = [' ', '1', '1,', '-', '[', '{', '"', 'a: ', '0:a ', ' 1 1  a', '1 ms | ', '\\t'];
    const starts = [
      '',
      'kvm_pio: pio_write at 0x',
      '1@1.000001:memory_region_ops_write cpu ',
      'Guest-boot-time = ',
      'Startup finished in 1s (',
      '[    0.000000] ',
      'Timer summary in microseconds (1 records):\n',
      '{"timestamp":{"secs":1,',
    ];
    for (const start of starts) {
      const rows = parts.map((part) => `${start}${part.repeat(64 * 1024)}\n`);
      const { items } = readItems(rows.join(''), { inputFormat });
      expect(items.every((item) => item.kind !== 'event' || item.event.timeNs >= 0)).toBe(true);
    }
  });
});
