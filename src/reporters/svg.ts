/** SVG: the report as one picture that stands alone, for a README or a slide. No script, no font, nothing fetched. */

import { formatCode } from '../trace/event.js';
import { printable } from '../trace/printable.js';
import type { BootsReport, CheckResult, ClassifiedCode, DoctorFinding, Report } from '../trace/report.js';
import { medianPicture, pictureOf } from './boot-picture.js';
import { listedCodes } from './code-list.js';
import { headlineOf } from './headline.js';
import type { Reporter } from './reporter.js';
import { rowValues } from './row-values.js';
import { drawBoots } from './svg/boots.js';
import { type Drawing, type DrawnLine, drawLines, stack, standalone } from './svg/drawing.js';
import { drawShifts } from './svg/shifts.js';
import { drawSpread } from './svg/spread.js';
import { drawTimeline } from './svg/timeline.js';
import { drawTrend } from './svg/trend.js';
import { wrap } from './text-width.js';

/** In pixels: what a README gives a picture. */
const WIDTH = 840;

function* render(report: Report): Generator<string> {
  const { title, facts } = headlineOf(report);
  const parts = partsOf(report);
  const lead = drawLines('', [
    { text: title, className: 'heading' },
    ...(facts.length === 0 ? [] : [{ text: facts.join(', '), className: 'soft' }]),
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
      return [drawShifts(report.rows, 'Shift of each row')];
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

function bootsParts({ timelines, summary, table }: BootsReport): readonly Drawing[] {
  const [first] = timelines;
  if (summary === null) {
    return first === undefined ? [] : [drawTimeline(pictureOf(first, table), 'Timeline')];
  }
  const rows = summary.map((row) => ({ summary: row, values: rowValues(timelines, row) }));
  return [
    drawTimeline(medianPicture(summary, table), 'Medians, one after another'),
    drawSpread(rows),
    drawBoots(timelines, table),
  ];
}

/** Characters that fit across in the drawing's text, with some room: its font is the reader's. */
const TEXT_COLUMNS = 115;

function lines(text: string, className: string): readonly DrawnLine[] {
  return wrap(printable(text), TEXT_COLUMNS).map((line) => ({ text: line, className }));
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
