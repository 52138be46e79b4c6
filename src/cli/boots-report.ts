/** Logs, as the user named them, to a report of their boots. */
import { parseMark } from '../engines/guest-flags.js';
import { analyse } from '../pipeline.js';
import type { Reading } from '../trace/boot.js';
import type { BootsReport } from '../trace/report.js';
import { expandInputs, type InputOptions, readInputs } from './inputs.js';
import { loadStageTable } from './stage-table.js';

/** The reading flags as parsed. */
export interface ReadingFlags {
  readonly 'input-format'?: string | undefined;
  readonly 'log-format'?: string | undefined;
  readonly 'time-format': 'auto' | 'total-micros' | 'decimal';
  readonly mark?: readonly string[] | undefined;
}

/** The stage flags as parsed. */
export interface StageFlags {
  readonly codes?: string | undefined;
  readonly 'keep-noise': boolean;
}

export type LogFlags = ReadingFlags & StageFlags;

/** The reading flags as the readers take them. */
export function inputOptions(flags: ReadingFlags): InputOptions {
  const { 'input-format': inputFormat, 'log-format': logFormat, 'time-format': timeFormat, mark } = flags;
  return {
    timeFormat,
    ...(inputFormat === undefined ? {} : { inputFormat }),
    ...(logFormat === undefined ? {} : { logFormat }),
    ...(mark === undefined ? {} : { marks: mark.map(parseMark) }),
  };
}

/** Reads logs and folders of logs, and analyses their boots together. */
export async function bootsReport(
  command: BootsReport['command'],
  logs: readonly string[],
  flags: LogFlags,
): Promise<BootsReport> {
  const table = await loadStageTable(flags.codes);
  const readings: readonly Reading[] = await readInputs(await expandInputs(logs), inputOptions(flags));
  return analyse(readings, { command, table, keepNoise: flags['keep-noise'] });
}
