import { readFileSync, statSync, symlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { handOutMarkTool, type MarkToolFlags, markToolProgram } from '../../../src/cli/work/mark-tool.js';
import { BoottraceError } from '../../../src/trace/errors.js';
import { ROOT, SAMPLES } from '../../helpers/run-cli.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const folder = temporaryFolder();
const program = readFileSync(`${SAMPLES}/mark/mark`);

/** What it has for standard output. */
function run(flags: Partial<MarkToolFlags> & { output: string }, root = ROOT): Buffer {
  return Buffer.from(handOutMarkTool({ force: false, ...flags }, markToolProgram(root)));
}

function failure(action: () => unknown) {
  try {
    action();
  } catch (error) {
    if (error instanceof BoottraceError) return error;
  }
  throw new Error('it went well');
}

describe('the mark tool', () => {
  test('is written whole and executable, and its use is said', () => {
    const file = folder.file('mark');
    const text = run({ output: file }).toString();
    expect(readFileSync(file).equals(program)).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o755);
    expect(text).toContain(`${file}: ${program.length} bytes, static`);
    expect(text).toContain('\n  mark 0x60\n');
  });

  test('goes to standard output alone for -', () => {
    expect(run({ output: '-' }).equals(program)).toBe(true);
  });

  test('replaces nothing unless told to', () => {
    const file = folder.write('mark', 'precious, and longer than the program'.repeat(100));
    const error = failure(() => run({ output: file }));
    expect([error.code, error.exitCode, error.message]).toEqual([
      'output-exists',
      2,
      `${file} already exists`,
    ]);
    expect(error.nextSteps).toEqual([`boottrace mark-tool --output ${file} --force`]);
    expect(readFileSync(file, 'utf8')).toMatch(/^precious/);
    run({ output: file, force: true });
    expect(readFileSync(file).equals(program)).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o755);
  });

  test('does not follow a link to a file that is not there', () => {
    symlinkSync(folder.file('elsewhere'), folder.file('mark'));
    expect(failure(() => run({ output: folder.file('mark') })).code).toBe('output-exists');
  });

  test.each([
    ['a folder that is not there', () => folder.file('no/mark'), 'no such file or directory'],
    ['a folder itself', () => folder.file('.'), 'illegal operation on a directory'],
  ])('cannot go to %s', (_name, target, why) => {
    const output = target();
    const error = failure(() => run({ output, force: true }));
    expect([error.code, error.exitCode, error.message]).toEqual([
      'output-unwritable',
      2,
      `cannot write ${output}: ${why}`,
    ]);
  });

  test('that does not fit on the disk is the fault of the host', () => {
    const error = failure(() => run({ output: '/dev/full', force: true }));
    expect([error.code, error.exitCode]).toEqual(['output-failed', 3]);
  });

  test('that the package lacks is said', () => {
    const error = failure(() => run({ output: folder.file('mark') }, '/no/such/package'));
    expect([error.code, error.exitCode]).toEqual(['no-mark-tool', 3]);
  });
});
