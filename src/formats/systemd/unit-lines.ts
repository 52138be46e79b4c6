/**
 * Lines that say how long a unit of systemd took to start: `systemd-analyze blame`, `critical-chain`, and the picture of `plot`
 * (src/analyze/analyze-blame.c, analyze-critical-chain.c, analyze-plot.c).
 */
import type { Nanoseconds } from '../../trace/event.js';
import { SPAN, spanNs } from '../reading/systemd-span.js';

export interface UnitLine {
  /** Comes from a log: never trust it to be printable. */
  readonly name: string;
  /** When it was started, since the start of userspace; null where the line does not say. */
  readonly afterNs: Nanoseconds | null;
  readonly durationNs: Nanoseconds;
}

const UNIT =
  '([\\w@.:\\\\-]{1,240}\\.(?:service|socket|device|mount|automount|swap|target|path|timer|slice|scope))';
const BLAME = new RegExp(`^\\s{0,40}(${SPAN})\\s{1,8}${UNIT}\\s*$`);
/** A tree in front, drawn in Unicode or in ASCII. Units without `+` took no time of their own. */
const CHAIN = new RegExp(`^[\\s│├└─|\`-]{0,200}${UNIT} @(${SPAN}) \\+(${SPAN})\\s*$`);
const PLOT = new RegExp(`<text class="(?:left|right)"[^<>]{0,120}>${UNIT} \\((${SPAN})\\)</text>`, 'g');
/** What `plot` writes above its picture. */
export const PLOT_SIGN = 'This file is a systemd-analyze SVG file';
/** What `critical-chain` prints above its tree. */
export const CHAIN_SIGN = 'The time when unit became active or started is printed after the "@" character';
/** Longest line of a list. A picture may be one line. */
const MAX_LINE = 1024;

/** True where a text holds a line of `blame`. */
export function hasBlame(text: string): boolean {
  return text.split('\n').some((line) => BLAME.test(line.slice(0, MAX_LINE)));
}

/** The units of a line; empty for most lines of other texts. */
export function parseUnitLine(text: string): readonly UnitLine[] {
  if (text.includes('<text ')) {
    return [...text.matchAll(PLOT)].flatMap(([, name = '', span = '']) => unitLine(name, null, span));
  }
  const row = text.slice(0, MAX_LINE);
  const blame = BLAME.exec(row);
  if (blame !== null) return unitLine(blame[2]!, null, blame[1]!);
  const chain = CHAIN.exec(row);
  return chain === null ? [] : unitLine(chain[1]!, spanNs(chain[2]!), chain[3]!);
}

function unitLine(name: string, afterNs: Nanoseconds | null, span: string): readonly UnitLine[] {
  const durationNs = spanNs(span);
  return durationNs === null ? [] : [{ name, afterNs, durationNs }];
}
