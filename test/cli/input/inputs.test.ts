import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { expandInputs, readInput, readInputs } from '../../../src/cli/input/inputs.js';
import type { ReadItem } from '../../../src/trace/boot.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const { file: at } = temporaryFolder();
const sample = fileURLToPath(
  new URL('../../../samples/logs/cloud-hypervisor/12-reboot-and-second-process.log', import.meta.url),
);

describe('readInput', () => {
  it('reads a log into boots that name it', async () => {
    const { boots, diagnostics } = await readInput(sample);
    expect(boots.map(({ input, format, events }) => [input, format, events.length])).toEqual([
      [sample, 'cloud-hypervisor', 3],
      [sample, 'cloud-hypervisor', 2],
      [sample, 'cloud-hypervisor', 2],
    ]);
    expect(diagnostics).toEqual([]);
  });

  it('gives the same for a compressed log', async () => {
    writeFileSync(at('a.log.gz'), gzipSync(readFileSync(sample)));
    const plain = await readInput(sample);
    const compressed = await readInput(at('a.log.gz'));
    expect(compressed.boots.map(({ events }) => events)).toEqual(plain.boots.map(({ events }) => events));
  });

  it('keeps the good part of a compressed log that is cut off', async () => {
    const log = readFileSync(sample);
    const bytes = gzipSync(Buffer.concat(Array.from({ length: 500 }, () => log)));
    writeFileSync(at('a.log.gz'), bytes.subarray(0, bytes.length >> 1));
    const { boots, diagnostics } = await readInput(at('a.log.gz'));
    expect(boots.length).toBeGreaterThan(100);
    expect(diagnostics).toContainEqual(
      expect.objectContaining({
        severity: 'warning',
        code: 'truncated-input',
        input: at('a.log.gz'),
        line: null,
      }),
    );
  });

  it('passes options on, and refuses wrong ones before it opens anything', async () => {
    writeFileSync(at('a.log'), '[Debug I/O port: Kernel code 0x40] 2.2500000 seconds\n');
    const { boots } = await readInput(at('a.log'), {
      timeFormat: 'decimal',
      inputFormat: 'cloud-hypervisor',
    });
    expect(boots[0]?.events[0]?.timeNs).toBe(2_250_000_000);
    await expect(readInput(at('missing'), { inputFormat: 'x' })).rejects.toMatchObject({
      code: 'unknown-input-format',
    });
    await expect(readInput(at('missing'), { logFormat: '{x}' })).rejects.toMatchObject({
      code: 'bad-log-format',
    });
  });

  it('hands out items as a log grows, and ends when aborted with what came', async () => {
    const [first = '', second = ''] = readFileSync(sample, 'utf8').split('\n');
    writeFileSync(at('a.log'), `${first}\n${second.slice(0, 40)}`);
    const controller = new AbortController();
    const items: ReadItem[] = [];
    const reading = readInput(
      at('a.log'),
      {},
      { follow: true, signal: controller.signal, onItems: (more) => items.push(...more) },
    );
    await setTimeout(200);
    expect(items.map(({ kind }) => kind)).toEqual(['boot', 'event']);
    appendFileSync(at('a.log'), `${second.slice(40)}\n`);
    await setTimeout(200);
    expect(items.map(({ kind }) => kind)).toEqual(['boot', 'event', 'event']);
    controller.abort();
    expect((await reading).boots[0]?.events).toHaveLength(2);
  });
});

it('reads several inputs in order', async () => {
  const readings = await readInputs([sample, sample]);
  expect(readings.map(({ boots }) => boots.length)).toEqual([3, 3]);
});

describe('expandInputs', () => {
  it('replaces a folder by its files, in the order people count', async () => {
    mkdirSync(at('runs/inner'), { recursive: true });
    for (const name of ['run-10.log', 'run-2.log', '.hidden']) writeFileSync(at(`runs/${name}`), '');
    expect(await expandInputs(['-', at('runs'), 'a.log'])).toEqual([
      '-',
      at('runs/run-2.log'),
      at('runs/run-10.log'),
      'a.log',
    ]);
  });

  it('refuses a folder without files', async () => {
    mkdirSync(at('empty'));
    await expect(expandInputs([at('empty')])).rejects.toThrow(
      expect.objectContaining({ code: 'empty-folder', exitCode: 2 }),
    );
  });
});
