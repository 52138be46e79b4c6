/**
 * A few lines at the bottom of a terminal that are updated in place, with everything else printed above them. Never
 * wraps a line, survives a change of the terminal's size, and leaves nothing behind. Hides no cursor and sets no mode,
 * so that a program that is killed leaves the terminal as it was.
 */
import { displayWidth, truncate } from '../../reporters/words/text-width.js';

export interface LiveRegion {
  /** Replaces the lines. They are plain text or coloured by us; none is longer than the terminal is wide. */
  show(lines: readonly string[]): void;
  /** Prints text above the lines. What has no line end yet is held back as the first of them. */
  print(text: string): void;
  /** Removes the lines; what was held back is printed. */
  close(): void;
}

/** The part of a terminal's stream that is needed. */
export interface RegionTerminal {
  readonly columns: number | undefined;
  readonly rows: number | undefined;
  write(text: string): unknown;
}

const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;
/** To the first column; to the end of the screen. */
const START_OF_LINE = '\r';
const CLEAR_BELOW = '\x1b[J';

/** An unfinished line of a guest is printed once it is longer than this: it must not be kept for ever. */
const MAX_HELD = 4096;

export function openLiveRegion(terminal: RegionTerminal): LiveRegion {
  let lines: readonly string[] = [];
  let drawn: readonly string[] = [];
  let held = '';
  const columns = () => terminal.columns || DEFAULT_COLUMNS;

  /** Back to where the lines begin: a terminal that became narrower has wrapped them. */
  const erased = (): string => {
    const wrapped = drawn.reduce((sum, line) => sum + rowsOf(line, columns()), 0);
    const up = wrapped > 1 ? `\x1b[${wrapped - 1}A` : '';
    return drawn.length === 0 ? '' : `${START_OF_LINE}${up}${CLEAR_BELOW}`;
  };

  const draw = (above: string): void => {
    const before = erased();
    const room = Math.max((terminal.rows || DEFAULT_ROWS) - 1, 1);
    const all = held === '' ? lines : [held, ...lines];
    drawn = all.slice(-room).map((line) => fitted(line, columns() - 1));
    terminal.write(`${before}${above}${drawn.join('\n')}`);
  };

  return {
    show(next) {
      lines = next;
      draw('');
    },
    print(text) {
      const end = text.lastIndexOf('\n') + 1;
      const whole = held + text.slice(0, end);
      held = end === 0 ? held + text : text.slice(end);
      const isLong = held.length > MAX_HELD;
      const above = `${end === 0 ? '' : whole}${isLong ? `${held}\n` : ''}`;
      if (isLong) held = '';
      draw(above);
    },
    close() {
      terminal.write(`${erased()}${held === '' ? '' : `${held}\n`}`);
      [lines, drawn, held] = [[], [], ''];
    },
  };
}

const COLOR = /\x1b\[[\d;]*m/g;

function plainWidth(line: string): number {
  return displayWidth(line.replace(COLOR, ''));
}

function rowsOf(line: string, columns: number): number {
  return Math.max(1, Math.ceil(plainWidth(line) / columns));
}

/** A line too long loses its colours and its end. */
function fitted(line: string, width: number): string {
  return plainWidth(line) <= width ? line : truncate(line.replace(COLOR, ''), width, '');
}
