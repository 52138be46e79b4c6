/** `boottrace run` from parsed flags to an exit code: what was typed becomes a plan, guests boot, their report is shown. */
import { withFiles } from '../files/claim-files.js';
import { withInterrupt } from '../program/interrupt.js';
import { bootAndShow } from './boot-session.js';
import { planRunCommand, type RunCommand, type RunPackage, type RunReportFlags } from './run-command.js';
import { exitCodeOfRun } from './run-exit.js';

/**
 * Returns 0; 1 when a comparison found a regression; or 130, 143 or 129 after a signal.
 * @throws GuestError, once the report is written, when a guest crashed, gave up, ran into its timeout or ended before its `--until`
 */
export function runAndShow(flags: RunReportFlags, program: RunPackage): Promise<number> {
  return withInterrupt(async ({ signal, exitCode }) => {
    const command = await planRunCommand(flags, program, signal);
    const limits = { signal, timeoutNs: command.session.guest.timeoutNs };
    return await withFiles(command.uses, () => runCommand(command, exitCode), limits).catch((error) => {
      const signalled = error === signal.reason ? exitCode() : null;
      if (signalled === null) throw error;
      return signalled;
    });
  });
}

/** @param signalCode see Interrupt */
async function runCommand(command: RunCommand, signalCode: () => number | null): Promise<number> {
  const booted = await bootAndShow(command);
  return exitCodeOfRun(command, booted, signalCode());
}
