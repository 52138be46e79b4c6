/** One boot of a run: the engine runs the guest, each of its items is passed on as it comes, and all of them become a reading. */
import type { Engine } from '../engines/engine.js';
import type { Inspection } from '../engines/inspection/inspection.js';
import { createClassifier } from '../stages/classify.js';
import type { Provenance, ReadItem } from '../trace/boot.js';
import { BootCollector } from '../trace/boot-collector.js';
import type { Diagnostic } from '../trace/diagnostic.js';
import type { TextChannel } from '../trace/event.js';
import { numberStages, type RunStages, type SerialInput, untilText } from '../trace/run.js';
import { orderedStages, type StageTable } from '../trace/stage-table.js';
import type { BootOrder, BootPlan, GuestRun } from './order.js';
import { StandstillWatch } from './standstill.js';

/** How often the process looks whether it stood still. */
const LOOK_INTERVAL_MS = 100;

export interface BootParts {
  readonly engine: Engine;
  /** Folder of the installed package. */
  readonly packageRoot: string;
  readonly table: StageTable;
  readonly signal: AbortSignal;
  /** The inspection of the guest; null for none. */
  readonly inspection?: Inspection | null;
  /** The provenance of the boot; null when it is not kept. */
  readonly provenance: Provenance | null;
  /** Hears of each item of the boot. */
  readonly onItem: (item: ReadItem) => void;
  /** The guest's text byte by byte. */
  readonly onByte?: (channel: TextChannel, value: number) => void;
  readonly serialInput?: SerialInput | null;
  /** What the boot's surroundings have to say of it when it is over; a warning is given the name of the boot. */
  readonly findings?: () => readonly Diagnostic[];
  /** Leaves out what need not be said again. */
  readonly unsaid?: (found: readonly Diagnostic[]) => readonly Diagnostic[];
  /** Takes the symbols of the guest's kernel as text, where they were asked for. */
  readonly onSymbols?: (texts: Iterable<string>) => void;
}

/** Throws InputError for what was asked for and EnvironmentError for what the host refuses. */
export async function bootGuest<Plan extends BootPlan>(
  order: BootOrder<Plan>,
  parts: BootParts,
): Promise<GuestRun<Plan>> {
  const { plan, index, startedNs } = order;
  const { engine, packageRoot, signal, inspection = null, serialInput = null } = parts;
  const collector = new BootCollector();
  let watch = new StandstillWatch();
  const onItem = (item: ReadItem) => {
    // Before the guest there is reading of images, which may wait for a disk.
    if (item.kind === 'boot') watch = new StandstillWatch();
    const known = item.kind === 'boot' ? describeBoot(item, order, parts.provenance) : item;
    collector.add(known);
    parts.onItem(known);
  };
  const timer = setInterval(() => watch.look(), LOOK_INTERVAL_MS);
  try {
    const { stop, diagnostics, symbols } = await engine.run(plan.request, {
      ...plan,
      boot: index,
      startedNs,
      stages: engineStages(parts.table),
      signal,
      serialInput,
      inspection,
      packageRoot,
      onItem,
      onByte: parts.onByte ?? (() => undefined),
    });
    const found = [...diagnostics, ...watch.diagnostics(), ...(parts.findings?.() ?? [])];
    const said = nameBoot(found, order);
    for (const diagnostic of parts.unsaid?.(said) ?? said) onItem({ kind: 'diagnostic', diagnostic });
    const reading = collector.reading({ input: plan.input, format: engine.id });
    if (symbols) parts.onSymbols?.(symbols);
    return { order, reading, stop };
  } finally {
    clearInterval(timer);
  }
}

/** The purpose of a boot, which its engine does not know. */
function describeBoot(
  item: Extract<ReadItem, { kind: 'boot' }>,
  { warmup, side, plan }: BootOrder,
  provenance: Provenance | null,
): ReadItem {
  const until = untilText(plan);
  return { ...item, warmup, side, until, ...(provenance === null ? {} : { provenance }) };
}

/** Codes without an order begin no stage. */
function engineStages(table: StageTable): RunStages {
  const classify = createClassifier(table);
  return numberStages(orderedStages(table), (code) => classify(code).rank);
}

/** Diagnostics of one boot; a warning names the boot. */
function nameBoot(found: readonly Diagnostic[], { plan, name }: BootOrder): readonly Diagnostic[] {
  const whose = (message: string) => (name === null ? message : `${name}: ${message}`);
  const named = found.map((diagnostic) =>
    diagnostic.severity === 'warning' ? { ...diagnostic, message: whose(diagnostic.message) } : diagnostic,
  );
  return [...plan.diagnostics, ...named].map((diagnostic) => ({ ...diagnostic, input: plan.input }));
}
