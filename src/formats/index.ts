/** The input formats, in the order they are tried, and the reader that tells them apart by content. */
import { InputError } from '../trace/errors.js';
import { bootSummary } from './boot-summary.js';
import { boottraceNdjson } from './boottrace-ndjson.js';
import { compileLogTemplate } from './cloud-hypervisor/log-template.js';
import { cloudHypervisor } from './cloud-hypervisor.js';
import { cloudHypervisorErrors } from './cloud-hypervisor-errors.js';
import { cloudHypervisorEvents } from './cloud-hypervisor-events.js';
import { cloudHypervisorTracer } from './cloud-hypervisor-tracer.js';
import { cloudInitAnalyze } from './cloud-init-analyze.js';
import { type ReportFormat, withReports } from './console-with-reports.js';
import { dmesg } from './dmesg.js';
import { firecracker } from './firecracker.js';
import { cbmem } from './firmware/cbmem.js';
import { corebootStates } from './firmware/coreboot-states.js';
import { edk2Dp } from './firmware/edk2-dp.js';
import { slimBootloader } from './firmware/slim-bootloader.js';
import { uBootBootstage } from './firmware/u-boot-bootstage.js';
import { firmwareConsole } from './firmware-console.js';
import { ftraceInitcall } from './ftrace-initcall.js';
import { grabserial } from './grabserial.js';
import { kvmPio } from './kvm-pio.js';
import { isUntimed } from './live/is-untimed.js';
import { serialConsole } from './live/serial-console.js';
import { postCodeLog } from './post-code-log.js';
import { qemuBootTime } from './qemu-boot-time.js';
import { qemuTrace } from './qemu-trace.js';
import { DecodedReader } from './reading/decoded-reader.js';
import type { ReadOptions, TraceFormat, TraceReader } from './reading/format.js';
import { type Doubt, FormatReader } from './reading/reader.js';
import { systemctlShow } from './systemctl-show.js';
import { systemdAnalyze } from './systemd-analyze.js';
import { timedText } from './timed-text.js';

export { TIME_FORMATS, type TimeFormat } from './reading/format.js';

/** Reports that programs print on their consoles. */
const REPORTS: readonly ReportFormat[] = [
  { format: cbmem, begins: /^\s{0,16}\d{1,6} entries total:\s*$/ },
  { format: uBootBootstage, begins: /^\s{0,16}Timer summary in microseconds(?: \(\d{1,6} records\))?:/ },
  { format: slimBootloader, begins: /^\s{0,16}Id\s{1,16}\|\s{0,16}Time \(ms\)\s{0,16}\|/ },
  {
    format: bootSummary,
    begins: /^\s{0,16}FPDT: Boot Performance - |^.{0,64}OSv v\d|^\s{0,8}CPU +msecs +delta process /,
  },
  { format: edk2Dp, begins: /^\s{0,16}(?:==\[ Major Phases \]=|(?:SEC|PEI) Phase Duration *: )/ },
  {
    format: systemdAnalyze,
    begins: /^\s{0,16}Startup finished in \d.{1,200}\((?:firmware|loader|kernel)\) /,
  },
];

/** What a live input is read as whose lines have no times. */
const liveConsole = withReports(serialConsole, REPORTS);

/** What stands behind a report in captures of a whole boot. */
const KERNEL: ReportFormat = { format: dmesg, begins: /^(?:<\d{1,3}>)?\[ *\d{1,9}\.\d{6}\]/ };
const CAPTURED: readonly ReportFormat[] = [...REPORTS, KERNEL];

/** Every input format. The best verdict wins, and of equal ones the first. */
export const formats = [
  boottraceNdjson,
  cloudHypervisor,
  cloudHypervisorErrors,
  cloudHypervisorEvents,
  cloudHypervisorTracer,
  kvmPio,
  ftraceInitcall,
  qemuTrace,
  firecracker,
  qemuBootTime,
  postCodeLog,
  withReports(grabserial, REPORTS),
  withReports(firmwareConsole, REPORTS),
  withReports(dmesg, REPORTS),
  withReports({ ...cbmem, covers: [corebootStates.id] }, CAPTURED),
  withReports(uBootBootstage, CAPTURED),
  withReports(slimBootloader, CAPTURED),
  withReports(edk2Dp, CAPTURED),
  withReports(corebootStates, CAPTURED),
  systemctlShow,
  withReports(systemdAnalyze, CAPTURED),
  cloudInitAnalyze,
  withReports(bootSummary, CAPTURED),
  timedText,
  liveConsole,
] as const satisfies readonly TraceFormat[];

/** What an input is read as when no format recognises it: a log without any event is not an error. */
const fallback: TraceFormat = cloudHypervisor;

const VERDICTS = ['certain', 'yes', 'maybe', 'guess'] as const;

