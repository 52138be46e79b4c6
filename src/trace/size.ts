/** Sizes as people type them: a whole number with K, M or G, which are 1024 bytes and its powers; and as people read them. */

const UNIT_BYTES = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 } as const;
type SizeUnit = keyof typeof UNIT_BYTES;

const SIZE = /^(\d{1,16})(\.\d{1,9})?([KMG]?)(?:i?B)?$/i;

export interface TypedSize {
  /** The number as typed: digits, and a fraction that is '' where there is none. */
  readonly whole: string;
  readonly fraction: string;
  /** Bytes of its unit; null where there is no unit. */
  readonly unitBytes: number | null;
}

/** The parts of a size; null if the text is not a size. The caller decides about fractions and missing units. */
export function readSize(text: string): TypedSize | null {
  const match = SIZE.exec(text);
  if (match === null) return null;
  const [, whole = '', fraction = '', letter = ''] = match;
  return { whole, fraction, unitBytes: UNIT_BYTES[letter.toUpperCase() as SizeUnit] ?? null };
}

/** `512 MiB`: the largest unit that makes it a whole number. */
export function writeSize(bytes: number): string {
  const unit = (['G', 'M', 'K'] as const).find((name) => bytes > 0 && bytes % UNIT_BYTES[name] === 0);
  return unit === undefined ? `${bytes} bytes` : `${bytes / UNIT_BYTES[unit]} ${unit}iB`;
}
