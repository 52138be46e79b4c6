/** `boottrace run` as it was typed: everything that its flags ask for, made and checked before a file is opened. */
import type { Interfaces } from '@oclif/core';
import { chooseRows, possibleRows } from '../../reports/chosen-rows.js';
import type { JudgeOptions } from '../../reports/comparison.js';
import { isRepeated, type Session } from '../../session/run-session.js';
import { InputError } from '../../trace/errors.js';
import { DEFAULT_FAIL_ON, type FailOn } from '../../trace/report/report.js';
import { runFiles } from '../files/file-uses.js';
import type { FileUse } from '../files/shared-files.js';
import { type InspectionFlags, planInspection } from '../flags/inspection-flags.js';
import { planRun, type RunFlags, type RunPlan } from '../flags/run-plan.js';
import { parseRepeats, type RepeatFlags } from '../flags/run-repeats.js';
import { loadStageTable } from '../flags/stage-table.js';
import { judgeOptions } from './compare-logs.js';
import { overlayGuestFlags } from './guest-overlay.js';
import type { RunContext, RunFiles } from './guest-runner.js';
import { chosenFormat, type ShowFlags } from './show-report.js';

export type RunReportFlags = RunFlags &
  RepeatFlags &
  InspectionFlags &
  ShowFlags & {
    readonly codes?: string | undefined;
    readonly 'keep-noise': boolean;
    readonly alpha?: string | undefined;
    readonly floor?: readonly string[] | undefined;
    readonly rows?: readonly string[] | undefined;
    readonly name?: readonly string[] | undefined;
    readonly 'fail-on'?: FailOn | undefined;
  };

export interface RunPackage
  extends Pick<RunContext, 'packageRoot' | 'version' | 'verbosity' | 'engineArguments'> {
  /** What was typed, without what is for the engine's own program. */
  readonly words: readonly string[];
  /** The part of the table of flags that `--vs` takes. */
  readonly guestFlags: Interfaces.FlagInput;
}

export interface RunCommand {
  readonly session: Session<RunPlan>;
  readonly context: RunContext;
  readonly compare: JudgeOptions;
  readonly keepNoise: boolean;
  readonly failOn: FailOn;
  /** How the report is written. */
  readonly show: ShowFlags;
  /** The outputs of the boots, and their runner. */
  readonly files: RunFiles;
  /** Every file that the command line names. */
  readonly uses: readonly FileUse[];
  readonly words: readonly string[];
}

/** Throws InputError for what was typed. */
export async function planRunCommand(
  flags: RunReportFlags,
  program: RunPackage,
  signal: AbortSignal,
): Promise<RunCommand> {
  const table = await loadStageTable(flags.codes);
  const machineOutput = chosenFormat(flags) !== 'table' && flags.output === '-';
  const inspection = await planInspection(flags);
  const context = { ...program, signal, table, machineOutput, ascii: flags.ascii, inspection };
  const compare = judgeOptions(flags, null);
  chooseRows(possibleRows(table), compare.rows);
  const session = await planSession(flags, context);
  return {
    session,
    context,
    compare,
    keepNoise: flags['keep-noise'],
    failOn: flags['fail-on'] ?? DEFAULT_FAIL_ON,
    show: flags,
    files: flags,
    uses: runFiles(flags, session),
    words: program.words,
  };
}

async function planSession(
  flags: RunReportFlags,
  context: RunContext & RunPackage,
): Promise<Session<RunPlan>> {
  const repeats = parseRepeats(flags);
  const guest = planRun(flags, context);
  if (flags.vs === undefined) return quietIfRepeated({ guest, otherGuest: guest, repeats }, context);
  if (flags['log-file'] !== undefined) {
    throw new InputError(
      'log-of-two-sides',
      'a log file cannot record the side of --vs to which a boot belongs',
      ['use a trace file: --save ab.ndjson, then boottrace diff ab.ndjson'],
    );
  }
  const otherFlags = await overlayGuestFlags(flags, flags.vs, context.guestFlags);
  return quietIfRepeated({ guest, otherGuest: planRun(otherFlags, context), repeats }, context);
}

/**
 * Text of many guests in a row is useless on a terminal unless -v asks for it, and these guests get no keyboard input.
 */
function quietIfRepeated(
  session: Session<RunPlan>,
  { verbosity }: Pick<RunContext, 'verbosity'>,
): Session<RunPlan> {
  if (!isRepeated(session)) return session;
  const quiet = (plan: RunPlan): RunPlan => {
    const targets = [...plan.targets].map(([channel, target]) => {
      const isHidden = target.mode === 'tty' && verbosity === 0;
      return [channel, isHidden ? { mode: 'null' as const } : target] as const;
    });
    return { ...plan, isInteractive: false, targets: new Map(targets) };
  };
  const guest = quiet(session.guest);
  const otherGuest = session.otherGuest === session.guest ? guest : quiet(session.otherGuest);
  return { ...session, guest, otherGuest };
}
