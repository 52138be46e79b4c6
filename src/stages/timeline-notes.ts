/** What a person should be told about a boot's timeline, in words: a kernel that never reached init, noise, misplaced codes. */
import { BOUNDARY } from '../trace/boundary.js';
import { type Diagnostic, note } from '../trace/diagnostic.js';
import { milliseconds } from '../trace/duration.js';
import { formatCode } from '../trace/event.js';
import { codeOf, isPoint, type TimedCode, type TimedEvent, type Timeline } from '../trace/report/timeline.js';
import { orderedStages, type StageTable } from '../trace/stage-table.js';
import { createClassifier } from './classify.js';
import { stageOrder } from './classify-points.js';
import { findMisplaced } from './misplaced-codes.js';
import { findProgramCodes, isProgramCode } from './program-codes.js';
import { formatStageTable } from './table/table-text.js';
import { findTextMoments } from './text/text-moments.js';

/** The codes of Cloud Hypervisor's kernels: first statement of start_kernel(), and just before init is started. */
const KERNEL_ENTRY = BOUNDARY.kernelBegins;
const INIT_START = BOUNDARY.kernelEnds;

/** Code of the note about a kernel that was entered and started no init. */
export const INIT_NOT_REACHED = 'init-not-reached';

/** A kernel says that it starts init only when it prints all that it has to say. */
const QUIET_INIT = 'no 0x41, and no "Run ... as init process", which loglevel=7 shows';

/** Maximum number of distinct codes listed in a note. */
const MAX_LISTED = 8;

type Note = Pick<Diagnostic, 'code' | 'message' | 'line'>;

/** Notes about one boot; the table is the one it was classified with. */
export function describeTimeline(timeline: Timeline, table: StageTable): readonly Diagnostic[] {
  const notes = [
    kernelNote(timeline, table),
    lateKernelNote(timeline),
    noiseNote(timeline.events.filter((event) => event.kind === 'code' && event.noise) as TimedCode[]),
    misplacedNote(timeline, table),
    programCodesNote(timeline, table),
  ];
  const { input } = timeline.boot;
  return notes
    .filter((found) => found !== null)
    .map(({ code, message, line }) => note(code, message, { input, line }));
}

/** People read a lone 0x40 line as an error; a lone 0x41 line means that the start of the log is gone. */
function kernelNote({ boot, events }: Timeline, table: StageTable): Note | null {
  const classify = createClassifier(table);
  const rank = classify(KERNEL_ENTRY).rank;
  if (classify(KERNEL_ENTRY).stage !== 'kernel' || classify(INIT_START).stage !== 'kernel' || rank === null)
    return null;
  const order = stageOrder(table);
  const points = events.filter(isPoint);
  const ofKernel = points.filter(({ stage }) => stage === 'kernel');
  const entry = ofKernel.find((point) => codeOf(point) === KERNEL_ENTRY);
  const init = ofKernel.find((point) => codeOf(point) === INIT_START);
  if (entry && !init && boot.stop?.reason !== 'until') {
    const isLater = (stage: string | null): boolean =>
      stage !== null && order.indexOf(stage) > order.indexOf('kernel');
    if (points.some((point) => isLater(point.stage))) return null;
    const [began, ended] = entry.kind === 'code' ? ['0x40', 'no 0x41'] : [entry.key, QUIET_INIT];
    const message = `kernel entered (${began}) at ${milliseconds(entry.timeNs)} ms, init never reached (${ended}): the log ends here, or the kernel hung or was stopped before it started init`;
    return { code: INIT_NOT_REACHED, message, line: entry.line };
  }
  if (init?.kind !== 'code' || entry) return null;
  const message =
    'init reached (0x41) but kernel entry (0x40) is missing: the start of the log is lost, or the log level changed';
  return { code: 'kernel-entry-missing', message, line: init.line };
}

/** From here on a kernel's own clock did not start with the kernel, or the log did not. */
const LATE_NS = 3_000_000_000;

/** A kernel's log counts from the start of the clock that the kernel reads, which the firmware may have started. */
function lateKernelNote({ boot, events }: Timeline): Note | null {
  if (boot.clock !== 'guest-monotonic') return null;
  const isKernels = (event: TimedEvent): boolean => event.kind === 'text' && event.channel === 'kernel-log';
  if (!events.some(isKernels)) return null;
  const first = events.find(
    (event) => isKernels(event) || (event.kind === 'code' && event.code === KERNEL_ENTRY),
  )!;
  if (first.timeNs < LATE_NS) return null;
  const message = `the kernel's log begins at ${milliseconds(first.timeNs)} ms of its own clock: either that clock already ran in the firmware, so that this includes firmware time, or the start of the log is lost. For the whole log, boot with log_buf_len=16M on the kernel's command line, save journalctl -k -b, or save dmesg sooner after the boot`;
  return { code: 'late-kernel', message, line: first.line };
}

function listCodes(codes: Iterable<number>): string {
  const distinct = [...new Set(codes)];
  const listed = distinct.slice(0, MAX_LISTED).map(formatCode).join(', ');
  return distinct.length > MAX_LISTED ? `${listed} and ${distinct.length - MAX_LISTED} more` : listed;
}

function noiseNote(noise: readonly TimedCode[]): Note | null {
  const [first] = noise;
  if (!first) return null;
  const count = noise.length === 1 ? '1 code looks' : `${noise.length} codes look`;
  const values = listCodes(noise.map((event) => event.code));
  const message = `${count} like io_delay noise (${values}) and ${noise.length === 1 ? 'is' : 'are'} left out of the stages; --keep-noise counts them, io_delay=none on the guest's command line prevents them`;
  return { code: 'noise', message, line: first.line };
}

function programCodesNote({ boot }: Timeline, table: StageTable): Note | null {
  const found = findProgramCodes(boot.events, findTextMoments(boot.events), table);
  const codes = boot.events.filter(
    (event) => event.kind === 'code' && found !== null && isProgramCode(found, event),
  );
  if (found === null || codes.length === 0) return null;
  const { program, source } = found.table;
  const what =
    source === null ? `${program}'s, which writes to the port to wait` : `${program}'s own (${source})`;
  const message = `the text says that ${program} runs: ${codes.length} codes before a kernel are ${what}, whatever the ranges of the table; --codes standard goes by the ranges alone`;
  return { code: 'post-code-table', message, line: codes[0]!.line };
}

function misplacedNote(timeline: Timeline, table: StageTable): Note | null {
  const misplaced = findMisplaced(timeline, table);
  if (misplaced === null) return null;
  const { codes, buried } = misplaced;
  const values = listCodes(codes);
  const message = `${buried} codes came after ${values} and count as revisits: the ${orderedStages(table)[0]} seems to use codes of later stages. Save this table and pass it with --codes FILE:\n${formatStageTable(misplaced.table)}`;
  const first = timeline.events.find(
    (event) => event.kind === 'code' && event.code === codes[0] && !event.noise,
  );
  return { code: 'misplaced-codes', message, line: first?.line ?? null };
}
