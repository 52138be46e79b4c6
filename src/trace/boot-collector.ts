/** Assembles what a reader or a runner emits into whole boots, in order of appearance, events in order of time. */
import type { Boot, Clock, ExitCount, Provenance, ReadItem, Reading, Side, Stop, UnitTime } from './boot.js';
import type { Diagnostic } from './diagnostic.js';
import type { Nanoseconds, TraceEvent } from './event.js';
import type { Profile } from './profile/profile.js';

interface OpenBoot {
  clock: Clock;
  vmmStartNs: Nanoseconds | null;
  writer: string | null;
  provenance: Provenance | null;
  stop: Stop | null;
  until: string | null;
  exits: readonly ExitCount[] | null;
  hostWaitNs: Nanoseconds | null;
  warmup: boolean;
  side: Side | null;
  profile?: Profile;
  readonly events: TraceEvent[];
  readonly units: UnitTime[];
  isSorted: boolean;
}

export class BootCollector {
  readonly #boots = new Map<number, OpenBoot>();
  readonly #diagnostics: Diagnostic[] = [];

  add(item: ReadItem): void {
    switch (item.kind) {
      case 'boot': {
        const boot = this.#open(item.boot);
        boot.vmmStartNs = item.vmmStartNs;
        boot.writer = item.writer ?? null;
        boot.clock = item.clock ?? 'vmm-monotonic';
        boot.provenance = item.provenance ?? null;
        boot.warmup = item.warmup ?? false;
        boot.side = item.side ?? null;
        boot.until = item.until ?? null;
        return;
      }
      case 'event': {
        const boot = this.#open(item.boot);
        const previous = boot.events.at(-1);
        if (previous !== undefined && item.event.timeNs < previous.timeNs) boot.isSorted = false;
        boot.events.push(item.event);
        return;
      }
      case 'stop':
        this.#open(item.boot).stop = item.stop;
        return;
      case 'exits':
        this.#open(item.boot).exits = item.exits;
        this.#open(item.boot).hostWaitNs = item.hostWaitNs ?? null;
        return;
      case 'unit':
        this.#open(item.boot).units.push(item.unit);
        return;
      case 'profile':
        this.#open(item.boot).profile = item.profile;
        return;
      case 'diagnostic':
        this.#diagnostics.push(item.diagnostic);
    }
  }

  addAll(items: Iterable<ReadItem>): void {
    for (const item of items) this.add(item);
  }

  /** What has come so far. `format` is that of the input, or the id of the engine. Later additions do not change it. */
  reading(source: { readonly input: string; readonly format: string }): Reading {
    const boots = [...this.#boots.values()].map(
      ({
        clock,
        vmmStartNs,
        writer,
        provenance,
        stop,
        until,
        exits,
        hostWaitNs,
        warmup,
        side,
        profile,
        events,
        units,
        isSorted,
      }): Boot => ({
        input: source.input,
        format: source.format,
        clock,
        vmmStartNs,
        ...(writer === null ? {} : { writer }),
        // Sorting is stable: events of the same time keep the order of the log.
        events: isSorted ? events.slice() : events.toSorted((a, b) => a.timeNs - b.timeNs),
        stop,
        until,
        exits,
        ...(hostWaitNs === null ? {} : { hostWaitNs }),
        provenance,
        warmup,
        side,
        ...(profile === undefined ? {} : { profile }),
        ...(units.length === 0 ? {} : { units: units.toSorted((a, b) => b.durationNs - a.durationNs) }),
      }),
    );
    return { boots, diagnostics: this.#diagnostics.slice() };
  }

  #open(number: number): OpenBoot {
    const known = this.#boots.get(number);
    if (known !== undefined) return known;
    const boot: OpenBoot = {
      clock: 'vmm-monotonic',
      vmmStartNs: null,
      writer: null,
      provenance: null,
      stop: null,
      until: null,
      exits: null,
      hostWaitNs: null,
      warmup: false,
      side: null,
      events: [],
      units: [],
      isSorted: true,
    };
    this.#boots.set(number, boot);
    return boot;
  }
}
