/** Guests run by a program that uses the library: real ones, and what they come to. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { analyse, BUILT_IN_TABLE, runBoots } from '../../src/index.js';
import type { ReadItem } from '../../src/trace/boot.js';
import { describeWith, requirement } from '../helpers/requirements.js';
import { imageFile, useGuests } from './boot-guest.js';
import { asm, romImage } from './guest-image.js';

const PACKAGE = path.join(import.meta.dirname, '..', '..');

const guestOf = (...code: readonly number[]) => ({
  firmware: imageFile(romImage(code)),
  memorySize: 16 * 2 ** 20,
  cpus: 1,
  debugConsolePort: 0xe9,
  serial: true,
  disks: [],
  rng: false,
});

describeWith([requirement.kvm()], 'runBoots', () => {
  useGuests();

  test('gives a reading for each boot that counts, whose items have the number of its boot', async () => {
    const items: ReadItem[] = [];
    const readings = await runBoots(guestOf(...asm.post(0x40, 0x41), ...asm.reset), {
      packageRoot: PACKAGE,
      runs: 2,
      warmups: 1,
      input: 'kernel of today',
      onItem: (item) => items.push(item),
    });
    expect(readings).toHaveLength(2);
    const report = analyse(readings, { command: 'run', table: BUILT_IN_TABLE, keepNoise: false });
    expect(report.timelines.map(({ stages, outcome }) => [stages[0]!.measured, outcome.state])).toEqual([
      [true, 'finished'],
      [true, 'finished'],
    ]);
    expect(report.timelines[0]!.boot.input).toBe('kernel of today');
    const numbers = items.flatMap((item) => (item.kind === 'boot' ? [[item.boot, item.warmup]] : []));
    expect(numbers).toEqual([
      [0, true],
      [1, false],
      [2, false],
    ]);
    expect(new Set(items.flatMap((item) => (item.kind === 'diagnostic' ? [] : [item.boot])))).toEqual(
      new Set([0, 1, 2]),
    );
  });

  test('ends where it is to end, by a code, its timeout, or a signal', async () => {
    const guest = guestOf(...asm.post(0x40, 0x41), ...asm.halt);
    const until = await runBoots(guest, { packageRoot: PACKAGE, untilCode: 0x40 });
    expect(until[0]!.boots[0]!.stop).toMatchObject({ reason: 'until' });
    const spin = guestOf(...asm.post(0x40), 0xeb, 0xfe);
    const late = await runBoots(spin, { packageRoot: PACKAGE, timeoutNs: 200e6 });
    expect(late[0]!.boots[0]!.stop).toMatchObject({ reason: 'timeout' });
    const abort = new AbortController();
    const onItem = (item: ReadItem) => item.kind === 'event' && item.event.kind === 'code' && abort.abort();
    const stopped = await runBoots(spin, { packageRoot: PACKAGE, runs: 5, signal: abort.signal, onItem });
    expect(stopped.map(({ boots }) => boots[0]!.stop?.reason)).toEqual(['interrupted']);
  });

  test('refuses what cannot be', async () => {
    const guest = { ...guestOf(...asm.reset), cpus: 300 };
    await expect(runBoots(guest, { packageRoot: PACKAGE })).rejects.toMatchObject({ exitCode: 2 });
    await expect(runBoots(guest, { packageRoot: PACKAGE, engine: 'none' })).rejects.toThrow('none');
  });
});

describe('the built library', () => {
  test('loads nothing native before a guest is run', () => {
    const text = readFileSync(path.join(PACKAGE, 'dist', 'index.js'), 'utf8');
    expect(text).toContain('runBoots');
    expect(text).not.toMatch(/^import[^;]*['"]koffi['"]/m);
  });
});
