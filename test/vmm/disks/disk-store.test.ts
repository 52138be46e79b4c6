import { closeSync, openSync, readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createOverlay } from '../../../src/vmm/disks/disk-overlay.js';
import { createBlockStore, type DiskParts } from '../../../src/vmm/disks/disk-store.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const folder = temporaryFolder();
const SIZE = 4096;

function open(kind: 'written' | 'read-only' | 'snapshot'): { parts: DiskParts; image: string } {
  const image = folder.write('image', new Uint8Array(SIZE).fill(0x11));
  const fd = openSync(image, kind === 'written' ? 'r+' : 'r');
  const overlay = kind === 'snapshot' ? createOverlay(SIZE) : null;
  onTestFinished(() => {
    closeSync(fd);
    if (overlay !== null) closeSync(overlay.fd);
  });
  return { parts: { fd, size: SIZE, readOnly: kind === 'read-only', overlay }, image };
}

const sector = (fill: number) => new Uint8Array(512).fill(fill);

describe.each(['written', 'read-only', 'snapshot'] as const)('a disk that is %s', (kind) => {
  const mayWrite = kind !== 'read-only';

  test('gives what was written, or refuses to', () => {
    const store = createBlockStore(open(kind).parts);
    expect([store.size, store.readOnly]).toEqual([SIZE, !mayWrite]);
    expect(store.write(512, sector(0x22))).toBe(mayWrite);
    expect(store.flush()).toBe(true);
    const into = sector(0);
    expect(store.read(512, into)).toBe(true);
    expect(into).toEqual(sector(mayWrite ? 0x22 : 0x11));
  });

  test('changes its image only when it is meant to', () => {
    const { parts, image } = open(kind);
    createBlockStore(parts).write(0, sector(0x33));
    expect(readFileSync(image)[0]).toBe(kind === 'written' ? 0x33 : 0x11);
  });

  test.each([
    ['behind the end', SIZE, 512],
    ['over the end', SIZE - 256, 512],
    ['before the start', -512, 512],
    ['at no place', Number.NaN, 512],
    ['far away', 2 ** 60, 512],
    ['more than there is', 0, SIZE + 512],
  ])('refuses what lies %s, and never grows', (_name, offset, length) => {
    const { parts, image } = open(kind);
    const store = createBlockStore(parts);
    expect(store.read(offset, new Uint8Array(length))).toBe(false);
    expect(store.write(offset, new Uint8Array(length))).toBe(false);
    expect(Uint8Array.from(readFileSync(image))).toEqual(new Uint8Array(SIZE).fill(0x11));
  });
});

test('a host that cannot make writes lasting is an error', () => {
  const { parts } = open('written');
  expect(createBlockStore({ ...parts, fd: 1_000_000 }).flush()).toBe(false);
});

test('its parts go to another thread', async () => {
  const { parts } = open('snapshot');
  createBlockStore(parts).write(0, sector(0x44));
  const code = `const { parentPort, workerData } = require('node:worker_threads');
    const { readSync } = require('node:fs');
    const bytes = Buffer.alloc(512);
    readSync(workerData.overlay.fd, bytes, 0, 512, 0);
    parentPort.postMessage([bytes[0], new Uint8Array(workerData.overlay.bitmap)[0]]);`;
  const worker = new Worker(code, { eval: true, workerData: parts });
  const answer = await new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  expect(answer).toEqual([0x44, 1]);
});
