/** Codes and ranges of codes as people write them: `0x40`, `64`, `0x80-0xff`. */

export interface CodeRange {
  /** First and last code, inclusive. */
  readonly from: number;
  readonly to: number;
}

const CODE = /^(?:0x([0-9a-f]{1,2})|(\d{1,3}))$/i;

/** 0x00 to 0xff from hexadecimal with `0x` or from decimal; null when it is neither. */
export function parseCode(text: string): number | null {
  const match = CODE.exec(text.trim());
  if (match === null) return null;
  const code = match[1] === undefined ? Number(match[2]) : Number.parseInt(match[1], 16);
  return code <= 0xff ? code : null;
}

/** A code, or two joined by `-`; null when it is neither. The range may be inverted: that is for the caller to refuse. */
export function parseCodeRange(text: string): CodeRange | null {
  const [first, last, ...rest] = text.split('-');
  if (first === undefined || rest.length > 0) return null;
  const from = parseCode(first);
  const to = last === undefined ? from : parseCode(last);
  return from === null || to === null ? null : { from, to };
}
