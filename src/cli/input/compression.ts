/** How inputs are compressed, told by their first bytes and not by their names. */

export type Compression = 'gzip' | 'zstd';

/** Bytes that `detectCompression` needs. */
export const MAGIC_BYTES = 4;

const MAGICS: readonly { readonly compression: Compression; readonly magic: readonly number[] }[] = [
  { compression: 'gzip', magic: [0x1f, 0x8b] },
  { compression: 'zstd', magic: [0x28, 0xb5, 0x2f, 0xfd] },
];

/** The compression of an input that starts with these bytes; null when there is none. */
export function detectCompression(head: Uint8Array): Compression | null {
  const known = MAGICS.find(({ magic }) => magic.every((byte, index) => head[index] === byte));
  return known?.compression ?? null;
}
