/**
 * Text in UTF-16 becomes UTF-8, piece by piece; all else passes as it is. A byte order mark tells it, or, where there is none,
 * first characters that are ASCII with a zero beside each: what PowerShell's `>` and terminals of Windows write.
 */

type Utf16 = 'utf-16le' | 'utf-16be';

/** So many bytes of a text without a mark are looked at. */
const SAMPLED_BYTES = 16;

/** The encoding of an input that starts with these bytes, null for any other; `unknown` asks for more of them. */
export function detectUtf16(head: Uint8Array): Utf16 | null | 'unknown' {
  const [first, second] = head;
  if (first === undefined) return 'unknown';
  if (second === undefined) return first === 0xff || first === 0xfe || first < 0x80 ? 'unknown' : null;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const sample = head.subarray(0, SAMPLED_BYTES);
  const zerosAt = second === 0 ? 1 : 0;
  const isUtf16 = sample.every((byte, at) => (at % 2 === zerosAt ? byte === 0 : byte > 0 && byte < 0x80));
  if (!isUtf16) return null;
  if (sample.length < SAMPLED_BYTES) return 'unknown';
  return zerosAt === 1 ? 'utf-16le' : 'utf-16be';
}

/** The bytes of one content, as UTF-8. */
export class Utf8Bytes {
  #encoding: ReturnType<typeof detectUtf16> = 'unknown';
  #held = Buffer.alloc(0);
  #decoder: InstanceType<typeof TextDecoder> | null = null;

  /** True when bytes pass as they are. */
  get areUnchanged(): boolean {
    return this.#encoding === null;
  }

  /** What the bytes are in UTF-8: the chunk itself where nothing changes. Holds back what cannot be told yet. */
  push(chunk: Uint8Array): Uint8Array {
    if (this.#encoding === null) return chunk;
    if (this.#decoder !== null) return Buffer.from(this.#decoder.decode(chunk, { stream: true }));
    const head = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    this.#encoding = detectUtf16(head);
    if (this.#encoding === null) return head;
    this.#held = Buffer.alloc(0);
    if (this.#encoding === 'unknown') {
      this.#held = Buffer.from(head);
      return this.#held.subarray(0, 0);
    }
    this.#decoder = new TextDecoder(this.#encoding);
    return Buffer.from(this.#decoder.decode(head, { stream: true }));
  }

  /** What was held back, at the end of the content. */
  end(): Uint8Array {
    if (this.#decoder !== null) return Buffer.from(this.#decoder.decode());
    return this.#encoding === 'unknown' ? this.#held : this.#held.subarray(0, 0);
  }
}
