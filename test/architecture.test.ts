/** The house rules that a compiler does not know: who imports whom, no circles, how full rooms are, where tests are. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { COM1_PORT, DEBUG_CONSOLE_PORT, FIRMWARE_DEBUG_PORT } from '../src/trace/debug-ports.js';
import { type Code, readCode, walk } from './helpers/call-walk.js';
import { CODE_WAY, measureCodeWay } from './helpers/code-way.js';
import { diagnosticLiterals } from './helpers/diagnostic-literals.js';
import { circlesOf, MAX_FILES_OF_A_ROOM, roomsOf } from './helpers/house.js';
import { objection, readImportTable, zoneOf } from './helpers/import-table.js';
import { readSourceFiles, type SourceFile } from './helpers/source-files.js';
import { measureWalks } from './helpers/walks.js';

const files = readSourceFiles();
const table = readImportTable();

describe('imports', () => {
  test('every one is allowed by the table in src/README.md', () => {
    const objections = files.flatMap((file) =>
      file.imports.map((found) => objection(file, found, table)).filter((reason) => reason !== null),
    );
    expect(objections).toEqual([]);
  });

  test('every one names a file that exists', () => {
    const known = new Set(files.map((file) => file.path));
    const broken = files.flatMap((file) =>
      file.imports
        .filter(({ target }) => target !== null && !known.has(target))
        .map(({ specifier }) => `src/${file.path} imports ${specifier}`),
    );
    expect(broken).toEqual([]);
  });

  test('none closes a circle, types included', () => {
    expect(circlesOf(files)).toEqual([]);
  });

  test('the judge objects to what the table does not name', () => {
    const inDevices: SourceFile = {
      path: 'vmm/devices/x.ts',
      imports: [],
      hasDefaultExport: false,
      isDeclarative: false,
      runLines: null,
      numbers: [],
    };
    const judge = (specifier: string, target: string | null, typeOnly = false): string | null =>
      objection(inDevices, { specifier, target, typeOnly, line: 7 }, table);
    expect(judge('../kvm/libc.js', 'vmm/kvm/libc.ts')).toContain(
      'src/vmm/devices/x.ts:7 imports ../kvm/libc.js',
    );
    expect(judge('../kvm/libc.js', 'vmm/kvm/libc.ts', true)).toContain('may not import types of vmm/kvm');
    expect(judge('koffi', null)).toContain('may not use the package koffi');
    expect(judge('../bus.js', 'vmm/bus/bus.ts')).toBeNull();
    expect(judge('./y.js', 'vmm/devices/y.ts')).toBeNull();
    expect(zoneOf('vmm/kvm/libc.ts', table)?.zone).toBe('vmm/kvm');
    expect(zoneOf('elsewhere.ts', table)).toBeNull();
  });

  test('the search for circles finds one', () => {
    const file = (name: string, target: string, typeOnly: boolean): SourceFile => ({
      path: name,
      imports: [{ specifier: target, target, typeOnly, line: 1 }],
      hasDefaultExport: false,
      isDeclarative: false,
      runLines: null,
      numbers: [],
    });
    expect(circlesOf([file('a.ts', 'b.ts', false), file('b.ts', 'a.ts', true)])).toEqual([
      'a.ts -> b.ts -> a.ts',
    ]);
  });
});

describe('rooms', () => {
  test('none has more files than a reader can look over', () => {
    const full = roomsOf(files).filter((room) => room.files > MAX_FILES_OF_A_ROOM);
    expect(full).toEqual([]);
  });

  test('each has a README with its door and where to start, whose paths exist', () => {
    const root = path.join(import.meta.dirname, '..', 'src');
    const outer = new Set(files.flatMap((file) => (file.path.includes('/') ? file.path.split('/')[0]! : [])));
    for (const room of outer) {
      const page = readFileSync(path.join(root, room, 'README.md'), 'utf8');
      expect(page).toContain('**Door**');
      expect(page).toMatch(/^Start with `/m);
      expect(page.split('\n').length).toBeLessThan(25);
      for (const [, name = ''] of page.matchAll(/`([a-z0-9/-]+(?:\.ts|\/))`/g)) {
        const known = [path.join(root, room, name), path.join(root, name)].some((file) => existsSync(file));
        expect(known, `src/${room}/README.md names ${name}`).toBe(true);
      }
    }
    expect(outer.size).toBeGreaterThan(10);
  });
});

describe('walks', { timeout: 60_000 }, () => {
  let code: Code;
  beforeAll(() => {
    code = readCode();
  }, 120_000);

  test('are no longer than a reader can follow', () => {
    for (const { title, counts, most, walk: walked } of measureWalks(code))
      expect(walked[counts], `${title}: ${walked.trail.join(' > ')}`).toBeLessThanOrEqual(most);
  });

  test('of a code from port 0x80 to CSV pass 14 files and 5 forms', () => {
    const { files: passed, forms, faults } = measureCodeWay(code);
    expect(faults).toEqual([]);
    expect(passed.length, passed.join(' > ')).toBeLessThanOrEqual(14);
    expect(forms.length, forms.join(' > ')).toBeLessThanOrEqual(5);
  });

  test('of a code are compared with the calls in the source', () => {
    const without = (at: string) => CODE_WAY.filter((step) => step.at !== at);
    const faults = (steps: typeof CODE_WAY) => measureCodeWay(code, steps).faults;
    expect(faults(without('vmm/bus/bus.ts#PioBus.write'))).toEqual([
      'write of src/vmm/vcpus/exit-handlers.ts#access does not lead to src/vmm/devices/post-port.ts#write',
    ]);
    const [first] = CODE_WAY;
    expect(faults([{ ...first!, calls: 'read2' }])).toEqual([
      'src/vmm/vcpus/exit-handlers.ts#access does not call read2',
    ]);
    expect(faults([{ ...first!, setIn: ['vmm/index.ts', 'no such words'] }])).toEqual([
      'src/vmm/index.ts does not say no such words',
    ]);
  });

  test('count each return to a file, and those to the first', () => {
    const found = walk(code, { from: 'stats/summary.ts#summarise', within: /^stats\// });
    expect(found.trail[0]).toBe('stats/summary.ts');
    expect(found.trail.at(-1)).toBe('stats/summary.ts');
    expect(found.trail.length).toBe(2 * found.returns + 1);
    expect(found.climbs).toBe(found.trail.filter((file) => file === 'stats/summary.ts').length - 1);
    expect(found.climbs).toBeGreaterThan(0);
  });

  test('that follow a parameter leave out calls without it', () => {
    const from = 'cli/work/report-logs.ts#reportLogs';
    const all = walk(code, { from });
    const flags = walk(code, { from, follows: 'flags' });
    expect(flags.trail).toContain('cli/flags/stage-table.ts');
    expect(flags.returns).toBeLessThan(all.returns);
    expect(() => walk(code, { from, follows: 'nothing' })).toThrow('has no parameter nothing');
    expect(() => walk(code, { from: 'cli/work/report-logs.ts#nothing' })).toThrow('has no function nothing');
  });
});

describe('diagnostics', () => {
  /** Where a diagnostic is made by hand. Tables of remarks are rows of severity and message, and stand in `formats`. */
  const MAKERS: ReadonlySet<string> = new Set([
    'trace/diagnostic.ts',
    // Reads diagnostics of a trace file, field by field.
    'formats/boottrace-ndjson/records.ts',
  ]);

  test('are made by note() and warning() of trace/diagnostic.ts', () => {
    const objections = files.flatMap(({ path: file }) =>
      diagnosticLiterals(textOf(file))
        .filter(({ isRow }) => (isRow ? !file.startsWith('formats/') : !MAKERS.has(file)))
        .map(({ line }) => `src/${file}:${line} makes a diagnostic by hand`),
    );
    expect(objections).toEqual([]);
  });

  test('the search for those made by hand finds each form', () => {
    const text = `
      const a = { severity: 'note', code, message };
      const b = { ...a, severity: loud ? 'warning' : 'note' };
      const c = { severity: 'warning' as const, code: 'x' };
      const d = { severity, code, message };
      const e = { 'bad-line': { severity: 'note', message: 'Left out.', once: true } };
      const f = { severity: z.enum(['note', 'warning']), code: z.string() };
      const { severity, code } = a;
    `;
    expect(diagnosticLiterals(text)).toEqual([
      { line: 2, isRow: false },
      { line: 3, isRow: false },
      { line: 4, isRow: false },
      { line: 5, isRow: false },
      { line: 6, isRow: true },
    ]);
  });
});

