/**
 * The picture of a boot: one line per ledger row, its bar where it lies in the whole, its time and its share, and below
 * them a line that shows where its codes are. Stages, gaps and setup differ in their characters, not in colour alone. Phases
 * stand under their stage, further in.
 */
import { shortRowTitle } from '../../trace/report/row-title.js';
import { isPoint, type TimedPoint } from '../../trace/report/timeline.js';
import type { RenderContext } from '../reporter.js';
import { extentBar, extentLine, type Tick, tickLine } from '../words/bars.js';
import { type BootPicture, type PictureRow, pictureTitle, pointRole } from '../words/boot-picture.js';
import { counted, spanCodes } from '../words/ledger-words.js';
import { pickUnit, writeRowNumber, writeShare, writeTime } from '../words/time-text.js';
import { type Column, renderGrid } from './aligned-table.js';
import type { Palette } from './palette.js';

/** The codes and moments of the boot, as the last line of the picture. */
interface CodesRow {
  readonly kind: 'codes';
  readonly codes: readonly TimedPoint[];
}

type ViewRow = PictureRow | CodesRow;

interface Glyphs {
  readonly gap: string;
  readonly setup: string;
  readonly phase: string;
  readonly code: string;
  readonly mark: string;
  readonly revisit: string;
}

const UNICODE: Glyphs = { gap: '─', setup: '░', phase: '═', code: '╵', mark: '◆', revisit: '○' };
const ASCII: Glyphs = { gap: '-', setup: '.', phase: '=', code: "'", mark: '*', revisit: 'o' };

/** Lines of the picture. */
export function* renderLedger(
  picture: BootPicture,
  palette: Palette,
  context: RenderContext,
): Generator<string> {
  const { rows, events, totalNs } = picture;
  if (rows.length === 0) return;
  const codes = events.filter(isPoint).filter(({ timeNs }) => timeNs >= 0 && timeNs <= totalNs);
  const lines: readonly ViewRow[] = codes.length === 0 ? rows : [...rows, { kind: 'codes', codes }];
  yield* renderGrid(ledgerColumns(picture, palette, context), lines, context);
  const words = legend(codes, picture, context.unicode ? UNICODE : ASCII);
  if (words !== '') yield `${palette.faint(words)}\n`;
}

function ledgerColumns(
  picture: BootPicture,
  palette: Palette,
  context: RenderContext,
): readonly Column<ViewRow>[] {
  const { totalNs, wholeNs, stageNames } = picture;
  const unit = pickUnit(totalNs, context);
  const glyphs = context.unicode ? UNICODE : ASCII;
  const paint = (row: ViewRow) =>
    row.kind === 'stage' || row.kind === 'phase'
      ? palette.stage(stageNames.indexOf(row.stage ?? ''))
      : palette.faint;
  const time = (row: ViewRow): string => (row.kind === 'codes' ? '' : writeRowNumber(row.durationNs, unit));
  const share = (row: ViewRow): string => (row.kind === 'codes' ? '' : writeShare(row.durationNs, wholeNs));
  const span = (row: ViewRow) => (row.kind === 'codes' ? null : row.span);
  return [
    { head: 'stage', align: 'left', text: (row) => rowName(row, context), paint, min: 12 },
    {
      align: 'bar',
      min: 16,
      max: 60,
      head: (width) => axis(writeTime(totalNs, unit), width),
      bar: (row, width) => rowBar(row, picture, { width, unicode: context.unicode, glyphs }),
      paint,
    },
    { head: unit.name, align: 'right', text: time },
    { head: 'share', align: 'right', text: share, drop: 1 },
    {
      head: 'codes',
      align: 'left',
      text: (row) => spanCodes(span(row)),
      drop: 2,
    },
    { head: 'n', align: 'right', text: (row) => `${span(row)?.events ?? ''}`, drop: 3 },
    { head: 'revisits', align: 'right', text: (row) => `${span(row)?.revisits || ''}`, drop: 4 },
  ];
}

interface Style {
  readonly width: number;
  readonly unicode: boolean;
  readonly glyphs: Glyphs;
}

function rowBar(row: ViewRow, picture: BootPicture, style: Style): string {
  const { totalNs, markStages } = picture;
  const { width, glyphs } = style;
  const share = (timeNs: number): number => (totalNs > 0 ? timeNs / totalNs : 0);
  if (row.kind === 'codes') {
    const ticks = row.codes.map(
      (code): Tick => ({ at: share(code.timeNs), character: glyphs[pointRole(code, markStages)] }),
    );
    // Marks and revisits are few and are looked for: no code of a stage may hide them.
    const rank = ({ character }: Tick): number => Number(character !== glyphs.code);
    return tickLine(
      ticks.sort((a, b) => rank(a) - rank(b)),
      width,
    );
  }
  // It is beyond the end of the axis, because it would otherwise leave no room for the rows before it.
  if (row.kind === 'end') return '';
  const extent = { start: share(row.startNs), end: share(row.endNs) };
  return row.kind === 'stage' ? extentBar(extent, style) : extentLine(extent, width, glyphs[row.kind]);
}

/** `codes: ◆ 1 mark, ○ 2 revisits`: what is special in the last line; empty when nothing is. */
function legend(codes: readonly TimedPoint[], { markStages }: BootPicture, glyphs: Glyphs): string {
  const special = (['mark', 'revisit'] as const)
    .map((role) => ({ role, count: codes.filter((code) => pointRole(code, markStages) === role).length }))
    .filter(({ count }) => count > 0)
    .map(({ role, count }) => `${glyphs[role]} ${counted(count, role)}`)
    .join(', ');
  return special === '' ? '' : `codes: ${special}`;
}

/** Puts a phase under its stage. */
const PHASE_INDENT = '  ';

/** Below this width rows have short names. */
const FULL_NAMES = 72;

function rowName(row: ViewRow, { columns }: RenderContext): string {
  if (row.kind === 'codes') return 'codes';
  if (row.kind === 'phase') return `${PHASE_INDENT}${row.name}`;
  return columns < FULL_NAMES ? shortRowTitle(row) : pictureTitle(row);
}

/** `0` at the left end of the bars and the total at the right one: there is room for both in the least width. */
function axis(total: string, width: number): string {
  return `0${total.padStart(width - 1)}`;
}
