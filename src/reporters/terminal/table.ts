/** For people: tables and bars fitted to the terminal, readable without colour. */
import type { Report } from '../../trace/report/report.js';
import type { RenderContext, Reporter } from '../reporter.js';
import { createPalette } from './palette.js';
import { renderBoots } from './table-boots.js';
import { renderCheck } from './table-check.js';
import { renderClassify } from './table-classify.js';
import { renderDiff } from './table-diff.js';
import { renderDoctor } from './table-doctor.js';
import { renderTrend } from './table-trend.js';

function render(report: Report, context: RenderContext): Iterable<string> {
  const palette = createPalette(context);
  switch (report.command) {
    case 'run':
    case 'parse':
    case 'report':
      return renderBoots(report, palette, context);
    case 'diff':
      return renderDiff(report, palette, context);
    case 'check':
      return renderCheck(report, palette, context);
    case 'trend':
      return renderTrend(report, palette, context);
    case 'classify':
      return renderClassify(report, palette, context);
    case 'doctor':
      return renderDoctor(report, palette, context);
  }
}

export const tableReporter: Reporter = {
  id: 'table',
  title: 'tables and bars for a terminal',
  extension: 'txt',
  render,
};
