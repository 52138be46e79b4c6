import { execFileSync } from 'node:child_process';
import { linkSync, readdirSync, readFileSync, truncateSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { InputError } from '../../../src/trace/errors.js';
import type { GuestDisk } from '../../../src/trace/guest.js';
import { createBlockStore } from '../../../src/vmm/disks/disk-store.js';
import { openDisks } from '../../../src/vmm/disks/disks.js';
import { Libc } from '../../../src/vmm/kvm/libc.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const folder = temporaryFolder();
const libc = new Libc();

const snapshot = (path: string): GuestDisk => ({ path, readOnly: false, snapshot: true });
const readOnly = (path: string): GuestDisk => ({ path, readOnly: true, snapshot: false });
const written = (path: string): GuestDisk => ({ path, readOnly: false, snapshot: false });

function image(name: string, size = 8192): string {
  const path = folder.write(name, new Uint8Array(Math.min(size, 8192)).fill(1));
  truncateSync(path, size);
  return path;
}

function open(...configs: GuestDisk[]) {
  const disks = openDisks(configs, libc);
  onTestFinished(disks.close);
  return disks;
}

function refusal(...configs: GuestDisk[]): InputError {
  try {
    open(...configs);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return error as InputError;
  }
  throw new Error('they were accepted');
}

const descriptors = () => readdirSync('/proc/self/fd').length;

describe('disks', () => {
  test('are opened in order, each in its mode', () => {
    const [a, b, c] = [image('a'), image('b'), image('c')];
    const { disks, diagnostics } = open(snapshot(a), readOnly(b), written(c));
    expect(
      disks.map(({ size, readOnly: isReadOnly, overlay }) => [size, isReadOnly, overlay !== null]),
    ).toEqual([
      [8192, false, true],
      [8192, true, false],
      [8192, false, false],
    ]);
    expect(diagnostics).toEqual([]);
    for (const parts of disks) createBlockStore(parts).write(0, new Uint8Array(512).fill(7));
    expect([a, b, c].map((path) => readFileSync(path)[0])).toEqual([1, 1, 7]);
  });

  test('start anew with every run', () => {
    const path = image('a');
    const first = openDisks([snapshot(path)], libc);
    createBlockStore(first.disks[0]!).write(0, new Uint8Array(512).fill(7));
    first.close();
    const into = new Uint8Array(512);
    expect(createBlockStore(open(snapshot(path)).disks[0]!).read(0, into)).toBe(true);
    expect(into[0]).toBe(1);
  });

  test('are none when none are asked for', () => {
    expect(open()).toMatchObject({ disks: [], diagnostics: [] });
  });

  test('tell of a rest that the guest does not see', () => {
    const path = image('a', 1000);
    expect(open(snapshot(path)).diagnostics).toEqual([
      {
        severity: 'note',
        code: 'disk-rounded-down',
        message: `${path}: the last 488 bytes are less than a sector; the guest does not see them`,
        input: path,
        line: null,
      },
    ]);
  });

  test('are closed together, and again without harm', () => {
    const before = descriptors();
    const disks = openDisks([snapshot(image('a')), written(image('b'))], libc);
    expect(descriptors()).toBe(before + 3);
    disks.close();
    disks.close();
    expect(descriptors()).toBe(before);
  });
});

describe('one image as two disks', () => {
  test.each([
    ['two snapshots', snapshot, snapshot],
    ['a snapshot and read-only', snapshot, readOnly],
  ])('may be %s', (_name, first, second) => {
    const path = image('a');
    expect(open(first(path), second(path)).disks).toHaveLength(2);
  });

  test.each([
    ['twice', written, written],
    ['beside a snapshot', snapshot, written],
    ['beside a reader', written, readOnly],
  ])('is not written %s', (_name, first, second) => {
    const path = image('a');
    const { code, message } = refusal(first(path), second(path));
    expect([code, message]).toEqual(['disk-twice', `a guest cannot write ${path} through two disks`]);
  });

  test('is recognised under two names', () => {
    const path = image('a');
    linkSync(path, folder.file('b'));
    const { message } = refusal(written(path), written(folder.file('b')));
    expect(message).toBe(
      `a guest cannot write ${path} and ${folder.file('b')}, the same file, through two disks`,
    );
  });
});

describe('an image that is in use', () => {
  test('by another run that writes it is refused, and says by whom', () => {
    const path = image('a');
    open(written(path));
    for (const mode of [snapshot, readOnly, written]) {
      const { code, message, nextSteps } = refusal(mode(path));
      expect(code).toBe('disk-in-use');
      expect(message).toMatch(new RegExp(`^${path} is in use by boottrace \\(process ${process.pid}\\)$`));
      expect(nextSteps).toHaveLength(2);
    }
  });

  test('by other runs that leave it alone is shared', () => {
    const path = image('a');
    open(snapshot(path));
    expect(open(snapshot(path), readOnly(path)).disks).toHaveLength(2);
    expect(refusal(written(path)).code).toBe('disk-in-use');
  });
});

test('a failure leaves nothing open and nothing locked', () => {
  const path = image('a');
  const before = descriptors();
  expect(refusal(written(path), snapshot(image('b')), snapshot(folder.file('missing'))).code).toBe(
    'unreadable-disk',
  );
  expect(descriptors()).toBe(before);
  expect(open(written(path)).disks).toHaveLength(1);
  expect(execFileSync('stat', ['-c', '%s', path], { encoding: 'utf8' }).trim()).toBe('8192');
});
