/** What commands have to say, before it is drawn. Field names are the JSON contract's (docs/output.md). */
import type { Side } from '../boot.js';
import type { Diagnostic } from '../diagnostic.js';
import type { Nanoseconds } from '../event.js';
import type { StageTable } from '../stage-table.js';
import type { Unit } from './quantity.js';
import type { SideNames } from './side-names.js';
import { SUMMED_KINDS, type Timeline } from './timeline.js';

/** Rows that boots have a time of, in their order: before the guest began, those of its ledger that sum to the total, the total. */
export const ROW_KINDS = ['vmm', ...SUMMED_KINDS, 'total'] as const;
export type RowKind = (typeof ROW_KINDS)[number];

/** One ledger name over several boots. Boots that lack the row are not counted in `n`. */
export interface SummaryRow {
  readonly name: string;
  readonly kind: RowKind;
  /** Of boots that belong to the sides of a comparison: each side has rows of its own. */
  readonly side?: Side;
  /** Boots that measured it. 0 where none did: all times are then null. */
  readonly n: number;
  readonly medianNs: Nanoseconds | null;
  readonly meanNs: Nanoseconds | null;
  /** n-1 in the divisor; null when n is 1. */
  readonly stddevNs: Nanoseconds | null;
  readonly minNs: Nanoseconds | null;
  readonly maxNs: Nanoseconds | null;
  readonly p95Ns: Nanoseconds | null;
  /** 95 % interval of the median; null when there are too few boots for one. */
  readonly ciNs: readonly [Nanoseconds, Nanoseconds] | null;
  /** Values outside Tukey's fences: shown, never dropped. */
  readonly outliers: readonly Nanoseconds[];
  /** The two groups that the values fall into; null when there is one. */
  readonly humps: Humps | null;
}

/** A row that at least one boot measured. */
export interface MeasuredRow extends SummaryRow {
  readonly medianNs: Nanoseconds;
  readonly meanNs: Nanoseconds;
  readonly minNs: Nanoseconds;
  readonly maxNs: Nanoseconds;
  readonly p95Ns: Nanoseconds;
}

export function isMeasuredRow(row: SummaryRow): row is MeasuredRow {
  return row.n > 0;
}

/** The largest value of any row; 0 where none was measured. */
export function largestNs(rows: readonly SummaryRow[]): Nanoseconds {
  return rows.reduce((most, { maxNs }) => Math.max(most, maxNs ?? 0), 0);
}

/** One of two groups of values with few or none between them. */
export interface Hump {
  readonly n: number;
  readonly medianNs: Nanoseconds;
}

/** The faster group, then the slower. */
export type Humps = readonly [Hump, Hump];

export interface BootsReport {
  readonly command: 'run' | 'parse' | 'report';
  readonly timelines: readonly Timeline[];
  readonly diagnostics: readonly Diagnostic[];
  /** Null with fewer than two boots. */
  readonly summary: readonly SummaryRow[] | null;
  /** Base against head, where boots belong to sides. Its diagnostics are among those of the report. */
  readonly comparison?: DiffReport;
  readonly table: StageTable;
}