interface Candidates {
  readonly best: (typeof VERDICTS)[number] | undefined;
  /** False when more of the input may change the answer. */
  readonly areSettled: boolean;
  /** All formats that gave the best verdict given, in order of the table. */
  readonly formats: readonly TraceFormat[];
}

function findCandidates(head: string, fileName: string): Candidates {
  const verdicts = formats.map((format) => ({ format, verdict: format.sniff(head, fileName) }));
  const best = VERDICTS.find((word) => verdicts.some(({ verdict }) => verdict === word));
  return {
    best,
    areSettled: best === 'certain' || best === 'yes',
    formats: verdicts.filter(({ verdict }) => verdict === best).map(({ format }) => format),
  };
}

/** The format of an input by its first bytes; null when none is recognised. */
export function detectFormat(head: string, fileName: string): TraceFormat | null {
  return findCandidates(head, fileName).formats[0] ?? null;
}

export interface ReaderOptions extends Omit<ReadOptions, 'head'> {
  /** Name of the file, for formats that it says something about; the content counts first. */
  readonly fileName?: string;
  /** Id of a format, instead of detection. */
  readonly inputFormat?: string;
}

/**
 * A reader for one input. Throws InputError `unknown-input-format` and `bad-log-format` at once; while reading, only
 * for a trace file of a newer version.
 */
export function createReader({ fileName = '', inputFormat, ...options }: ReaderOptions): TraceReader {
  if (options.logFormat !== undefined) compileLogTemplate(options.logFormat);
  const forced = inputFormat === undefined ? null : aloneOf(findFormat(inputFormat));
  const { arrivals, logFormat, marks = [] } = options;
  const isRecognised = (head: string) => findCandidates(head, fileName).best !== undefined;
  const isLiveConsole = (head: string, isAll: boolean) =>
    arrivals !== undefined &&
    logFormat === undefined &&
    isUntimed({ head, isAll, arrivals, marks, isRecognised });
  const reader = new FormatReader(options, (head, { isAll }) => {
    if (forced !== null) {
      if (forced.needsHead && !isAll) return null;
      const isRecognised = forced.sniff(head, fileName) !== 'no';
      return { format: forced, doubt: null, isRecognised };
    }
    if (isLiveConsole(head, isAll)) {
      const also = (whole: string) => describeOthers([liveConsole], whole, fileName);
      return { format: liveConsole, doubt: null, also, isRecognised: true };
    }
    const { best, areSettled, formats: candidates } = findCandidates(head, fileName);
    if (!isAll && !areSettled) return null;
    return {
      format: candidates[0] ?? fallback,
      doubt: describeDoubt(candidates, head),
      also: best === 'yes' ? (whole) => describeOthers(candidates, whole, fileName) : undefined,
      isRecognised: candidates.length > 0,
    };
  });
  return new DecodedReader(reader);
}

/** The note for a user who expects another format; null when there is no doubt. */
function describeDoubt(candidates: readonly TraceFormat[], head: string): Doubt | null {
  const [chosen, ...others] = candidates;
  if (chosen === undefined) {
    if (head.trim() === '') return null;
    const known = formats.map(({ id }) => id).join(', ');
    const message = `No format was recognised, so this was read as ${fallback.id}. --input-format reads it as one of: ${known}.`;
    return { code: 'unknown-format', message };
  }
  const uncovered = others.filter(({ id }) => !chosen.covers?.includes(id));
  if (uncovered.length === 0) return null;
  const names = uncovered.map(({ id }) => id).join(', ');
  const message = `This was read as ${chosen.id}, but also looks like ${names}. --input-format selects the format.`;
  return { code: 'ambiguous-format', message };
}

/**
 * Other formats in an input that was read as one format. Without this note, a user could conclude that they are absent.
 */
function describeOthers(candidates: readonly TraceFormat[], head: string, fileName: string): Doubt | null {
  const isCovered = (format: TraceFormat) =>
    candidates.some((chosen) => chosen === format || chosen.covers?.includes(format.id));
  const others = formats.filter(
    (format) => !isCovered(format) && ['yes', 'maybe'].includes(format.sniff(head, fileName)),
  );
  if (others.length === 0) return null;
  const names = others.map(({ id, title }) => `${id} (${title})`).join(', ');
  const message = `This input also has lines of other formats, which were not read: ${names}. --input-format reads them.`;
  return { code: 'other-formats', message };
}

/** A report that was asked for is read without what else stands in the capture. */
function aloneOf(format: TraceFormat): TraceFormat {
  return (
    [...REPORTS.map((report) => report.format), corebootStates].find(({ id }) => id === format.id) ?? format
  );
}

function findFormat(id: string): TraceFormat {
  const format = formats.find((candidate) => candidate.id === id);
  if (format !== undefined) return format;
  throw new InputError('unknown-input-format', `There is no input format "${id}".`, [
    `Use one of: ${formats.map((candidate) => candidate.id).join(', ')}`,
    'Leave out --input-format to detect the format',
  ]);
}
