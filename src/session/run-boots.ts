/** Boots a guest as often as asked: how a program runs guests that uses boottrace as a library. */
import { findEngine } from '../engines/index.js';
import { BUILT_IN_TABLE } from '../stages/table/built-in-table.js';
import type { ReadItem, Reading } from '../trace/boot.js';
import type { Nanoseconds } from '../trace/event.js';
import type { GuestRequest } from '../trace/guest.js';
import type { TextMark } from '../trace/marks.js';
import type { StageTable } from '../trace/stage-table.js';
import type { BootPlan } from './order.js';
import { runSession } from './run-session.js';

export interface RunBootsOptions {
  /** Folder of the installed package, the one that holds its `dist`. */
  readonly packageRoot: string;
  /** Id of an engine; the bundled runner when absent. */
  readonly engine?: string;
  /** Boots that count; 1 when absent. */
  readonly runs?: number;
  /** Boots before them that do not; none when absent. */
  readonly warmups?: number;
  /** Longest time of one boot; 60 s when absent. */
  readonly timeoutNs?: Nanoseconds;
  /** The code whose arrival ends a boot; its guest's own end when absent. */
  readonly untilCode?: number;
  /** Lines of text that stand for codes. */
  readonly marks?: readonly TextMark[];
  /** Stages by which exits are counted; the built-in table when absent. */
  readonly table?: StageTable;
  /** What the boots are called in a report. */
  readonly input?: string;
  /** Ends the boot at hand, and with it the run. */
  readonly signal?: AbortSignal;
  /** Hears of each item of each boot as it comes. */
  readonly onItem?: (item: ReadItem) => void;
}

const DEFAULT_TIMEOUT_NS = 60e9;

/**
 * The boots that count, each a reading for `analyse`, in order; warm-ups are not among them. A boot that failed is one of them: its
 * outcome says so.
 *
 * @throws InputError for a guest that cannot be, EnvironmentError where the host cannot run it
 */
export async function runBoots(guest: GuestRequest, options: RunBootsOptions): Promise<readonly Reading[]> {
  const { packageRoot, runs = 1, warmups = 0, onItem = () => undefined } = options;
  const { table = BUILT_IN_TABLE, signal = new AbortController().signal } = options;
  const engine = findEngine(options.engine ?? 'bundled');
  const plan: BootPlan = {
    request: guest,
    input: options.input ?? guest.firmware ?? guest.kernel?.kernel ?? 'guest',
    timeoutNs: options.timeoutNs ?? DEFAULT_TIMEOUT_NS,
    untilCode: options.untilCode ?? null,
    marks: options.marks ?? [],
    diagnostics: [],
  };
  const runner = {
    failure: null,
    prepare: () => ({
      parts: { engine, packageRoot, table, signal, provenance: null, onItem },
      close: () => undefined,
    }),
  };
  const progress = { begin: () => undefined, end: () => undefined, close: () => undefined };
  const session = { guest: plan, otherGuest: plan, repeats: { warmups, looks: [runs], hasSides: false } };
  const result = await runSession(session, { runner, progress, signal, isOpen: () => false });
  if (result.failure !== null) throw result.failure.error;
  return result.runs.filter(({ order }) => !order.warmup).map(({ reading }) => reading);
}
