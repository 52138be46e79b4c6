/**
 * Annotations of GitHub Actions: workflow commands that the runner takes from standard output. Escapes are those of
 * actions/toolkit (packages/core/src/command.ts). GitHub shows ten errors, ten warnings and ten notices of a step; when
 * there are more, the tenth says how many.
 */
import type { Diagnostic } from '../../trace/diagnostic.js';
import { writeDuration } from '../../trace/duration.js';
import { printable } from '../../trace/printable.js';
import {
  type BootsReport,
  type CheckReport,
  type DiffReport,
  type DoctorReport,
  isMeasuredRow,
} from '../../trace/report/report.js';
import { rowTitle } from '../../trace/report/row-title.js';
import type { Reporter } from '../reporter.js';
import { reportRows } from '../words/report-rows.js';
import { shortText } from '../words/short-text.js';
import { type TestCase, testSuites } from './test-cases.js';

type AnnotatedReport = BootsReport | DiffReport | CheckReport | DoctorReport;

const LEVELS = ['error', 'warning', 'notice'] as const;
type Level = (typeof LEVELS)[number];

interface Annotation {
  readonly level: Level;
  readonly title: string;
  readonly message: string;
  readonly file: string | null;
  readonly line: number | null;
}

const MOST_PER_LEVEL = 10;
const MAX_MESSAGE = 4000;

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

function command({ level, title, message, file, line }: Annotation): string {
  const place = file === null ? [] : [`file=${escapeProperty(shortText(file, MAX_MESSAGE))}`];
  const row = line === null ? [] : [`line=${line}`];
  const properties = [...place, ...row, `title=${escapeProperty(shortText(title))}`].join(',');
  return `::${level} ${properties}::${escapeData(message)}\n`;
}

function ofDiagnostic({ severity, code, message, input, line }: Diagnostic): Annotation {
  const lines = message.slice(0, MAX_MESSAGE).split('\n').map(printable);
  // Standard input is no file that an annotation could stand at.
  const file = input === '-' ? null : input;
  return {
    level: severity === 'warning' ? 'warning' : 'notice',
    title: `boottrace: ${code}`,
    message: lines.join('\n'),
    file,
    line: file === null ? null : line,
  };
}

const LEVEL_OF_OUTCOME: Readonly<Record<TestCase['outcome'], Level | null>> = {
  failed: 'error',
  skipped: 'warning',
  passed: null,
};

function ofCases(report: AnnotatedReport): readonly Annotation[] {
  const annotations: Annotation[] = [];
  for (const { name: suite, cases } of testSuites(report)) {
    for (const { name, outcome, message } of cases) {
      const level = LEVEL_OF_OUTCOME[outcome];
      if (level === null) continue;
      annotations.push({ level, title: `${suite}: ${rowTitle(name)}`, message, file: null, line: null });
    }
  }
  return annotations;
}

/** One notice with the result, also on success. */
function conclusion(report: AnnotatedReport): Annotation {
  const notice = { level: 'notice', title: `boottrace ${report.command}`, file: null, line: null } as const;
  return { ...notice, message: conclusionText(report) };
}

function conclusionText(report: AnnotatedReport): string {
  switch (report.command) {
    case 'diff':
      return `verdict: ${report.verdict}`;
    case 'check': {
      const passed = report.results.filter((result) => result.passed).length;
      return `${passed} of ${report.results.length} assertions hold`;
    }
    case 'doctor':
      return `${report.findings.filter(({ status }) => status === 'ok').length} of ${report.findings.length} findings are fine`;
    case 'run':
    case 'parse':
    case 'report':
      return bootsText(report);
  }
}

function bootsText(report: BootsReport): string {
  const { timelines, comparison } = report;
  const count = timelines.length === 1 ? '1 boot' : `${timelines.length} boots`;
  const kind = timelines.length > 1 ? ' median' : '';
  const totals = reportRows(report)
    .filter(isMeasuredRow)
    .filter((row) => row.kind === 'total')
    .map(
      ({ side, medianNs }) =>
        `total${kind}${side === undefined ? '' : ` of ${side}`} ${writeDuration(medianNs)}`,
    );
  const verdict = comparison === undefined ? [] : [`verdict: ${comparison.verdict}`];
  return [count, ...(totals.length === 0 ? ['nothing measured'] : totals), ...verdict].join(', ');
}

/** The first annotations of a level. If not all can be shown, the last one counts the rest. */
function* limited(annotations: readonly Annotation[], level: Level): Generator<string> {
  const ofLevel = annotations.filter((annotation) => annotation.level === level);
  const shown = ofLevel.length > MOST_PER_LEVEL ? MOST_PER_LEVEL - 1 : MOST_PER_LEVEL;
  for (const annotation of ofLevel.slice(0, shown)) yield command(annotation);
  if (ofLevel.length <= MOST_PER_LEVEL) return;
  const message = `and ${ofLevel.length - shown} more of this kind; other formats list all`;
  yield command({ level, title: 'boottrace', message, file: null, line: null });
}

function* render(report: AnnotatedReport): Generator<string> {
  const diagnostics = 'diagnostics' in report ? report.diagnostics.map(ofDiagnostic) : [];
  const annotations = [...ofCases(report), conclusion(report), ...diagnostics];
  for (const level of LEVELS) yield* limited(annotations, level);
}

export const githubReporter: Reporter<AnnotatedReport> = {
  id: 'github',
  title: 'annotations of GitHub Actions',
  extension: 'txt',
  render,
};
