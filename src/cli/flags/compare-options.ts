/** `--alpha` and `--floor`: texts to the options of a comparison. */
import { type CompareOptions, DEFAULT_COMPARE } from '../../stats/compare.js';
import { parseDuration } from '../../trace/duration.js';
import { InputError, UsageError } from '../../trace/errors.js';

function parseAlpha(text: string): number {
  const alpha = /^\d*\.?\d+(?:e-?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  if (alpha > 0 && alpha < 1) return alpha;
  throw new InputError('bad-alpha', `--alpha ${text}: expected a probability between 0 and 1`, [
    '--alpha 0.05',
  ]);
}

function parseShare(text: string): number | null {
  const match = /^(\d*\.?\d+)\s*%$/.exec(text.trim());
  return match === null ? null : Number(match[1]) / 100;
}

/** A number alone is neither: the refusal names both. */
function parseFloorTime(text: string): number {
  const bare = text.trim();
  if (!/^(?:\d+\.?\d*|\.\d+)$/.test(bare)) return parseDuration(text, '--floor');
  const message = `--floor ${bare}: the unit is missing: ${bare}% is a share, ${bare}ms is a time`;
  throw new UsageError('bad-time', message, [`--floor ${bare}%`, `--floor ${bare}ms`]);
}

/** Floors that are given replace the default ones, so that `--floor 1%` means that alone. */
function parseFloors(texts: readonly string[]): Pick<CompareOptions, 'relativeFloor' | 'absoluteFloor'> {
  const floors = { relativeFloor: 0, absoluteFloor: 0 };
  for (const text of texts) {
    const share = parseShare(text);
    if (share === null) floors.absoluteFloor = parseFloorTime(text);
    else floors.relativeFloor = share;
  }
  return floors;
}

/**
 * The names of `--rows`, in the order given: `|` and `,` part them; undefined where the flag is not given.
 * @throws InputError for an empty name
 */
export function parseRows(texts: readonly string[] | undefined): readonly string[] | undefined {
  const names = texts?.flatMap((text) => text.split(/[|,]/)).map((name) => name.trim());
  if (names === undefined || !names.includes('')) return names;
  throw new InputError('bad-rows', `--rows ${texts!.join(' ')}: a name is empty`, ["--rows 'kernel|total'"]);
}

/**
 * The options of a comparison, with defaults for missing flags.
 * @throws InputError for a text that is not a probability, share or time.
 */
export function parseCompareOptions(
  alpha: string | undefined,
  floors: readonly string[] | undefined,
): CompareOptions {
  return {
    ...DEFAULT_COMPARE,
    ...(alpha === undefined ? {} : { alpha: parseAlpha(alpha) }),
    ...(floors === undefined || floors.length === 0 ? {} : parseFloors(floors)),
  };
}
