import { describe, expect, test } from 'vitest';
import { planRun } from '../../src/cli/flags/run-plan.js';
import type { Engine } from '../../src/engines/engine.js';
import { analyse } from '../../src/reports/boots.js';
import type { BootParts } from '../../src/session/boot-guest.js';
import type { BootOrder, GuestRun } from '../../src/session/order.js';
import type { Repeats } from '../../src/session/repeats.js';
import { isRepeated, type PreparedBoot, runSession, type Session } from '../../src/session/run-session.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import type { Boot, Provenance, StopReason } from '../../src/trace/boot.js';
import { ROOT } from '../helpers/run-cli.js';
import { bootOf } from '../stages/build-boot.js';

const FLAGS = { cpus: '1', memory: '64M', serial: 'null', 'debug-console': 'off', timeout: '5s' };
const CONTEXT = { packageRoot: ROOT, machineOutput: true };
const GUEST = planRun({ ...FLAGS, engine: 'bundled' }, CONTEXT);
const OTHER = planRun({ ...FLAGS, cpus: '2', engine: 'bundled' }, CONTEXT);

function session(repeats: Partial<Repeats>): Session {
  return {
    guest: GUEST,
    otherGuest: OTHER,
    repeats: { warmups: 0, looks: [1], hasSides: false, ...repeats },
  };
}

interface Behaviour {
  readonly stopOf?: (order: BootOrder) => StopReason;
  readonly events?: Boot['events'];
  readonly isOpen?: (runs: readonly GuestRun[]) => boolean;
  readonly abortAfter?: number;
}

interface PaperGuest {
  readonly reason: StopReason;
  readonly events: Boot['events'];
  readonly vmmStartNs?: number;
  readonly provenance?: Provenance;
}

/** A boot in an engine that runs nothing. */
function onPaper(boot: () => PaperGuest): PreparedBoot {
  const engine: Engine = {
    id: 'paper',
    title: 'paper',
    needsKvm: false,
    inspects: false,
    async run(_, { boot: index, onItem }) {
      const { reason, events, vmmStartNs = null, provenance } = boot();
      onItem({ kind: 'boot', boot: index, vmmStartNs, ...(provenance === undefined ? {} : { provenance }) });
      for (const event of events) onItem({ kind: 'event', boot: index, event });
      const stop = { reason, detail: null };
      onItem({ kind: 'stop', boot: index, stop });
      return { stop, diagnostics: [] };
    },
  };
  const parts: BootParts = {
    engine,
    packageRoot: ROOT,
    table: BUILT_IN_TABLE,
    signal: new AbortController().signal,
    provenance: null,
    onItem: () => undefined,
  };
  return { parts, close: () => undefined };
}

/** Runs a session whose guests are made of paper; what real ones do is tested in test/commands. */
async function play(repeats: Partial<Repeats>, behaviour: Behaviour = {}) {
  const { stopOf = () => 'reset', events = [], isOpen = () => false, abortAfter } = behaviour;
  const abort = new AbortController();
  const began: string[] = [];
  let closed = 0;
  const result = await runSession(session(repeats), {
    signal: abort.signal,
    isOpen,
    runner: {
      prepare: (order) =>
        onPaper(() => {
          const reason = stopOf(order);
          if (order.index + 1 === abortAfter) abort.abort();
          return { reason, events };
        }),
      failure: null,
    },
    progress: {
      begin: ({ name }) => began.push(`${name}`),
      end: () => undefined,
      close: () => {
        closed += 1;
      },
    },
  });
  expect(closed).toBe(1);
  return { ...result, orders: result.runs.map(({ order }) => order), began };
}

