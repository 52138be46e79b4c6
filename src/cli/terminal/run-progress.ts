/** What a person sees while many boots run: one line on a terminal that says how far, how fast so far, how long still. */
import { extentBar } from '../../reporters/words/bars.js';
import { truncate } from '../../reporters/words/text-width.js';
import { pickUnit, writeNumber, writeTime } from '../../reporters/words/time-text.js';
import type { BootOrder, GuestRun } from '../../session/order.js';
import type { SessionProgress } from '../../session/run-session.js';
import { buildTimeline } from '../../stages/build-timeline.js';
import { summarise } from '../../stats/summary.js';
import { SIDES, type Side } from '../../trace/boot.js';
import type { Nanoseconds } from '../../trace/event.js';
import { printable } from '../../trace/printable.js';
import { isCounted, isMeasured } from '../../trace/report/timeline.js';
import type { StageTable } from '../../trace/stage-table.js';
import { type TerminalAbilities, terminalAbilities } from './terminal.js';

export interface ProgressOptions {
  /** False for a single boot, which has another display. */
  readonly isShown: boolean;
  /** Boots that are planned at most, warm-ups too. */
  readonly planned: number;
  readonly table: StageTable;
  readonly keepNoise: boolean;
  /** How many times `-v` was given: with one, a line for each boot stays. */
  readonly verbosity: number;
  readonly ascii: boolean;
}

/** How far a session is. */
export interface ProgressState {
  readonly done: number;
  readonly planned: number;
  readonly failed: number;
  /** Times of the last code of the boots that count, by side. */
  readonly totals: ReadonlyMap<Side | null, readonly Nanoseconds[]>;
  /** Since the first boot began. */
  readonly elapsedMs: number;
}

const REDRAW_INTERVAL_MS = 1000;
/** Return to the first column and clear the line. */
const CLEAR_LINE = '\r\x1b[K';
const NOTHING: SessionProgress = { begin: () => undefined, end: () => undefined, close: () => undefined };

/** Draws on a terminal; a pipe or a file gets nothing but, with `-v`, a line for each boot. */
export function openRunProgress(terminal: NodeJS.WriteStream, options: ProgressOptions): SessionProgress {
  const isTTY = terminal.isTTY === true;
  if (!options.isShown || (!isTTY && options.verbosity === 0)) return NOTHING;
  const { env } = process;
  const abilities = terminalAbilities({ isTTY, columns: terminal.columns, env, ascii: options.ascii });
  const progress = new Progress(options);
  const draw = () => terminal.write(`${CLEAR_LINE}${progressLine(progress.state(), abilities)}`);
  const timer = isTTY ? setInterval(draw, REDRAW_INTERVAL_MS) : undefined;
  return {
    begin: () => isTTY && draw(),
    end(run) {
      const line = progress.add(run);
      if (options.verbosity > 0) terminal.write(`${isTTY ? CLEAR_LINE : ''}${line}\n`);
      if (isTTY) draw();
    },
    close() {
      clearInterval(timer);
      if (isTTY) terminal.write(CLEAR_LINE);
    },
  };
}

class Progress {
  readonly #options: ProgressOptions;
  readonly #startedMs = performance.now();
  readonly #totals = new Map<Side | null, Nanoseconds[]>();
  #done = 0;
  #failed = 0;

  constructor(options: ProgressOptions) {
    this.#options = options;
  }

  /** Takes a boot in; returns its line. */
  add({ order, reading, stop }: GuestRun): string {
    const { table, keepNoise } = this.#options;
    const [boot] = reading.boots;
    const timeline = boot === undefined ? null : buildTimeline(boot, { table, keepNoise, index: 0 });
    const totalNs = timeline !== null && isMeasured(timeline) ? timeline.totalNs : null;
    this.#done += 1;
    if (timeline?.outcome.state === 'failed') this.#failed += 1;
    if (totalNs !== null && timeline !== null && isCounted(timeline)) {
      const totals = this.#totals.get(order.side) ?? [];
      this.#totals.set(order.side, [...totals, totalNs]);
    }
    return bootLine(order, totalNs, stop.reason, stop.detail);
  }

  state(): ProgressState {
    return {
      done: this.#done,
      planned: this.#options.planned,
      failed: this.#failed,
      totals: this.#totals,
      elapsedMs: performance.now() - this.#startedMs,
    };
  }
}

/** `boot 3, head: 59.191 ms, reset` */
function bootLine(
  { name, side }: BootOrder,
  totalNs: Nanoseconds | null,
  reason: string,
  detail: string | null,
): string {
  const whose = side === null ? name : `${name}, ${side}`;
  const total = totalNs === null ? 'no codes' : writeTime(totalNs, pickUnit(totalNs, { unicode: false }));
  return printable(`${whose}: ${total}, ${reason}${detail === null ? '' : ` (${detail})`}`);
}

const BAR_WIDTH = 20;

/** The line for a terminal of this width. */
export function progressLine(
  state: ProgressState,
  { columns, unicode }: Pick<TerminalAbilities, 'columns' | 'unicode'>,
): string {
  const { done, planned, failed } = state;
  const bar =
    done === 0
      ? ' '.repeat(BAR_WIDTH)
      : extentBar({ start: 0, end: done / planned }, { width: BAR_WIDTH, unicode });
  const facts = [
    `${Math.min(done + 1, planned)} of ${planned}`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...mediansOf(state, unicode),
    ...timeLeft(state),
  ];
  // The last column stays free: a full line wraps in some terminals.
  return truncate(`boot [${bar}] ${facts.join(', ')}`, columns - 1, unicode ? '…' : '...');
}

/** `median 59.1 ms (58.8 to 59.6)`, of each side when there are two. */
function mediansOf({ totals }: ProgressState, unicode: boolean): readonly string[] {
  return [null, ...SIDES].flatMap((side) => {
    const summary = summarise(totals.get(side) ?? []);
    if (summary === null) return [];
    const unit = pickUnit(summary.median, { unicode });
    const number = (timeNs: number) => writeNumber(timeNs, { ...unit });
    const interval = summary.ci === null ? '' : ` (${number(summary.ci[0])} to ${number(summary.ci[1])})`;
    return [`${side ?? 'median'} ${writeTime(summary.median, unit)}${interval}`];
  });
}

/** Every boot is taken to last as long as those so far; nothing before the first has ended. */
function timeLeft({ done, planned, elapsedMs }: ProgressState): readonly string[] {
  if (done === 0 || done >= planned) return [];
  const seconds = Math.ceil(((elapsedMs / done) * (planned - done)) / 1000);
  if (seconds < 120) return [`${seconds} s left`];
  return [seconds < 7200 ? `${Math.round(seconds / 60)} min left` : `${Math.round(seconds / 3600)} h left`];
}
