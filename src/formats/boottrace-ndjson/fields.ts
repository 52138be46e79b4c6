/** Checks of single fields of a trace file's line, which may come from anywhere. */

export type Fields = Readonly<Record<string, unknown>>;

/** An object that is no array; null for anything else. */
export function asFields(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

/** True for a whole number from `from` to `to`, which a number holds exactly. */
export function isWhole(value: unknown, from: number, to: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= from && (value as number) <= to;
}

/** True for whole nanoseconds, or any other count that is not negative. */
export function isTime(value: unknown): value is number {
  return isWhole(value, 0, Number.MAX_SAFE_INTEGER);
}

export function isTimeOrNull(value: unknown): value is number | null {
  return value === null || isTime(value);
}

export function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

export function isOneOf<T extends string>(value: unknown, words: readonly T[]): value is T {
  return (words as readonly unknown[]).includes(value);
}

/** Every element as `parse` makes it; null unless all can be made, and when there are more than `limit`. */
export function parseAll<T>(value: unknown, limit: number, parse: (one: unknown) => T | null): T[] | null {
  if (!Array.isArray(value) || value.length > limit) return null;
  const parsed: T[] = [];
  for (const one of value) {
    const made = parse(one);
    if (made === null) return null;
    parsed.push(made);
  }
  return parsed;
}
