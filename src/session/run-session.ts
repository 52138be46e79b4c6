/** The boots of one run, from the first warm-up to the last look at the results. */
import { type BootParts, bootGuest } from './boot-guest.js';
import type { BootOrder, BootPlan, GuestRun } from './order.js';
import type { Repeats } from './repeats.js';
import { type ScheduledBoot, scheduleRounds } from './schedule.js';

/** What is booted, and how often. */
export interface Session<Plan extends BootPlan = BootPlan> {
  readonly guest: Plan;
  /** The other side; the same plan where there is none. */
  readonly otherGuest: Plan;
  readonly repeats: Repeats;
}

/** What one boot works with. */
export interface PreparedBoot {
  readonly parts: BootParts;
  /** Called once the boot is over or has failed. */
  close(): void;
}

/** Prepares boots, one after another. */
export interface GuestRunner<Plan extends BootPlan = BootPlan> {
  prepare(order: BootOrder<Plan>): PreparedBoot;
  /** Why what is kept of the boots is not whole; null while it is. Boots go on to their end without it. */
  readonly failure: Error | null;
}

/** Called when each boot begins and ends. */
export interface SessionProgress<Plan extends BootPlan = BootPlan> {
  begin(order: BootOrder<Plan>): void;
  end(run: GuestRun<Plan>): void;
  close(): void;
}

export interface SessionParts<Plan extends BootPlan = BootPlan> {
  readonly runner: GuestRunner<Plan>;
  readonly progress: SessionProgress<Plan>;
  readonly signal: AbortSignal;
  /** Whether the boots so far leave a question open, so that more are wanted. */
  readonly isOpen: (runs: readonly GuestRun<Plan>[]) => boolean;
}

export interface SessionResult<Plan extends BootPlan = BootPlan> {
  /** In order, warm-ups too; the last one may be cut short. */
  readonly runs: readonly GuestRun<Plan>[];
  /** What ended the session before its time, after at least one boot: to be thrown once the boots are shown. */
  readonly failure: { readonly error: unknown } | null;
  /** The boots wrote more than a session keeps together, and it ended before its time. */
  readonly isFull: boolean;
}

/** Maximum number of events that all boots of one session keep together, so that guests cannot fill memory. */
const MAX_EVENTS = 3_000_000;

/** True when more than one guest is booted. */
export function isRepeated({ repeats: { warmups, looks, hasSides } }: Session): boolean {
  return hasSides || warmups + looks.at(-1)! > 1;
}

/**
 * Boots until the last look, an interruption, or a failure of the host. Throws what the first boot throws: InputError for what
 * was asked for, EnvironmentError for what the host refuses.
 */
export async function runSession<Plan extends BootPlan>(
  session: Session<Plan>,
  parts: SessionParts<Plan>,
): Promise<SessionResult<Plan>> {
  const runs: GuestRun<Plan>[] = [];
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

interface BatchParts<Plan extends BootPlan> {
  readonly session: Session<Plan>;
  readonly parts: SessionParts<Plan>;
  readonly runs: GuestRun<Plan>[];
}

/** False when it ended early. */
async function bootBatch<Plan extends BootPlan>(
  boots: readonly ScheduledBoot[],
  { session, parts, runs }: BatchParts<Plan>,
): Promise<boolean> {
  for (const boot of boots) {
    if (parts.signal.aborted) return false;
    const order = orderOf(boot, session, runs);
    parts.progress.begin(order);
    const prepared = parts.runner.prepare(order);
    const run = await bootGuest(order, prepared.parts).finally(() => prepared.close());
    runs.push(run);
    parts.progress.end(run);
    // Boots that were to be saved and cannot be are not made in vain.
    if (run.stop.reason === 'interrupted' || isFull(runs) || parts.runner.failure !== null) return false;
  }
  return true;
}

function orderOf<Plan extends BootPlan>(
  { warmup, side }: ScheduledBoot,
  session: Session<Plan>,
  runs: readonly GuestRun<Plan>[],
): BootOrder<Plan> {
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
