/**
 * Tells boots apart and gives every code its time since VM creation. The trailing clock restarts with every VM, the
 * prefix clock with every process, so `prefix - trailing` is the same for all lines of one boot.
 */
import type { Nanoseconds } from '../../trace/event.js';
import type { PrefixTime } from './prefix.js';

/** The clocks of one line. At least one is there. */
export interface LineClocks {
  readonly prefix: PrefixTime | null;
  readonly trailingNs: Nanoseconds | null;
}

export interface Placement {
  /** From 0, in order of appearance. */
  readonly boot: number;
  readonly isNewBoot: boolean;
  readonly timeNs: Nanoseconds;
  /** Of the boot; null when its first line cannot tell. */
  readonly vmmStartNs: Nanoseconds | null;
}

/** Jitter of `prefix - trailing` within one boot is microseconds; zeros taken per vCPU differ by milliseconds. */
const SAME_ZERO_NS = 5_000_000;
/** Wall clocks are slewed while a guest boots. */
const SAME_WALL_ZERO_NS = 250_000_000;
/** Lines of two vCPUs can be logged out of order by less than this. */
const REORDER_NS = 1_000_000;
/** Writers beyond this many share one entry, so that a hostile log cannot fill memory with names. */
const MAX_WRITERS = 4096;

interface BootState {
  readonly boot: number;
  readonly clock: PrefixTime['clock'] | null;
  readonly vmmStartNs: Nanoseconds | null;
  /** The prefix time of trailing zero, or of the first line when lines have no trailing time. */
  zeroNs: Nanoseconds | null;
  latestPrefixNs: Nanoseconds | null;
  latestTrailingNs: Nanoseconds | null;
}

export class BootSplitter {
  readonly #current = new Map<string | null, BootState>();
  /** By writer: the monitor's time when its latest process started a guest. */
  readonly #starts = new Map<string | null, Nanoseconds>();
  #boots = 0;

  /** The next event of any writer belongs to a new boot. */
  endBoots(): void {
    this.#current.clear();
  }

  /** A boot without a line of its own; its number. */
  addSilent(): number {
    return this.#boots++;
  }

  /**
   * Records that the monitor starts a guest. True if this is the first of its process, so that the monitor's clock
   * restarted. The next event of `writer` then belongs to a new boot.
   */
  startProcess(writer: string | null, { clock, ns }: PrefixTime): boolean {
    if (clock !== 'monitor') return false;
    const key = entryOf(this.#starts, writer);
    const latestNs = later(this.#starts.get(key) ?? null, this.#current.get(key)?.latestPrefixNs ?? null);
    this.#starts.set(key, ns);
    if (latestNs !== null && !fell(latestNs, ns)) return false;
    this.#current.delete(key);
    return true;
  }

  /** Puts one line, written by `writer`, into its boot. */
  place(writer: string | null, clocks: LineClocks): Placement {
    const key = entryOf(this.#current, writer);
    const previous = this.#current.get(key);
    const isNewBoot = previous === undefined || startsNewBoot(previous, clocks);
    const state = isNewBoot ? firstState(this.#boots, clocks) : previous;
    if (isNewBoot) {
      this.#boots += 1;
      this.#current.set(key, state);
    }
    update(state, clocks);
    return { boot: state.boot, isNewBoot, timeNs: timeOf(state, clocks), vmmStartNs: state.vmmStartNs };
  }
}

/** The entry of a writer: its own, or the shared one where there are too many. */
function entryOf(known: ReadonlyMap<string | null, unknown>, writer: string | null): string | null {
  return known.size < MAX_WRITERS || known.has(writer) ? writer : null;
}

function firstState(boot: number, { prefix, trailingNs }: LineClocks): BootState {
  const zeroNs = prefix === null ? null : prefix.ns - (trailingNs ?? 0);
  const knowsStart = prefix?.clock === 'monitor' && trailingNs !== null && zeroNs !== null;
  return {
    boot,
    clock: prefix?.clock ?? null,
    // A rounded prefix can be slightly before the trailing time; a larger difference is an error.
    vmmStartNs: knowsStart && zeroNs > -REORDER_NS ? Math.max(0, zeroNs) : null,
    zeroNs,
    latestPrefixNs: null,
    latestTrailingNs: null,
  };
}

function startsNewBoot(state: BootState, { prefix, trailingNs }: LineClocks): boolean {
  const trailingFell = fell(state.latestTrailingNs, trailingNs);
  if (prefix === null || prefix.clock !== state.clock || state.zeroNs === null) return trailingFell;
  const prefixFell = fell(state.latestPrefixNs, prefix.ns);
  if (trailingNs === null || state.latestTrailingNs === null) return prefixFell;
  const moved = Math.abs(prefix.ns - trailingNs - state.zeroNs);
  return (moved >= SAME_ZERO_NS && moved >= looseZeroNs(prefix)) || (prefixFell && trailingFell);
}

/** How far the zero may move where a clock is inexact: slewed, or rounded to two neighbouring 32-bit floats. */
function looseZeroNs({ clock, ns, isFloat32 }: PrefixTime): Nanoseconds {
  if (clock === 'wall') return SAME_WALL_ZERO_NS;
  const ulpSeconds = 2 ** (Math.floor(Math.log2(Math.max(ns / 1e9, 1))) - 23);
  return isFloat32 ? 2 * ulpSeconds * 1e9 : 0;
}

function fell(latestNs: Nanoseconds | null, nowNs: Nanoseconds | null): boolean {
  return latestNs !== null && nowNs !== null && nowNs < latestNs - REORDER_NS;
}

/** Follows slow drift of the zero, and remembers the latest value of each clock. */
function update(state: BootState, { prefix, trailingNs }: LineClocks): void {
  const knownPrefix = prefix !== null && prefix.clock === state.clock ? prefix : null;
  if (knownPrefix !== null && trailingNs !== null) state.zeroNs = knownPrefix.ns - trailingNs;
  state.latestPrefixNs = later(state.latestPrefixNs, knownPrefix?.ns ?? null);
  state.latestTrailingNs = later(state.latestTrailingNs, trailingNs);
}

function later(a: Nanoseconds | null, b: Nanoseconds | null): Nanoseconds | null {
  return a === null ? b : b === null ? a : Math.max(a, b);
}

/** The exact trailing time; without it the prefix time, in the worst case counted from the first code of the boot. */
function timeOf(state: BootState, { prefix, trailingNs }: LineClocks): Nanoseconds {
  if (trailingNs !== null) return trailingNs;
  const sinceZero = prefix === null || state.zeroNs === null ? 0 : prefix.ns - state.zeroNs;
  return Math.max(0, Math.round(sinceZero));
}
