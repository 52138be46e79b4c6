/** A series as one line of characters: a block a value, from the smallest to the largest. */

const BLOCKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const LEVELS = ['_', '.', '-', '=', '^'] as const;

export interface SparklineStyle {
  /** Maximum number of cells; a longer series shows its last values. */
  readonly width: number;
  readonly unicode: boolean;
}

/**
 * One cell a value, a space where there is none. The scale runs from the smallest value to the largest, or over a
 * twentieth of the values when they differ by less, so that noise does not look like mountains.
 */
export function sparkline(values: readonly (number | null)[], { width, unicode }: SparklineStyle): string {
  const shown = values.slice(-width);
  const known = shown.filter((value) => value !== null);
  const low = known.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = known.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const span = Math.max(high - low, Math.abs(high) / 20);
  const levels: readonly string[] = unicode ? BLOCKS : LEVELS;
  return shown
    .map((value) => {
      if (value === null) return ' ';
      const share = span === 0 ? 0 : (value - low) / span;
      return levels[Math.min(Math.floor(share * levels.length), levels.length - 1)]!;
    })
    .join('');
}
