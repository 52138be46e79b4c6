/** SVG: the report as one picture that stands alone, for a README or a slide. No script, no font, nothing fetched. */
import { formatCode } from '../../trace/event.js';
import type {
  BootsReport,
  CheckResult,
  ClassifiedCode,
  DiffReport,
  DoctorFinding,
  Report,
} from '../../trace/report/report.js';
import type { Reporter } from '../reporter.js';
import { picturesOf } from '../words/boot-picture.js';
import { listedCodes } from '../words/code-list.js';
import { headlineOf } from '../words/headline.js';
import { drawBoots } from './boots.js';
import { type Drawing, type DrawnLine, drawLines, stack, standalone, wrappedLines } from './drawing.js';
import { drawShifts } from './shifts.js';
import { drawSpread, spreadRows } from './spread.js';
import { drawTimeline } from './timeline.js';
import { drawTrend } from './trend.js';

/** In pixels: what a README gives a picture. */
const WIDTH = 840;

function* render(report: Report): Generator<string> {
  const { title, facts } = headlineOf(report);
  const parts = partsOf(report);
  const lead = drawLines('', [
    ...wrappedLines(title, 'heading', HEADING_COLUMNS),
    ...(facts.length === 0 ? [] : lines(facts.join(', '), 'soft')),
  ]);
  yield standalone(stack(title, [...parts]), lead, WIDTH).text;
}

function partsOf(report: Report): readonly Drawing[] {
  switch (report.command) {
    case 'run':
    case 'parse':
    case 'report':
      return bootsParts(report);
    case 'diff':
      return [shiftsOf(report)];
    case 'check':
      return [drawLines('Assertions', report.results.flatMap(checkLines))];
    case 'trend':
      return [drawTrend(report, 'Medians over time, each row on its own scale')];
    case 'classify':
      return [drawLines('Codes', listedCodes(report).flatMap(codeLines))];
    case 'doctor':
      return [drawLines('Findings', report.findings.flatMap(findingLines))];
  }
}

function bootsParts(report: BootsReport): readonly Drawing[] {
  const { timelines, summary, table, comparison } = report;
  const pictures = picturesOf(report).map(({ title, picture }) => drawTimeline(picture, title));
  if (summary === null) return pictures;
  return [
    ...(comparison === undefined ? [] : [shiftsOf(comparison)]),
    ...pictures,
    drawSpread(spreadRows(timelines, summary)),
    drawBoots(timelines, table),
  ];
}

function shiftsOf({ rows, names }: DiffReport): Drawing {
  const title = names === undefined ? '' : `, ${names.head} against ${names.base}`;
  return drawShifts(rows, `Shift of each row${title}`, names);
}

/** Characters that fit across in the drawing's text, with some room: its font is the reader's. */
const TEXT_COLUMNS = 115;

/** The same for headings. */
const HEADING_COLUMNS = 75;

function lines(text: string, className: string): readonly DrawnLine[] {
  return wrappedLines(text, className, TEXT_COLUMNS);
}

function checkLines({ assertion, passed, message }: CheckResult): readonly DrawnLine[] {
  return [
    ...lines(`${passed ? '✓ pass' : '✗ FAIL'}  ${assertion}`, passed ? '' : 'regression'),
    ...lines(message, 'soft'),
  ];
}

function codeLines({ code, stage, name }: ClassifiedCode): readonly DrawnLine[] {
  return lines([formatCode(code), stage, ...(name === null ? [] : [name])].join('  '), '');
}

function findingLines({ subject, status, message }: DoctorFinding): readonly DrawnLine[] {
  return lines(`${status}: ${subject}: ${message}`, status === 'failed' ? 'regression' : '');
}

export const svgReporter: Reporter = {
  id: 'svg',
  title: 'one picture, as SVG',
  extension: 'svg',
  render,
};
