/**
 * Unintended codes, above all from Linux's io_delay, which writes the value in AL to port 0x80. docs/noise.md has the
 * rule and its reasons. The rule uses only times and stages, not the writer.
 */
import type { CodeEvent, Nanoseconds } from '../trace/event.js';
import type { Classifier } from './classify.js';

/** A code later than this after the one before starts a new burst: io_delay writes come tens of microseconds apart. */
export const BURST_GAP_NS: Nanoseconds = 100_000;
/** A burst of fewer different codes is never noise: what is meant repeats itself. */
const MIN_DIFFERENT = 6;
/** Codes of fewer stages may be a service that one stage calls in another. */
const MIN_STAGES = 3;
const MIN_LATE = 2;
/** Fewer steps back than one in this many codes is a guest that counts through the codes. */
const MAX_CODES_PER_STEP_BACK = 16;
/** BIOS entry code of Linux writes 6 to 14 zeros; fewer in a row may be meant. */
const MIN_ZEROS = 4;

/** A run of codes in `codes`, from index `start` to before `end`. */
interface Run {
  readonly start: number;
  readonly end: number;
}

/** For each code, 1 when it is noise and 0 when it counts. `codes` are those of one boot in order of time. */
export function findNoise(codes: readonly CodeEvent[], classify: Classifier): Uint8Array {
  const noise = new Uint8Array(codes.length);
  let latestRank = -1;
  for (let start = 0; start < codes.length; ) {
    const burst = { start, end: endOfBurst(codes, start) };
    const search = { codes, burst, classify, latestRank };
    if (isLawless(search)) noise.fill(1, burst.start, burst.end);
    else latestRank = markZeros(search, noise);
    start = burst.end;
  }
  return noise;
}

/** Where the burst that starts at `start` ends: each of its codes is near to the one before. */
function endOfBurst(codes: readonly CodeEvent[], start: number): number {
  let end = start + 1;
  while (end < codes.length && codes[end]!.timeNs - codes[end - 1]!.timeNs <= BURST_GAP_NS) end++;
  return end;
}

/** Where the row of one and the same code that starts at `start` ends, within `burst`. */
function endOfRow(codes: readonly CodeEvent[], start: number, burst: Run): number {
  const { code } = codes[start]!;
  let end = start + 1;
  while (end < burst.end && codes[end]!.code === code) end++;
  return end;
}

interface Search {
  readonly codes: readonly CodeEvent[];
  readonly burst: Run;
  readonly classify: Classifier;
  /** Of the stages reached before the burst; -1 when none was. */
  readonly latestRank: number;
}

function isLawless({ codes, burst, classify, latestRank }: Search): boolean {
  const different = new Set<number>();
  const stages = new Set<string>();
  let changes = 0;
  let late = 0;
  let stepsBack = 0;
  let before = latestRank;
  let latest = latestRank;
  for (let at = burst.start; at < burst.end; at = endOfRow(codes, at, burst)) {
    const { code } = codes[at]!;
    const { stage, rank } = classify(code);
    changes++;
    different.add(code);
    stages.add(stage);
    if (rank === null) continue;
    if (rank < latest) late++;
    if (rank < before) stepsBack++;
    before = rank;
    latest = Math.max(latest, rank);
  }
  return (
    different.size >= MIN_DIFFERENT &&
    stages.size >= MIN_STAGES &&
    late >= MIN_LATE &&
    stepsBack * MAX_CODES_PER_STEP_BACK >= changes
  );
}

/** Marks rows of zeros that fall back behind the stage already reached; returns the latest stage after the burst. */
function markZeros({ codes, burst, classify, latestRank }: Search, noise: Uint8Array): number {
  let latest = latestRank;
  for (let start = burst.start; start < burst.end; ) {
    const end = endOfRow(codes, start, burst);
    const { code } = codes[start]!;
    const rank = classify(code).rank ?? latest;
    if (code === 0 && rank < latest && end - start >= MIN_ZEROS) noise.fill(1, start, end);
    latest = Math.max(latest, rank);
    start = end;
  }
  return latest;
}
