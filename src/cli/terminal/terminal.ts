/** What the place where a report goes can show: colour, width, characters. Reads the environment, decides nothing else. */

/** Structurally a `RenderContext`. */
export interface TerminalAbilities {
  readonly color: boolean;
  readonly columns: number;
  readonly unicode: boolean;
}

export interface TerminalQuestion {
  readonly isTTY: boolean;
  /** Width that the terminal reports; undefined when it is none. */
  readonly columns: number | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `--ascii` was given. */
  readonly ascii: boolean;
}

const DEFAULT_COLUMNS = 80;
const NARROWEST = 20;
const WIDEST = 1000;

/** FORCE_COLOR decides when set (0 and false mean no), then NO_COLOR, then whether a terminal that can is there. */
function wantsColor({ env, isTTY }: TerminalQuestion): boolean {
  const force = env['FORCE_COLOR'];
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  return isTTY && env['TERM'] !== 'dumb';
}

function width({ columns, env }: TerminalQuestion): number {
  const fromEnv = Number.parseInt(env['COLUMNS'] ?? '', 10);
  const wanted = columns || fromEnv || DEFAULT_COLUMNS;
  return Math.min(Math.max(wanted, NARROWEST), WIDEST);
}

/** The locale decides as for any program: LC_ALL, then LC_CTYPE, then LANG; none means plain ASCII. */
function hasUnicode({ env, ascii }: TerminalQuestion): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return !ascii && /utf-?8/i.test(locale);
}

export function terminalAbilities(question: TerminalQuestion): TerminalAbilities {
  return { color: wantsColor(question), columns: width(question), unicode: hasUnicode(question) };
}
