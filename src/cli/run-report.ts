/** `boottrace run` from parsed flags to an exit code: the guest runs, its report is shown, its failure is said. */
import type { Stop } from '../trace/boot.js';
import { GuestError } from '../trace/errors.js';
import type { BootsReport } from '../trace/report.js';
import { withInterrupt } from './interrupt.js';
import { type GuestRun, type RunContext, runGuest } from './run-guest.js';
import type { RunFlags } from './run-plan.js';
import { chosenFormat, type ShowFlags, showReport } from './show-report.js';
import { loadStageTable } from './stage-table.js';

export type RunReportFlags = RunFlags &
  ShowFlags & { readonly codes?: string | undefined; readonly 'keep-noise': boolean };

/** What the shell reports for Ctrl-C; the way out of a serial console is meant the same. */
const INTERRUPTED = 130;

type RunPackage = Pick<RunContext, 'packageRoot' | 'version' | 'verbosity'>;

/**
 * Returns 0, or 130 or 143 after a signal.
 * @throws GuestError, once the report is written, when the guest crashed or ran into its timeout
 */
export function runAndShow(flags: RunReportFlags, program: RunPackage): Promise<number> {
  return withInterrupt(async ({ signal, exitCode }) => {
    const table = await loadStageTable(flags.codes);
    const machineOutput = chosenFormat(flags) !== 'table' && flags.output === '-';
    const runs: GuestRun[] = [];
    await showReport(flags, async (): Promise<BootsReport> => {
      runs.push(await runGuest(flags, { ...program, signal, table, machineOutput }));
      const { analyse } = await import('../pipeline.js');
      const readings = runs.map(({ reading }) => reading);
      return analyse(readings, { command: 'run', table, keepNoise: flags['keep-noise'] });
    });
    for (const { stop } of runs) throwIfFailed(stop);
    const quit = runs.some(({ stop }) => stop.reason === 'interrupted');
    return exitCode() ?? (quit ? INTERRUPTED : 0);
  });
}

function throwIfFailed({ reason, detail }: Stop): void {
  if (reason === 'crash')
    throw new GuestError('guest-crashed', `the guest crashed: ${detail ?? 'no detail'}`);
  if (reason === 'timeout') {
    throw new GuestError('guest-timeout', detail ?? 'the guest did not end in time', [
      'give it longer: --timeout 120s',
    ]);
  }
}

/** How many times `-v` was given: oclif keeps of a repeated flag only that it was there. */
export function countVerbosity(argv: readonly string[]): number {
  const count = (word: string) => (/^-v+$/.test(word) ? word.length - 1 : word === '--verbose' ? 1 : 0);
  return argv.reduce((sum, word) => sum + count(word), 0);
}