/** `gone`: base measured the row in every boot that finished, and head in none. */
export const VERDICTS = [
  'regression',
  'gone',
  'inconclusive',
  'improvement',
  'unchanged',
  'not-tested',
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** The values of a check's `--fail-on`. It has no value `never`, because such a check would be useless. */
export const CHECK_FAIL_ON = ['regression', 'inconclusive'] as const;
export type CheckFailOn = (typeof CHECK_FAIL_ON)[number];

/** What `--fail-on` of a comparison takes. */
export const FAIL_ON = [...CHECK_FAIL_ON, 'never'] as const;
export type FailOn = (typeof FAIL_ON)[number];
export const DEFAULT_FAIL_ON = 'regression' satisfies FailOn;

/** What a level of a series that changes is. */
export const CHANGES = ['regression', 'improvement'] as const satisfies readonly Verdict[];
export type LevelChange = (typeof CHANGES)[number];

/** How many boots of each side took the slow one of two paths, where the boots of both fall into two groups. */
export interface SlowShare {
  /** 0 to 1. */
  readonly base: number;
  readonly head: number;
  /** How much slower it is: between the medians of the two groups. */
  readonly sizeNs: Nanoseconds;
  /** That both sides take it alike: Fisher's exact test, two-sided. */
  readonly p: number;
}

export interface DiffRow {
  /** `failed`: how many boots failed; it has no times. */
  readonly kind: RowKind | 'failed';
  readonly name: string;
  /** Medians; null on a side that lacks the row. */
  readonly baseNs: Nanoseconds | null;
  readonly headNs: Nanoseconds | null;
  /** Of sets the Hodges-Lehmann shift, which is what is judged; of single boots what lies between them. */
  readonly deltaNs: Nanoseconds | null;
  readonly deltaPct: number | null;
  /** Boots that measured the row; in the row `failed`, those that failed. */
  readonly baseN: number;
  readonly headN: number;
  /** All boots of the sides, in the row `failed` alone. */
  readonly baseBoots?: number;
  readonly headBoots?: number;
  readonly p: number | null;
  readonly pAdjusted: number | null;
  /** Interval of the Hodges-Lehmann shift. */
  readonly ciNs: readonly [Nanoseconds, Nanoseconds] | null;
  /** A smaller shift of this row does not matter; null or absent where nothing was tested. */
  readonly floorNs?: Nanoseconds | null;
  readonly verdict: Verdict;
  /** About how many boots each side needs before an inconclusive row is settled; null for other verdicts and where no number would. */
  readonly neededN: number | null;
  /** Absent where no two groups are far enough apart. */
  readonly slowShare?: SlowShare;
  readonly baseOutliers: readonly Nanoseconds[];
  readonly headOutliers: readonly Nanoseconds[];
  readonly baseHumps: Humps | null;
  readonly headHumps: Humps | null;
}

interface MarkTimes {
  /** From 1: the how-manieth time this code was written, or this moment came, in its boot. */
  readonly occurrence: number;
  readonly baseNs: Nanoseconds | null;
  readonly headNs: Nanoseconds | null;
  readonly deltaNs: Nanoseconds | null;
}

/** A code that both sides, or one of them, have. */
export interface CodeMark extends MarkTimes {
  readonly code: number;
  /** Absent where it has none. */
  readonly name?: string;
}

/** A moment, paired by its key: its wording may differ. */
export interface MomentMark extends MarkTimes {
  readonly key: string;
  readonly name: string;
}

export type DiffMark = CodeMark | MomentMark;

export interface DiffReport {
  readonly command: 'diff';
  /** What the sides are called; absent where they are base and head. */
  readonly names?: SideNames;
  readonly rows: readonly DiffRow[];
  readonly marks: readonly DiffMark[];
  readonly verdict: Verdict;
  readonly diagnostics: readonly Diagnostic[];
  readonly table: StageTable;
}

export interface CheckResult {
  /** As the user wrote it. */
  readonly assertion: string;
  readonly passed: boolean;
  /** Of the numbers below; `count` where there is none, as of assertions about codes. */
  readonly unit: Unit;
  /** The statistic that was judged; null for assertions about codes and for metrics never measured. */
  readonly actual: number | null;
  readonly limit: number | null;
  /** Every boot's value, null where the boot has none. */
  readonly values: readonly (number | null)[];
  readonly message: string;
}

export interface CheckReport {
  readonly command: 'check';
  readonly passed: boolean;
  readonly results: readonly CheckResult[];
  readonly diagnostics: readonly Diagnostic[];
}

/** One input of a series. */
export interface TrendPoint {
  readonly input: string;
  /** ISO 8601 in UTC; null when nothing says it. */
  readonly startedAt: string | null;
  /** Boots that count, and boots that did not finish and do not. */
  readonly boots: number;
  readonly failedBoots: number;
}

export interface TrendValue {
  /** Boots that measured the row. */
  readonly n: number;
  readonly medianNs: Nanoseconds | null;
  /** 95 % interval of the median; null where there are too few boots for one. */
  readonly ciNs: readonly [Nanoseconds, Nanoseconds] | null;
  /** Against the point before that has the row, and against the first that has. */
  readonly previousPct: number | null;
  readonly firstPct: number | null;
  /** The level of the row changes here, judged as `diff` judges. */
  readonly change: LevelChange | null;
}

export interface TrendRow {
  readonly kind: SummaryRow['kind'];
  readonly name: string;
  /** One per point, in their order. */
  readonly values: readonly TrendValue[];
}

export interface TrendReport {
  readonly command: 'trend';
  /** In order of time. */
  readonly points: readonly TrendPoint[];
  readonly rows: readonly TrendRow[];
  readonly diagnostics: readonly Diagnostic[];
  readonly table: StageTable;
}

export interface ClassifiedCode {
  readonly code: number;
  readonly stage: string;
  readonly name: string | null;
}

export interface ClassifyReport {
  readonly command: 'classify';
  readonly codes: readonly ClassifiedCode[];
  readonly table: StageTable;
}

export interface DoctorFinding {
  readonly subject: string;
  readonly status: 'ok' | 'warning' | 'failed';
  readonly message: string;
  /** What to do about it, most useful first. */
  readonly nextSteps: readonly string[];
}

export interface DoctorReport {
  readonly command: 'doctor';
  readonly findings: readonly DoctorFinding[];
}

export type Report = BootsReport | DiffReport | CheckReport | TrendReport | ClassifyReport | DoctorReport;
