/** How `boottrace run` ends once its report is shown: an exit code, or the failure of a guest. */
import { describeFailedGuest } from '../../engines/failed-guest.js';
import type { GuestRun } from '../../session/order.js';
import { typeDuration } from '../../trace/duration.js';
import { GuestError } from '../../trace/errors.js';
import type { RunPlan } from '../flags/run-plan.js';
import type { BootedSession } from './boot-session.js';
import { diffExitCode } from './compare-logs.js';
import type { RunCommand } from './run-command.js';

/** What the shell reports for Ctrl-C; the way out of a serial console is meant the same. */
const INTERRUPTED = 130;

/**
 * 0; 1 when a comparison found a regression; the code of a signal, where one came.
 * @throws GuestError when a guest crashed, gave up, ran into its timeout or ended before its `--until`; what ended the session
 */
export async function exitCodeOfRun(
  command: RunCommand,
  { result, report: { comparison } }: BootedSession,
  signalCode: number | null,
): Promise<number> {
  const { runs, failure } = result;
  if (failure !== null) throw failure.error;
  const signalled = signalCode ?? (runs.at(-1)?.stop.reason === 'interrupted' ? INTERRUPTED : null);
  if (signalled !== null) return signalled;
  const code = comparison === undefined ? 0 : diffExitCode(comparison.verdict, command.failOn);
  // What the comparison found says more than that some of its boots failed, which its row `failed` shows.
  if (code === 0) await throwIfFailed(runs, command);
  return code;
}

async function throwIfFailed(
  runs: readonly GuestRun<RunPlan>[],
  { files: { engine }, keepNoise, words, context }: RunCommand,
): Promise<void> {
  const { engineArguments = [], inspection = null, table } = context;
  const { buildTimeline } = await import('../../stages/build-timeline.js');
  const failed = runs.flatMap((run) => {
    const [boot] = run.reading.boots;
    const outcome = boot && buildTimeline(boot, { table, keepNoise, index: run.order.index }).outcome;
    return outcome?.state === 'failed' ? [{ run, outcome }] : [];
  });
  if (failed[0] === undefined) return;
  const { run: first, outcome } = failed[0];
  const { name, plan } = first.order;
  const whose = name === null ? '' : `${failed.length} of ${runs.length} boots failed; ${name}: `;
  const message = `${whose}${describeFailedGuest(outcome)}`;
  if (outcome.reason !== first.stop.reason) throw new GuestError('guest-gave-up', message);
  if (first.stop.reason === 'crash') throw new GuestError('guest-crashed', message);
  if (first.stop.reason !== 'timeout')
    throw new GuestError('until-not-reached', message, [
      'add -v or --debug-console tty to see what the guest wrote',
    ]);
  const { emulatorStep } = await import('./emulator-step.js');
  const typed = { engine, words, engineArguments, isInspected: inspection !== null };
  throw new GuestError('guest-timeout', message, [
    emulatorStep(first, typed) ?? `allow more time: --timeout ${typeDuration(2 * plan.timeoutNs)}`,
  ]);
}
