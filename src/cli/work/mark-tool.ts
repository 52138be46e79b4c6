/** `boottrace mark-tool`: hands out the program with which a guest's userspace writes boot codes (samples/mark). */
import { closeSync, fchmodSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { EnvironmentError, InputError } from '../../trace/errors.js';
import { printable } from '../../trace/printable.js';
import { systemCode, systemReason } from '../program/system-reason.js';

export interface MarkToolFlags {
  /** Path of the file to make; `-` is standard output. */
  readonly output: string;
  /** Whether a file that is already there may be replaced. */
  readonly force: boolean;
}

/** Where the package keeps the program. */
export function markToolProgram(packageRoot: string): string {
  return path.join(packageRoot, 'samples', 'mark', 'mark');
}

/**
 * Writes the program, which `file` holds; returns what belongs on standard output: how to use it, or the program itself.
 * Throws InputError when the file cannot be made, EnvironmentError when it cannot be filled.
 */
export function handOutMarkTool({ output, force }: MarkToolFlags, file: string): string | Uint8Array {
  const program = readProgram(file);
  if (output === '-') return program;
  const fd = openForWriting(output, { force });
  try {
    writeFileSync(fd, program);
    fchmodSync(fd, 0o755);
  } catch (error) {
    throw new EnvironmentError('output-failed', `cannot write ${output}: ${systemReason(error)}`);
  } finally {
    closeSync(fd);
  }
  return `${describe(output, program.length).map(printable).join('\n')}\n`;
}

function readProgram(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new EnvironmentError('no-mark-tool', `cannot read ${file}: ${systemReason(error)}`, [
      'install the package again',
    ]);
  }
}

function openForWriting(output: string, { force }: { readonly force: boolean }): number {
  try {
    return openSync(output, force ? 'w' : 'wx', 0o755);
  } catch (error) {
    if (systemCode(error) === 'EEXIST') {
      throw new InputError('output-exists', `${output} already exists`, [
        `boottrace mark-tool --output ${output} --force`,
      ]);
    }
    throw new InputError('output-unwritable', `cannot write ${output}: ${systemReason(error)}`, [
      'give --output a file in a folder that exists and that you may write to',
    ]);
  }
}

function describe(output: string, size: number): readonly string[] {
  return [
    `${output}: ${size} bytes, static, runs in every x86-64 Linux guest.`,
    'Copy it into the guest, for example as /bin/mark. Run it as root where a stage begins or ends:',
    '  mark 0x60',
    'Its exit code is 0 when the code was written, 1 without access to port 0x80, 2 for an invalid code, such as 41 without 0x.',
    'docs/marks.md shows how to use it in an initramfs, a systemd unit and a shell, and what to do without it.',
  ];
}
