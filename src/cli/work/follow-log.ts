/**
 * `parse --follow`: codes are written as they come, the report of all of them when the log ends or a signal comes.
 * CSV is rows alone; JSON is one document, so it comes whole at the end.
 */
import { findReporter, type ReporterId } from '../../reporters/index.js';
import { analyse } from '../../reports/boots.js';
import type { ReadItem, Reading } from '../../trace/boot.js';
import { warning } from '../../trace/diagnostic.js';
import { InputError } from '../../trace/errors.js';
import { printable } from '../../trace/printable.js';
import type { BootsReport } from '../../trace/report/report.js';
import type { StageTable } from '../../trace/stage-table.js';
import { loadStageTable } from '../flags/stage-table.js';
import { awaitFile } from '../input/await-file.js';
import { readInput } from '../input/inputs.js';
import { requireBaud } from '../input/serial-line.js';
import { type Output, openOutput } from '../output/output.js';
import { withInterrupt } from '../program/interrupt.js';
import { formatLiveCode, type LiveCode, LiveEvents } from '../terminal/live-events.js';
import { NO_BOOT } from '../terminal/live-picture.js';
import { type LiveView, openLiveView } from '../terminal/live-view.js';
import { type EndFlags, LiveEnd } from './live-end.js';
import { inputOptions, type LogFlags } from './read-boots.js';
import { chosenFormat, renderFor, type ShowFlags, sayAside } from './show-report.js';

export interface FollowFlags extends LogFlags, ShowFlags, EndFlags {
  readonly baud?: string | undefined;
}

/** Turns codes into the text that is written at once; empty for formats that only come whole. */
type WriteLive = (codes: readonly LiveCode[]) => string;

/** Writes in order while reading continues, and remembers when the output has no reader any more. */
class LiveWriter {
  readonly #output: Output;
  readonly #closed = new AbortController();
  #written: Promise<unknown> = Promise.resolve();
  #failure: unknown = null;

  constructor(output: Output) {
    this.#output = output;
  }

  /** Aborted when the output was closed or failed. */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  push(pieces: Iterable<string>): void {
    this.#written = this.#written.then(() => this.#write(pieces));
  }

