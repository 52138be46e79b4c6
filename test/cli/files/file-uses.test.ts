/** Every flag and argument that names a file has its row: what is new in a command and names one fails here first. */
import { describe, expect, test } from 'vitest';
import {
  checkFiles,
  diffFiles,
  markToolFiles,
  parseFiles,
  reportFiles,
  runFiles,
  tableFiles,
} from '../../../src/cli/files/file-uses.js';
import type { FileUse } from '../../../src/cli/files/shared-files.js';
import { planRun } from '../../../src/cli/flags/run-plan.js';
import Check from '../../../src/commands/check.js';
import Classify from '../../../src/commands/classify.js';
import Diff from '../../../src/commands/diff.js';
import Doctor from '../../../src/commands/doctor.js';
import MarkTool from '../../../src/commands/mark-tool.js';
import Parse from '../../../src/commands/parse.js';
import ReportCommand from '../../../src/commands/report.js';
import Run from '../../../src/commands/run.js';
import { ROOT } from '../../helpers/run-cli.js';

/** `--rng src=PATH` takes a device alone. */
function flagsWithFiles(flags: Readonly<Record<string, object>>): string[] {
  return Object.entries(flags)
    .filter(
      ([name, flag]) =>
        name !== 'rng' && /FILE|PATH|DIR|LOG|WHERE/.test(String('helpValue' in flag && flag.helpValue)),
    )
    .map(([name]) => `--${name}`)
    .sort();
}

const namesOf = (uses: readonly FileUse[]) =>
  [...new Set(uses.map(({ flag }) => flag))].filter((flag) => flag.startsWith('--')).sort();
const described = (uses: readonly FileUse[]) => uses.map(({ flag, access }) => `${flag} ${access}`);

const codes = 'codes.yaml';
const output = 'out.html';
const RUN_FLAGS = {
  cpus: '1',
  memory: '512M',
  serial: 'null',
  'debug-console': 'off',
  timeout: '60s',
  engine: 'bundled',
};
const plan = (flags: object) =>
  planRun({ ...RUN_FLAGS, ...flags }, { packageRoot: ROOT, machineOutput: false });
const REPEATS = { warmups: 0, looks: [1], hasSides: false };

describe('the rows of', () => {
  test('parse', () => {
    const uses = parseFiles(['a', '-'], { with: ['w', '-'], codes, output });
    expect(namesOf(uses)).toEqual(flagsWithFiles(Parse.flags));
    expect(described(uses)).toEqual([
      'LOG reads',
      'standard input reads',
      '--with reads',
      'standard input reads',
      '--codes reads',
      '--output writes',
      'standard error writes',
    ]);
  });

  test('report', () => {
    const uses = reportFiles(['a'], { trend: 't', with: ['w'], codes, output });
    expect(namesOf(uses)).toEqual(flagsWithFiles(ReportCommand.flags));
  });

  test('diff', () => {
    const uses = diffFiles({ base: 'a', head: 'b' }, { base: ['c'], head: ['d'], codes, output });
    expect(namesOf(uses)).toEqual(flagsWithFiles(Diff.flags));
    expect(described(uses).slice(0, 2)).toEqual(['BASE reads', 'HEAD reads']);
  });

  test('check', () => {
    const uses = checkFiles(['a'], { config: 'c.yaml', codes, output }, ['base.log']);
    expect(namesOf(uses)).toEqual(flagsWithFiles(Check.flags));
  });

  test('classify, doctor and mark-tool', () => {
    expect(namesOf(tableFiles({ codes, output }))).toEqual(flagsWithFiles(Classify.flags));
    expect(namesOf(tableFiles({ output }))).toEqual(flagsWithFiles(Doctor.flags));
    expect(namesOf(markToolFiles('mark', { output }))).toEqual(flagsWithFiles(MarkTool.flags));
  });

  test('run', () => {
    const guest = plan({
      ...{ kernel: 'k', initramfs: 'i', serial: 'file=s', 'debug-console': 'file=c' },
      disk: ['path=a', 'path=b,readonly=on', 'path=c,readonly=off'],
    });
    const otherGuest = plan({ firmware: 'f', flash: 'vars=v,readonly=off' });
    const files = { save: 's', 'log-file': 'l', symbols: 'y', 'save-symbols': 'z', codes, output };
    const uses = runFiles(files, { guest, otherGuest, repeats: REPEATS });
    expect(namesOf(uses)).toEqual(flagsWithFiles(Run.flags));
    expect(uses.filter(({ kind }) => kind === 'disk').map(({ access }) => access)).toEqual([
      'reads',
      'reads',
      'writes',
    ]);
    expect(described(uses)).toContain('--flash writes');
    const snapshot = { guest: plan({ firmware: 'f', flash: 'vars=v' }), otherGuest: guest, repeats: REPEATS };
    expect(described(runFiles(files, snapshot))).toContain('--flash reads');
    expect(described(uses).slice(-3)).toEqual([
      '--output writes',
      'standard output writes',
      'standard error writes',
    ]);
  });

  test('run without an image: the sample guest is read', () => {
    const guest = plan({});
    const [first] = runFiles({ output: '-' }, { guest, otherGuest: guest, repeats: REPEATS });
    expect(first).toMatchObject({ flag: 'the sample guest', access: 'reads' });
  });
});
