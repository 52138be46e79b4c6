/** The input formats, in the order they are tried, and the reader that tells them apart by content. */
import { InputError } from '../trace/errors.js';
import { boottraceNdjson } from './boottrace-ndjson.js';
import { compileLogTemplate } from './cloud-hypervisor/log-template.js';
import { cloudHypervisor } from './cloud-hypervisor.js';
import type { ReadOptions, TraceFormat, TraceReader } from './format.js';
import { FormatReader } from './reader.js';

/** Every input format. The first that says `yes` wins, then the first that says `maybe`. */
export const formats = [boottraceNdjson, cloudHypervisor] as const satisfies readonly TraceFormat[];

/** What an input is read as when no format recognises it: a log without any event is not an error. */
const fallback: TraceFormat = cloudHypervisor;

/** The format of an input by its first bytes; null when none is recognised. */
export function detectFormat(head: string, fileName: string): TraceFormat | null {
  const verdicts = formats.map((format) => ({ format, verdict: format.sniff(head, fileName) }));
  const best =
    verdicts.find(({ verdict }) => verdict === 'yes') ?? verdicts.find(({ verdict }) => verdict === 'maybe');
  return best?.format ?? null;
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
  const forced = inputFormat === undefined ? null : findFormat(inputFormat);
  return new FormatReader(options, (head, { isAll }) => {
    if (forced !== null) return forced;
    if (isAll) return detectFormat(head, fileName) ?? fallback;
    return formats.find((format) => format.sniff(head, fileName) === 'yes') ?? null;
  });
}

function findFormat(id: string): TraceFormat {
  const format = formats.find((candidate) => candidate.id === id);
  if (format !== undefined) return format;
  throw new InputError('unknown-input-format', `There is no input format "${id}".`, [
    `Use one of: ${formats.map((candidate) => candidate.id).join(', ')}`,
    'Leave --input-format out to have it detected',
  ]);
}