  /** Waits for everything pushed; throws what writing threw. */
  async drain(): Promise<void> {
    await this.#written;
    if (this.#failure !== null) throw this.#failure;
  }

  async #write(pieces: Iterable<string>): Promise<void> {
    if (this.closed.aborted) return;
    try {
      if (!(await this.#output.write(pieces))) this.#closed.abort();
    } catch (error) {
      this.#failure = error;
      this.#closed.abort();
    }
  }
}

/** What becomes of a boot that is still followed is not known; rows of codes do not say it. */
const GOES_ON = { state: 'unfinished', reason: 'stage', detail: null, line: null } as const;

/** A report of one event, so that only the CSV reporter defines rows. */
function reportOf({ boot, event }: LiveCode, table: StageTable): BootsReport {
  const timeline = {
    boot: NO_BOOT,
    index: boot,
    totalNs: event.timeNs,
    events: [event],
    stages: [],
    ledger: [],
    outcome: GOES_ON,
  };
  return { command: 'parse', timelines: [timeline], diagnostics: [], summary: null, table };
}

async function csvWriter(table: StageTable): Promise<WriteLive> {
  const csv = await findReporter('csv');
  const context = { color: false, columns: 80, unicode: false };
  let isFirst = true;
  return (codes) =>
    codes
      .map((code) => {
        const text = [...csv.render(reportOf(code, table), context)].join('');
        const row = isFirst ? text : text.slice(text.indexOf('\n') + 1);
        isFirst = false;
        return row;
      })
      .join('');
}

function lineWriter(): WriteLive {
  let latest = 0;
  return (codes) =>
    codes
      .map((code) => {
        const heading = code.boot === latest ? '' : `boot ${code.boot + 1}\n`;
        latest = code.boot;
        return `${heading}${formatLiveCode(code)}\n`;
      })
      .join('');
}

async function liveWriter(format: ReporterId, table: StageTable): Promise<WriteLive> {
  if (format === 'csv') return csvWriter(table);
  return format === 'table' ? lineWriter() : () => '';
}

function onlyLog(logs: readonly string[]): string {
  const [log, ...others] = logs;
  if (log !== undefined && others.length === 0) return log;
  throw new InputError('one-log', '--follow reads one log', ['boottrace parse --follow LOG']);
}

interface Following {
  readonly log: string;
  readonly flags: FollowFlags;
  readonly table: StageTable;
  readonly writer: LiveWriter;
  readonly signal: AbortSignal;
  /** Where a person watches; null where lines go into a pipe or a file. */
  readonly view: LiveView | null;
  readonly end: LiveEnd;
}

async function follow({ log, flags, table, writer, signal, view, end }: Following): Promise<BootsReport> {
  const live = new LiveEvents(table);
  const write = await liveWriter(chosenFormat(flags), table);
  const onItems = (items: readonly ReadItem[]): void => {
    const text = write(live.push(items));
    if (view === null) writer.push([text]);
    else if (text !== '') view.print(text);
    for (const item of items) view?.add(item);
  };
  const ends = AbortSignal.any([signal, writer.closed, end.signal]);
  const onWait = (path: string): void => {
    const words = `${printable(path)}: waiting for this log, which is not there yet; Ctrl-C ends the wait\n`;
    if (view === null) process.stderr.write(words);
    else view.print(words);
  };
  try {
    const { isThere, wasAwaited } = await awaitFile(log, onWait, ends);
    const options = {
      follow: true,
      isNew: wasAwaited,
      signal: ends,
      onItems,
      take: (items: readonly ReadItem[]) => end.take(items),
      ...(flags.baud === undefined ? {} : { baud: flags.baud }),
    };
    const reading = isThere ? await readInput(log, inputOptions(flags), options) : neverThere(log);
    await writer.drain();
    return reportOn(reading, flags, table);
  } finally {
    view?.close();
  }
}

function neverThere(input: string): Reading {
  const message = 'The log was waited for and had not come when the reading was ended.';
  return { boots: [], diagnostics: [warning('log-not-there', message, { input })] };
}

function reportOn(reading: Reading, flags: FollowFlags, table: StageTable): BootsReport {
  return analyse([reading], { command: 'parse', table, keepNoise: flags['keep-noise'] });
}

/** On a terminal the timeline grows below the codes. */
function watch(
  output: Output,
  { log, flags, table }: Pick<Following, 'log' | 'flags' | 'table'>,
): LiveView | null {
  if (!output.isTTY || chosenFormat(flags) !== 'table') return null;
  const name = printable(log);
  const status = (codes: number): string => `following ${name}, ${codes} codes; Ctrl-C ends it`;
  return openLiveView(process.stdout, { table, ascii: flags.ascii, status });
}

/**
 * Follows one log to its end, to what `--until` or `--timeout` say, or to a signal; returns 0, or 130, 143 or 129 after a signal.
 * @throws InputError for more than one log; GuestError when the code of `--until` did not arrive; what reading and writing throw
 */
export async function followLog(logs: readonly string[], flags: FollowFlags): Promise<number> {
  const log = onlyLog(logs);
  const end = new LiveEnd(flags);
  if (flags.baud !== undefined) requireBaud(flags.baud);
  const table = await loadStageTable(flags.codes);
  const output = openOutput(flags.output, { live: true });
  try {
    return await withInterrupt(async ({ signal, exitCode }) => {
      end.start();
      const writer = new LiveWriter(output);
      const view = watch(output, { log, flags, table });
      const report = await follow({ log, flags, table, writer, signal, view, end });
      if (chosenFormat(flags) !== 'csv') writer.push(await renderFor(report, flags, output));
      await writer.drain();
      sayAside(report, chosenFormat(flags));
      const interrupted = exitCode();
      if (interrupted === null && !writer.closed.aborted) end.requireArrival();
      return interrupted ?? 0;
    });
  } finally {
    end.close();
    output.close();
  }
}
