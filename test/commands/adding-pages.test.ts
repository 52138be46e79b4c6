/**
 * docs/adding-a-guest-option.md and docs/adding-a-metric.md: what they say is done to a copy of the sources, which is then built and
 * run. A file that would be needed and is not on its page is missing in the copy.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeWith, requirement } from '../helpers/requirements.js';
import { cleanEnv, ROOT } from '../helpers/run-cli.js';
import { asm, romImage } from '../kvm/guest-image.js';

const BUILD_MS = 400_000;
/** A table row that begins with the name of a file, and a heading that is one. */
const TABLE_FILE = /^\| `([\w./-]+)` \|/gm;
const SECTION = /^### `([\w./-]+)`\n([\s\S]*?)(?=^### |(?![\s\S]))/gm;
const BLOCK = /^```(diff|ts)\n([\s\S]*?)^```$/gm;

interface Page {
  /** Files that its table lists. */
  readonly listed: readonly string[];
  /** What it shows of each: a change, or a new file. */
  readonly blocks: readonly { readonly file: string; readonly language: string; readonly text: string }[];
}

function readPage(name: string): Page {
  const text = readFileSync(path.join(ROOT, 'docs', name), 'utf8');
  const listed = [...text.matchAll(TABLE_FILE)].map(([, file]) => file!);
  const blocks = [...text.matchAll(SECTION)].flatMap(([, file, body]) =>
    [...body!.matchAll(BLOCK)].map(([, language, block]) => ({
      file: file!,
      language: language!,
      text: block!,
    })),
  );
  return { listed, blocks };
}

/** A change without line numbers: the lines that are there must be so once. */
function applyChange(before: string, change: string): string {
  const lines = change.trimEnd().split('\n');
  const side = (left: string) =>
    lines
      .filter((line) => line[0] !== left)
      .map((line) => `${line.slice(1)}\n`)
      .join('');
  const [old, renewed] = [side('+'), side('-')];
  const parts = before.split(old);
  if (parts.length !== 2) throw new Error(`${parts.length - 1} places for\n${old}`);
  return parts.join(renewed);
}

let copy = '';
const PAGES = ['adding-a-guest-option.md', 'adding-a-metric.md'] as const;
const pages = Object.fromEntries(PAGES.map((name) => [name, readPage(name)]));

/** Runs the program that was built from the copy. */
function run(args: readonly string[]): unknown {
  const said = execFileSync(process.execPath, [path.join(copy, 'bin', 'run.js'), ...args], {
    encoding: 'utf8',
    cwd: ROOT,
    env: cleanEnv({ XDG_CACHE_HOME: path.join(copy, 'cache') }),
  });
  return JSON.parse(said);
}

beforeAll(() => {
  copy = mkdtempSync(path.join(tmpdir(), 'boottrace-adding-'));
  for (const part of [
    'bin',
    'src',
    'scripts',
    'samples',
    'docs',
    'package.json',
    'tsconfig.json',
    'tsconfig.build.json',
  ])
    cpSync(path.join(ROOT, part), path.join(copy, part), { recursive: true });
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
  for (const { file, language, text } of Object.values(pages).flatMap(({ blocks }) => blocks)) {
    const target = path.join(copy, file);
    writeFileSync(target, language === 'ts' ? text : applyChange(readFileSync(target, 'utf8'), text));
  }
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: copy, stdio: 'pipe' });
}, BUILD_MS);
afterAll(() => rmSync(copy, { recursive: true, force: true }));

describe.each(PAGES)('%s', (name) => {
  const { listed, blocks } = pages[name]!;

  test('lists every file that it changes, at most six', () => {
    const changed = new Set(blocks.map(({ file }) => file));
    const tests = listed.filter((file) => file.startsWith('test/'));
    expect([...changed, ...tests].sort()).toEqual([...listed].sort());
    expect(listed.length).toBeLessThanOrEqual(6);
  });

  test('shows a new file only where there is none', () => {
    for (const { file, language } of blocks)
      expect([file, existsSync(path.join(ROOT, file))]).toEqual([file, language === 'diff']);
  });
});

describe('the metric of the page', () => {
  const log = path.join(ROOT, 'samples', 'logs', 'cbmem', 'apu2-table.txt');

  test('is evaluated', () => {
    const { results } = run(['check', log, '--min', 'moments=1', '--json']) as { results: unknown[] };
    expect(results).toMatchObject([{ passed: true, unit: 'count' }]);
  });
});

describeWith([requirement.kvm()], 'the option of the page', () => {
  // mov eax, 0x80001000; mov dx, 0xcf8; out dx, eax; mov dx, 0xcfe; in al, dx; out 0x80, al: the device in slot 2, the first free one.
  const CODE = [
    0x66, 0xb8, 0, 0x10, 0, 0x80, 0xba, 0xf8, 0x0c, 0x66, 0xef, 0xba, 0xfe, 0x0c, 0xec, 0xe6, 0x80,
  ];

  test.each([
    ['is there when it is asked for', ['--balloon'], 0x45, true],
    ['and not otherwise', [], 0xff, false],
  ])('%s', (_name, flags, code, balloon) => {
    const firmware = path.join(copy, 'firmware.bin');
    writeFileSync(firmware, romImage([...CODE, ...asm.reset]));
    const { boots } = run(['run', '--firmware', firmware, ...flags, '--json']) as {
      boots: { events: { kind: string; code?: number }[]; provenance: { guest: object } }[];
    };
    expect(boots[0]!.events.flatMap((event) => (event.kind === 'code' ? [event.code] : []))).toEqual([code]);
    expect(boots[0]!.provenance.guest).toMatchObject({ balloon });
  });
});
