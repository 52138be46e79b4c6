/** The boots of one `boottrace run`, from the first warm-up to the last look at the results. */

import type { RunPlan } from '../flags/run-plan.js';
import type { Repeats } from '../flags/run-repeats.js';
import type { RunProgress } from '../terminal/run-progress.js';
import type { BootOrder, GuestRun, GuestRunner } from './boot-guests.js';
import { type ScheduledBoot, scheduleRounds } from './run-schedule.js';

/** What is booted, and how often. */
export interface Session {
  readonly guest: RunPlan;
  /** The other side; the same plan where there is none. */
  readonly otherGuest: RunPlan;
  readonly repeats: Repeats;
}

export interface SessionParts {
  readonly runner: GuestRunner;
  readonly progress: RunProgress;
  readonly signal: AbortSignal;
  /** Whether the boots so far leave a question open, so that more are wanted. */
  readonly isOpen: (runs: readonly GuestRun[]) => boolean;
}

export interface SessionResult {
  /** In order, warm-ups too; the last one may be cut short. */
  readonly runs: readonly GuestRun[];
  /** What ended the session before its time, after at least one boot: to be thrown once the boots are shown. */
  readonly failure: { readonly error: unknown } | null;
  /** The boots wrote more than a session keeps together, and it ended before its time. */
  readonly isFull: boolean;
}

/** Most events that the boots of one session keep together: what guests write must not fill memory. */
const MAX_EVENTS = 3_000_000;

/** True when more than one guest is booted. */
export function isRepeated({ repeats: { warmups, looks, hasSides } }: Session): boolean {
  return hasSides || warmups + looks.at(-1)! > 1;
}

/** Boots until the last look, an interruption, or a failure of the host. Throws what the first boot throws. */
export async function runSession(session: Session, parts: SessionParts): Promise<SessionResult> {
  const runs: GuestRun[] = [];
  try {
    for (const batch of batches(session.repeats)) {
      if (batch.from > 0 && !parts.isOpen(runs)) break;
      const isWhole = await bootBatch(batch.boots, { session, parts, runs });
      if (!isWhole) break;
    }
    return { runs, failure: null, isFull: isFull(runs) };
  } catch (error) {
    if (runs.length === 0) throw error;
    return { runs, failure: { error }, isFull: false };
  } finally {
    parts.progress.close();
  }
}

interface Batch {
  readonly boots: readonly ScheduledBoot[];
  /** Measured rounds before it. */
  readonly from: number;
}

/** Warm-ups with the runs up to the first look, then the runs from look to look. */
function batches({ warmups, looks, hasSides }: Repeats): readonly Batch[] {
  return looks.map((look, at) => {
    const from = looks[at - 1] ?? 0;
    const warm = scheduleRounds({ from: 0, count: at === 0 ? warmups : 0, hasSides, warmup: true });
    const measured = scheduleRounds({ from, count: look - from, hasSides, warmup: false });
    return { boots: [...warm, ...measured], from };
  });
}

interface BatchParts {
  readonly session: Session;
  readonly parts: SessionParts;
  readonly runs: GuestRun[];
}

/** False when it ended early. */
async function bootBatch(
  boots: readonly ScheduledBoot[],
  { session, parts, runs }: BatchParts,
): Promise<boolean> {
  for (const boot of boots) {
    if (parts.signal.aborted) return false;
    const order = orderOf(boot, session, runs);
    parts.progress.begin(order);
    const run = await parts.runner.boot(order);
    runs.push(run);
    parts.progress.end(run);
    // Boots that were to be saved and cannot be are not made in vain.
    if (run.stop.reason === 'interrupted' || isFull(runs) || parts.runner.failure !== null) return false;
  }
  return true;
}

function orderOf({ warmup, side }: ScheduledBoot, session: Session, runs: readonly GuestRun[]): BootOrder {
  const repeated = isRepeated(session);
  const number = runs.filter(({ order }) => order.warmup === warmup).length + 1;
  return {
    plan: side === 'head' ? session.otherGuest : session.guest,
    name: repeated ? `${warmup ? 'warm-up' : 'boot'} ${number}` : null,
    index: runs.length,
    warmup,
    side,
    // A boot that is alone began with the program itself.
    startedNs: repeated ? Math.round(performance.now() * 1e6) : 0,
  };
}

function isFull(runs: readonly GuestRun[]): boolean {
  const events = runs.reduce((sum, { reading }) => sum + (reading.boots[0]?.events.length ?? 0), 0);
  return runs.length > 1 && events > MAX_EVENTS;
}
