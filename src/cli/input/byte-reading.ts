/** The parameters of a byte reader: the sink, the diagnostics, and the signal to stop. */

/** Takes bytes that are only valid during the call. */
export type ByteSink = (chunk: Uint8Array) => void;

/** A warning about the bytes of an input. */
export interface ByteFinding {
  /** Stable kebab-case word. */
  readonly code: string;
  readonly message: string;
}

/** The sink for bytes, the sink for diagnostics, and the signal to stop. */
export interface ByteReading {
  readonly sink: ByteSink;
  /** Memory that the next chunk is best read into; null, or absent, for any. A stream brings its own. */
  readonly room?: () => Buffer | null;
  readonly onFinding: (finding: ByteFinding) => void;
  /** The bytes that follow are another file's, or another content's of the same: a line that was cut off must not run into them. */
  readonly onNewContent?: () => void;
  /** Ends the reading with what has come so far. */
  readonly signal?: AbortSignal | undefined;
  /** Called when what comes from now on is new, with a sentence about how late it may be here. */
  readonly onLive?: ((resolution: string) => void) | undefined;
  /** True while it matters when bytes come. */
  readonly isStamping?: (() => boolean) | undefined;
}
