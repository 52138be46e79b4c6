/**
 * Markdown for a pull request or a job summary: the verdict first, a short table, the rest folded away, and never more
 * than a comment may hold. No text of a guest becomes a link, a mention or HTML.
 */
import type { Provenance } from '../../trace/boot.js';
import type { Diagnostic } from '../../trace/diagnostic.js';
import { formatCode } from '../../trace/event.js';
import type { ClassifyReport, DoctorReport, Report } from '../../trace/report/report.js';
import type { Reporter } from '../reporter.js';
import { listedCodes } from '../words/code-list.js';
import { headlineOf } from '../words/headline.js';
import { provenanceFacts } from '../words/provenance-facts.js';
import { bootsParts } from './boots-parts.js';
import { fitParts, folded, MAX_LENGTH, type Part, shown } from './fitting.js';
import { checkParts, diffParts, VERDICT_SIGNS } from './judgement-parts.js';
import { code, plain, tableLines } from './text.js';
import { trendParts } from './trend-parts.js';

function* render(report: Report): Generator<string> {
  const { title, facts } = headlineOf(report);
  const lead = `### ${sign(report)}${plain(title)}\n${facts.length === 0 ? '' : `\n${facts.map(plain).join(' · ')}\n`}`;
  yield lead;
  yield* fitParts(partsOf(report), MAX_LENGTH - lead.length);
}

/** What a reader sees before reading a word; a word always follows. */
function sign(report: Report): string {
  if (report.command === 'diff') return `${VERDICT_SIGNS[report.verdict]} `;
  if ('comparison' in report && report.comparison) return `${VERDICT_SIGNS[report.comparison.verdict]} `;
  if (report.command === 'check') return report.passed ? '✓ ' : '✗ ';
  return '';
}

function* partsOf(report: Report): Generator<Part> {
  switch (report.command) {
    case 'run':
    case 'parse':
    case 'report': {
      const [boots, ...more] = bootsParts(report);
      if (boots) yield boots;
      yield* notesParts(report.diagnostics);
      const provenance = report.timelines.find(({ boot }) => boot.provenance !== null)?.boot.provenance;
      if (provenance) yield provenancePart(provenance);
      yield* more;
      return;
    }
    case 'diff': {
      const [telling, ...more] = diffParts(report);
      if (telling) yield telling;
      yield* notesParts(report.diagnostics);
      yield* more;
      return;
    }
    case 'check':
      yield* checkParts(report);
      yield* notesParts(report.diagnostics);
      return;
    case 'trend':
      yield* trendParts(report);
      yield* notesParts(report.diagnostics);
      return;
    case 'classify':
      yield { ...shown(classifyLines(report)), noun: 'codes' };
      return;
    case 'doctor':
      yield { ...shown(doctorLines(report)), noun: 'findings' };
  }
}

/** Warnings in the open, notes folded away. */
function* notesParts(diagnostics: readonly Diagnostic[]): Generator<Part> {
  const lineOf = ({ severity, message, input, line }: Diagnostic): string => {
    const place = input === null ? '' : `${code(`${input}${line === null ? '' : `:${line}`}`)}: `;
    return `- **${severity}:** ${place}${plain(message.split('\n')[0] ?? '')}\n`;
  };
  const warnings = diagnostics.filter(({ severity }) => severity === 'warning').map(lineOf);
  const notes = diagnostics.filter(({ severity }) => severity === 'note').map(lineOf);
  if (warnings.length > 0) {
    yield { open: '\n', lines: warnings.slice(0, 5), close: '', noun: 'warnings' };
  }
  if (warnings.length > 5)
    yield folded(`${warnings.length - 5} more warnings`, warnings.slice(5), 'warnings');
  if (notes.length > 0) yield folded('Notes', notes, 'notes');
}

function provenancePart(provenance: Provenance): Part {
  const lines = provenanceFacts(provenance).map(({ name, text }) => `- ${plain(name)}: ${code(text)}\n`);
  return folded('How it was measured', lines, 'facts');
}

function classifyLines(report: ClassifyReport): readonly string[] {
  return tableLines(
    [
      { head: 'code', align: 'left', cell: ({ code: value }) => formatCode(value) },
      { head: 'stage', align: 'left', cell: ({ stage }) => plain(stage) },
      { head: 'name', align: 'left', cell: ({ name }) => code(name ?? '') },
    ],
    listedCodes(report),
  );
}

function doctorLines({ findings }: DoctorReport): readonly string[] {
  return tableLines(
    [
      { head: 'subject', align: 'left', cell: ({ subject }) => plain(subject) },
      { head: 'status', align: 'left', cell: ({ status }) => status },
      { head: 'message', align: 'left', cell: ({ message }) => plain(message) },
      { head: 'try', align: 'left', cell: ({ nextSteps }) => nextSteps.map(code).join('<br>') },
    ],
    findings,
  );
}

export const markdownReporter: Reporter = {
  id: 'markdown',
  title: 'Markdown for a pull request or a job summary',
  extension: 'md',
  render,
};
