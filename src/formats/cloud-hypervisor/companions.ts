/**
 * Puts what the event monitor or the tracer wrote onto the clock of the log of the same process. `vm booting` is written some
 * microseconds before the VM is created, and the tracer's `Vm::new` begins with it (vmm/src/lib.rs, vmm/src/vm.rs).
 */
import type { Boot, Reading } from '../../trace/boot.js';
import { type Diagnostic, note } from '../../trace/diagnostic.js';
import { InputError } from '../../trace/errors.js';
import type { Nanoseconds, TraceEvent } from '../../trace/event.js';

/** An event so much before the creation of a VM still belongs to its boot: `vm booting` does. */
const BEFORE_CREATION_NS = 1_000_000;
/** The log's clock and the monitor's start within this, one after the other; more is another process. */
const MAX_OFFSET_NS = 250_000_000;
const VM_BOOTING = 'vm booting';
const VM_CREATION = /: Vm::new(?: |$)/;

/** The log with the companion's events among its own. Throws InputError where they cannot be placed. */
export function mergeCompanion(log: Reading, companion: Reading): Reading {
  const format = companion.boots[0]?.format;
  const [first] = log.boots;
  if (first !== undefined && first.format !== 'cloud-hypervisor') {
    throw refuse(`${first.input} is not a Cloud Hypervisor log`);
  }
  if (format === undefined || first === undefined) return withDiagnostics(log, companion, []);
  if (format === 'cloud-hypervisor-events') return mergeEvents(log, companion);
  if (format === 'cloud-hypervisor-tracer') return mergeTracer(log, companion, first);
  throw refuse(`${companion.boots[0]!.input} was read as ${format}`);
}

function refuse(why: string): InputError {
  return new InputError(
    'bad-companion',
    `--with takes files that Cloud Hypervisor wrote in addition to its log (event monitor, tracer), but ${why}`,
    ['boottrace parse ch.log --with events.json'],
  );
}

/** Events at times of the monitor's clock: each goes to the latest boot that had begun. */
function mergeEvents(log: Reading, companion: Reading): Reading {
  const starts = log.boots.map(({ vmmStartNs }) => vmmStartNs);
  const isOrdered = starts.every(
    (start, at) => start !== null && (at === 0 || start > (starts[at - 1] ?? 0)),
  );
  if (!isOrdered) {
    throw refuse(
      'the log does not show when the VM of one process starts (it has no prefix times, or several processes)',
    );
  }
  const events = companion.boots.flatMap((boot) => boot.events);
  const offsetNs = clockOffset(events, starts[0] ?? 0);
  if (offsetNs !== null && (offsetNs < -BEFORE_CREATION_NS || offsetNs > MAX_OFFSET_NS)) {
    throw refuse(
      `${companion.boots[0]!.input} belongs to another process: its VM boots at another time than the VM of the log`,
    );
  }
  const placed = log.boots.map((): TraceEvent[] => []);
  let early = 0;
  for (const event of events) {
    const logNs = event.timeNs + (offsetNs ?? 0);
    const at = starts.findLastIndex((start) => (start ?? 0) <= logNs + BEFORE_CREATION_NS);
    if (at === -1) early += 1;
    else placed[at]!.push(shift(event, logNs - (starts[at] ?? 0)));
  }
  const how =
    offsetNs === null
      ? 'The clock of the event monitor was treated as the clock of the log, which starts about a millisecond earlier.'
      : 'The event monitor was aligned by its event `vm booting`, which it writes about 20 us before the VM is created.';
  const notes = [noteOn(companion, 'companion-clock', how)];
  const message = `Events of the monitor before the creation of the VM were left out: ${early}.`;
  return withEvents(
    log,
    companion,
    placed,
    early === 0 ? notes : [...notes, noteOn(companion, 'before-zero', message)],
  );
}

/** Offset of the log's clock from the monitor's; null if no event shows it. */
function clockOffset(events: readonly TraceEvent[], firstStartNs: Nanoseconds): Nanoseconds | null {
  const booting = events.find((event) => event.kind === 'text' && event.text === VM_BOOTING);
  return booting === undefined ? null : firstStartNs - booting.timeNs;
}

/** A tracer's file is about one boot: the first. */
function mergeTracer(log: Reading, companion: Reading, first: Boot): Reading {
  const events = companion.boots.flatMap((boot) => boot.events);
  const zero = events.find((event) => event.kind === 'text' && VM_CREATION.test(event.text));
  if (zero === undefined)
    throw refuse('the trace has no block Vm::new, which begins with the creation of the VM');
  const placed = log.boots.map((boot) =>
    boot === first ? events.filter((event) => event.timeNs >= zero.timeNs) : [],
  );
  const early = events.length - placed[0]!.length;
  const shifted = placed.map((list) => list.map((event) => shift(event, event.timeNs - zero.timeNs)));
  const message = `Blocks that began before the creation of the VM were left out: ${early}.`;
  const notes = early === 0 ? [] : [noteOn(companion, 'before-zero', message)];
  if (log.boots.length > 1) {
    notes.push(
      noteOn(
        companion,
        'first-boot',
        'A trace describes one boot. It was combined with the first boot of the log.',
      ),
    );
  }
  return withEvents(log, companion, shifted, notes);
}

/** A line number of another file would name the wrong line. */
function shift(event: TraceEvent, timeNs: Nanoseconds): TraceEvent {
  return { ...event, timeNs: Math.max(0, timeNs), line: null };
}

function noteOn({ boots }: Reading, code: string, message: string): Diagnostic {
  return note(code, message, { input: boots[0]?.input ?? null });
}

function withEvents(
  log: Reading,
  companion: Reading,
  placed: readonly (readonly TraceEvent[])[],
  notes: readonly Diagnostic[],
): Reading {
  const boots = log.boots.map((boot, at) => ({
    ...boot,
    events: [...boot.events, ...placed[at]!].sort((a, b) => a.timeNs - b.timeNs),
  }));
  return withDiagnostics({ ...log, boots }, companion, notes);
}

/** The companion's own notes about its zero no longer apply. */
function withDiagnostics(log: Reading, companion: Reading, notes: readonly Diagnostic[]): Reading {
  const kept = companion.diagnostics.filter(({ code }) => code !== 'other-zero');
  return { ...log, diagnostics: [...log.diagnostics, ...kept, ...notes] };
}
