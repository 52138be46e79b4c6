/**
 * The library: everything that boottrace knows about traces, without a terminal. Bytes go into a reader, its items into a collector,
 * readings into `analyse`, and a report into a reporter. `runBoots` runs guests, whose readings go the same way; nothing native is
 * loaded before it is called.
 */
export { type Assertion, type AssertionTexts, parseAssertions } from './checks/assertion.js';
export { parseCheckConfig } from './checks/config.js';
export { createReader, detectFormat, formats, type ReaderOptions } from './formats/index.js';
export type { ReadOptions, TraceFormat, TraceReader } from './formats/reading/format.js';
export { findReporter, type ReporterId, reporters } from './reporters/index.js';
export type { RenderContext, Reporter } from './reporters/reporter.js';
export { type AnalyseOptions, analyse } from './reports/boots.js';
export { type Baseline, type CheckInput, checkReport } from './reports/check.js';
export { diffReports, type JudgeOptions } from './reports/comparison.js';
export { type TrendSet, trendReport } from './reports/trend.js';
export { type RunBootsOptions, runBoots } from './session/run-boots.js';
export { type Classifier, type CodeClass, createClassifier } from './stages/classify.js';
export { BUILT_IN_TABLE } from './stages/table/built-in-table.js';
export { parseStageTable } from './stages/table/user-table.js';
export { type CompareOptions, DEFAULT_COMPARE } from './stats/compare.js';
export type * from './trace/boot.js';
export { BootCollector } from './trace/boot-collector.js';
export { POST_PORT } from './trace/debug-ports.js';
export type { Diagnostic } from './trace/diagnostic.js';
export { BoottraceError, EnvironmentError, type ExitCode, GuestError, InputError } from './trace/errors.js';
export type * from './trace/event.js';
export { formatCode } from './trace/event.js';
export type { Guest, GuestDisk, GuestKernel, GuestRequest } from './trace/guest.js';
export { printable } from './trace/printable.js';
export type * from './trace/report/report.js';
export type * from './trace/report/timeline.js';
export type { StageRange, StageTable } from './trace/stage-table.js';
