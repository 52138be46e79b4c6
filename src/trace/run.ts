/** What a run is told beside its guest, whichever engine runs it. */

/** Stages in order, by which exits are counted. */
export interface RunStages {
  /** Names by number; number 0 is the time before the first. */
  readonly names: readonly string[];
  /** Number of the stage that each of the 256 codes belongs to; 0 for codes that begin none. */
  readonly ofCode: Uint8Array;
}

/** A source of bytes for the guest's serial port. */
export interface SerialInput {
  /** Takes what has been typed and not yet been taken, at most `limit` bytes. */
  take(limit: number): Uint8Array;
}