test('times in words are written by trace/duration.ts and, for tables, by reporters/words/time-text.ts', () => {
  const byHand = /\/ 1e6\)+\.toFixed|\/ 1e[69]\} m?s\b/;
  const writers = files.map((file) => file.path).filter((file) => byHand.test(textOf(file)));
  expect(writers).toEqual(['trace/duration.ts']);
});

describe('files', () => {
  test('only commands have a default export', () => {
    const found = files.filter((file) => file.hasDefaultExport).map((file) => file.path);
    expect(found.filter((file) => !file.startsWith('commands/'))).toEqual([]);
  });

  test('of commands have a run() of at most 25 lines', () => {
    const long = files.filter((file) => (file.runLines ?? 0) > 25).map((file) => file.path);
    expect(long).toEqual([]);
    expect(files.some((file) => file.runLines !== null)).toBe(true);
  });

  test('are named in kebab-case, and no folder is an attic', () => {
    const odd = files.filter((file) => !/^[a-z0-9-]+(\/[a-z0-9-]+)*\.ts$/.test(file.path));
    const attics = files.filter((file) =>
      /(^|\/)(utils?|helpers?|lib|common|shared|misc)(\/|\.ts$)/.test(file.path),
    );
    expect([...odd, ...attics].map((file) => file.path)).toEqual([]);
  });

  test('write the number of a debug port in one place', () => {
    const home = 'trace/debug-ports.ts';
    const ports = new Set([COM1_PORT, DEBUG_CONSOLE_PORT, FIRMWARE_DEBUG_PORT]);
    const written = files.flatMap((file) =>
      file.numbers.filter(({ value }) => ports.has(value)).map(({ line }) => ({ file: file.path, line })),
    );
    const elsewhere = written.filter(({ file }) => file !== home);
    expect(elsewhere.map(({ file, line }) => `src/${file}:${line}`)).toEqual([]);
    // The three ports, and the value that says that one of them is there.
    expect(written).toHaveLength(4);
  });

  test('each has its test: the same path below test, a guest in test/kvm or test/qemu, or a page in test/browser', () => {
    const isTested = (file: string): boolean =>
      testsOf(file).some((name) => existsSync(path.join(import.meta.dirname, name)));
    const untested = files
      .filter((file) => !file.isDeclarative && !isTested(file.path))
      .map((file) => file.path);
    expect(untested).toEqual([]);
  });
});

function textOf(file: string): string {
  return readFileSync(path.join(import.meta.dirname, '..', 'src', file), 'utf8');
}

/** Where the test of a source file may be. What drives real hardware is tested on it, in test/kvm, what drives QEMU, in test/qemu, and what acts in a page, in test/browser. */
function testsOf(file: string): string[] {
  const name = file.replace(/\.ts$/, '.test.ts');
  if (file.startsWith('engines/qemu')) return [name, `qemu/${path.basename(name)}`];
  if (file.startsWith('reporters/html/client')) return [name, `browser/${path.basename(name)}`];
  return ['vmm/', 'engines/', 'session/'].some((room) => file.startsWith(room))
    ? [name, `kvm/${path.basename(name)}`]
    : [name];
}
