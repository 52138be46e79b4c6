/**
 * Every file that a command line names, by command: one row for each flag, argument and standard stream. A flag that names a
 * file has its row here, or nothing keeps another flag from destroying that file.
 */
import type { Session } from '../../session/run-session.js';
import type { RunPlan } from '../flags/run-plan.js';
import type { FileUse } from './shared-files.js';

type Path = string | null | undefined;
type Paths = readonly string[] | undefined;

function use(access: FileUse['access'], flag: string, file: Path): FileUse[] {
  return file === null || file === undefined ? [] : [{ flag, file, access }];
}

const reads = (flag: string, file: Path) => use('reads', flag, file);
const writes = (flag: string, file: Path) => use('writes', flag, file);

/** `-` is standard input. */
function inputs(flag: string, files: Paths): FileUse[] {
  return (files ?? []).flatMap((file) =>
    file === '-' ? [{ flag: 'standard input', file: 0, access: 'reads' as const }] : reads(flag, file),
  );
}

/** The same, where a folder stands for the logs in it. */
function logs(flag: string, files: Paths): FileUse[] {
  return inputs(flag, files).map((input) => ({ ...input, kind: 'logs' }));
}

const STANDARD_OUTPUT: FileUse = { flag: 'standard output', file: 1, access: 'writes' };
const STANDARD_ERROR: FileUse = { flag: 'standard error', file: 2, access: 'writes' };

/** `-` is standard output. */
function report({ output }: { readonly output: string }): FileUse[] {
  return [...(output === '-' ? [STANDARD_OUTPUT] : writes('--output', output)), STANDARD_ERROR];
}

interface StageFiles {
  readonly codes?: string | undefined;
  readonly output: string;
}

interface LogFiles extends StageFiles {
  readonly with?: Paths;
}

/** Of `parse`, with `--follow` and without. */
export function parseFiles(args: readonly string[], flags: LogFiles): FileUse[] {
  return [
    ...logs('LOG', args),
    ...inputs('--with', flags.with),
    ...reads('--codes', flags.codes),
    ...report(flags),
  ];
}

export function reportFiles(
  args: readonly string[],
  flags: LogFiles & { readonly trend?: string | undefined },
): FileUse[] {
  return [...parseFiles(args, flags), ...logs('--trend', flags.trend === undefined ? [] : [flags.trend])];
}

export function diffFiles(
  args: { readonly base?: string | undefined; readonly head?: string | undefined },
  flags: StageFiles & { readonly base?: Paths; readonly head?: Paths },
): FileUse[] {
  return [
    ...logs('BASE', args.base === undefined ? [] : [args.base]),
    ...logs('HEAD', args.head === undefined ? [] : [args.head]),
    ...logs('--base', flags.base),
    ...logs('--head', flags.head),
    ...reads('--codes', flags.codes),
    ...report(flags),
  ];
}

/** `baseline`: of the flag or of the configuration file. */
export function checkFiles(
  args: readonly string[],
  flags: StageFiles & { readonly config?: string | undefined },
  baseline: Paths,
): FileUse[] {
  return [
    ...logs('LOG', args),
    ...logs('--baseline', baseline),
    ...reads('--config', flags.config),
    ...reads('--codes', flags.codes),
    ...report(flags),
  ];
}

/** Of `classify` and `doctor`. */
export function tableFiles(flags: StageFiles): FileUse[] {
  return [...reads('--codes', flags.codes), ...report(flags)];
}

/** How it is used stands on standard output when the program does not. `program`: what is copied. */
export function markToolFiles(program: string, { output }: { readonly output: string }): FileUse[] {
  const made = output === '-' ? [] : writes('--output', output);
  return [...reads('the mark tool', program), ...made, STANDARD_OUTPUT, STANDARD_ERROR];
}

/** The flags of `run` that name files and are not the guest's. */
interface RunOutputs extends StageFiles {
  readonly save?: string | undefined;
  readonly 'log-file'?: string | undefined;
  readonly symbols?: string | undefined;
  readonly 'save-symbols'?: string | undefined;
}

/** Standard output is written with `--output FILE` too: the guest's text goes there. */
export function runFiles(flags: RunOutputs, { guest, otherGuest }: Session<RunPlan>): FileUse[] {
  return [
    ...guestFiles(guest, 'base'),
    ...(otherGuest === guest ? [] : guestFiles(otherGuest, 'head')),
    ...reads('--codes', flags.codes),
    ...reads('--symbols', flags.symbols),
    ...writes('--save', flags.save),
    ...writes('--log-file', flags['log-file']),
    ...writes('--save-symbols', flags['save-symbols']),
    ...(flags.output === '-' ? [] : writes('--output', flags.output)),
    STANDARD_OUTPUT,
    STANDARD_ERROR,
  ];
}

function guestFiles(plan: RunPlan, guest: 'base' | 'head'): FileUse[] {
  const { firmware, kernel, flash, disks } = plan.request;
  const files: FileUse[] = [
    // Without any image, the guest of the package boots.
    ...reads(firmware === plan.input ? '--firmware' : 'the sample guest', firmware),
    ...reads('--kernel', kernel?.kernel),
    ...reads('--initramfs', kernel?.initramfs),
    ...(flash === undefined || flash.readOnly || flash.snapshot ? reads : writes)('--flash', flash?.path),
    ...disks.map(
      ({ path, readOnly, snapshot }): FileUse => ({
        flag: '--disk',
        file: path,
        access: readOnly || snapshot ? 'reads' : 'writes',
        kind: 'disk',
      }),
    ),
    ...writes('--serial', consoleFile(plan, 'serial')),
    ...writes('--debug-console', consoleFile(plan, 'debug-console')),
  ];
  return files.map((file) => ({ ...file, guest }));
}

function consoleFile({ targets }: RunPlan, channel: 'serial' | 'debug-console'): string | null {
  const target = targets.get(channel);
  return target?.mode === 'file' ? target.path : null;
}