describe('a session', () => {
  test('of one boot is none', async () => {
    expect(isRepeated(session({}))).toBe(false);
    const { orders } = await play({});
    expect(orders).toEqual([{ plan: GUEST, name: null, index: 0, warmup: false, side: null, startedNs: 0 }]);
    for (const repeats of [{ looks: [2] }, { warmups: 1 }, { hasSides: true }])
      expect(isRepeated(session(repeats))).toBe(true);
  });

  test('begins with its warm-ups, and numbers them apart', async () => {
    const { orders, began } = await play({ warmups: 2, looks: [3] });
    expect(orders.map(({ index, warmup }) => [index, warmup])).toEqual([
      [0, true],
      [1, true],
      [2, false],
      [3, false],
      [4, false],
    ]);
    expect(began).toEqual(['warm-up 1', 'warm-up 2', 'boot 1', 'boot 2', 'boot 3']);
    const starts = orders.map(({ startedNs }) => startedNs);
    expect(starts.every((start, at) => start > 0 && start >= (starts[at - 1] ?? 0))).toBe(true);
  });

  test('of two sides lets them take turns, each with its guest', async () => {
    const { orders } = await play({ warmups: 1, looks: [2], hasSides: true });
    expect(orders.map(({ side, warmup }) => `${side}${warmup ? '*' : ''}`)).toEqual([
      'base*',
      'head*',
      'base',
      'head',
      'head',
      'base',
    ]);
    expect(orders.every(({ side, plan }) => plan === (side === 'base' ? GUEST : OTHER))).toBe(true);
  });

  test('goes on from look to look while a question is open', async () => {
    const seen: number[] = [];
    const isOpen = (runs: readonly GuestRun[]) => seen.push(runs.length) < 2;
    const { runs } = await play({ looks: [2, 4, 8, 16], hasSides: true }, { isOpen });
    expect(seen).toEqual([4, 8]);
    expect(runs).toHaveLength(8);
    expect((await play({ looks: [2, 4] }, { isOpen: () => true })).runs).toHaveLength(4);
  });

  test('keeps boots that fail, and goes on', async () => {
    const { runs } = await play({ looks: [3] }, { stopOf: ({ index }) => (index === 1 ? 'crash' : 'reset') });
    expect(runs.map(({ stop }) => stop.reason)).toEqual(['reset', 'crash', 'reset']);
  });

  test('ends when it is interrupted, during a boot or after one', async () => {
    const cut = await play(
      { looks: [9] },
      { stopOf: ({ index }) => (index === 2 ? 'interrupted' : 'reset') },
    );
    expect(cut.runs).toHaveLength(3);
    expect((await play({ looks: [9] }, { abortAfter: 2 })).runs).toHaveLength(2);
  });

  test('keeps what it has when the host fails it, but not when there is nothing to keep', async () => {
    const failAt = (at: number) => (order: BootOrder) => {
      if (order.index === at) throw new Error('disk full');
      return 'reset' as const;
    };
    const { runs, failure } = await play({ looks: [5] }, { stopOf: failAt(2) });
    expect(runs).toHaveLength(2);
    expect(failure?.error).toEqual(new Error('disk full'));
    await expect(play({ looks: [5] }, { stopOf: failAt(0) })).rejects.toThrow('disk full');
  });

  test('ends before what guests wrote fills memory', async () => {
    const event = { kind: 'code', timeNs: 1, line: null, vcpu: 0, code: 1, port: 0x80 } as const;
    const { runs, isFull } = await play({ looks: [9] }, { events: Array(1_400_000).fill(event) });
    expect([runs.length, isFull]).toEqual([3, true]);
  });
});

const LOOKS = [5, 8, 12];

/** Numbers from 0 to 1, the same every time. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * Of so many comparisons of a guest with itself that go on until they are conclusive, the share in which something was
 * claimed. Times are log-normal, as those of boots are; nothing but the monitor's own time varies.
 */
async function falseAlarms(comparisons: number, price: { readonly looks?: number }): Promise<number> {
  const next = random(20_261_122);
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const provenance = { boottrace: '', engine: '', guest: {}, host: {}, ...price };
  const report = (runs: readonly GuestRun[]) =>
    analyse(
      runs.map(({ reading }) => reading),
      {
        command: 'run',
        table: BUILT_IN_TABLE,
        keepNoise: false,
        compare: { alpha: 0.05, relativeFloor: 0, absoluteFloor: 0 },
      },
    ).comparison!;
  const isOpen = (runs: readonly GuestRun[]) =>
    report(runs).rows.some(({ verdict }) => verdict === 'inconclusive');
  const { events } = bootOf([[0x60, 0]]);
  const prepare = () =>
    onPaper(() => {
      const vmmStartNs = Math.round(50e6 * Math.exp(0.2 * normal()));
      return { reason: 'reset', events, vmmStartNs, provenance };
    });
  const nothing = { begin: () => undefined, end: () => undefined, close: () => undefined };
  const runner = { prepare, failure: null };
  const parts = { runner, progress: nothing, isOpen };
  let alarms = 0;
  for (let at = 0; at < comparisons; at++) {
    const { runs } = await runSession(session({ looks: LOOKS, hasSides: true }), {
      ...parts,
      signal: new AbortController().signal,
    });
    if (report(runs).rows.some(({ verdict }) => verdict === 'regression' || verdict === 'improvement'))
      alarms += 1;
  }
  return alarms / comparisons;
}

describe('looking until something is found', () => {
  test('finds nothing where there is nothing as rarely as alpha says, and oftener if looking were free', {
    timeout: 120_000,
  }, async () => {
    const paid = await falseAlarms(500, { looks: LOOKS.length });
    expect(paid).toBeLessThanOrEqual(0.05);
    expect(await falseAlarms(500, {})).toBeGreaterThan(1.5 * paid);
  });
});
