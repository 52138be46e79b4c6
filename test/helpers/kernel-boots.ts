/** Boots of which only the length of the kernel stage matters, and the reports of sets of them. */
import { analyse } from '../../src/reports/boots.js';
import type { diffReports } from '../../src/reports/comparison.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import type { Boot } from '../../src/trace/boot.js';
import type { BootsReport } from '../../src/trace/report/report.js';
import { bootOf } from '../stages/build-boot.js';

export const OPTIONS = { command: 'report', table: BUILT_IN_TABLE, keepNoise: false } as const;

export function reportOf(...boots: readonly Boot[]): BootsReport {
  return analyse([{ boots, diagnostics: [] }], OPTIONS);
}

/** A boot whose kernel takes so many milliseconds, after 10 ms of setup. */
export function kernel(ms: number): Boot {
  return bootOf([
    [0x40, 10_000],
    [0x41, 10_000 + Math.round(ms * 1000)],
  ]);
}

export function rowOf(report: ReturnType<typeof diffReports>, name: string) {
  return report.rows.find((row) => row.name === name);
}
