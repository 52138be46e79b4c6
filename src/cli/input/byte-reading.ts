/** What all readers of bytes take: where the bytes go, what to say on the way, and when to stop. */

/** Takes bytes that are only valid during the call. */
export type ByteSink = (chunk: Uint8Array) => void;

/** Something about the bytes of an input that a person should know: a warning. */
export interface ByteFinding {
  /** Stable kebab-case word. */
  readonly code: string;
  readonly message: string;
}

export interface ByteReading {
  readonly sink: ByteSink;
  /** Memory that the next chunk is best read into, for whoever reads into memory; null, or none, for any. */
  readonly room?: () => Buffer | null;
  readonly onFinding: (finding: ByteFinding) => void;
  /** Ends the reading with what has come so far. */
  readonly signal?: AbortSignal | undefined;
}
