/** The timeline of a boot that is still going on, as lines for a terminal: drawn anew from its codes and moments each time. */
import { renderLedger } from '../../reporters/terminal/ledger-view.js';
import { createPalette, type Palette } from '../../reporters/terminal/palette.js';
import { pictureOf } from '../../reporters/words/boot-picture.js';
import { buildTimeline } from '../../stages/build-timeline.js';
import type { Boot, ReadItem } from '../../trace/boot.js';
import type { CodeEvent, MomentEvent } from '../../trace/event.js';
import type { StageTable } from '../../trace/stage-table.js';
import type { TerminalAbilities } from './terminal.js';

/** An empty boot, to which events are added. */
export const NO_BOOT: Boot = {
  input: '',
  format: '',
  clock: 'vmm-monotonic',
  vmmStartNs: null,
  events: [],
  stop: null,
  exits: null,
  provenance: null,
  warmup: false,
  side: null,
};

/** A boot with more codes and moments is not drawn while it runs, because drawing would take time from the guest. */
const MAX_POINTS = 20_000;

/** Keeps the codes and moments of the latest boot. */
export class LivePicture {
  readonly #table: StageTable;
  #boot = 0;
  #points: (CodeEvent | MomentEvent)[] = [];
  #codes = 0;

  constructor(table: StageTable) {
    this.#table = table;
  }

  add(item: ReadItem): void {
    if (item.kind === 'boot' || (item.kind === 'event' && item.boot !== this.#boot)) {
      this.#boot = item.boot;
      this.#points = [];
      this.#codes = 0;
    }
    if (item.kind !== 'event') return;
    if (item.event.kind === 'code') this.#codes += 1;
    if (item.event.kind === 'code' || item.event.kind === 'moment') this.#points.push(item.event);
  }

  /** Codes so far, noise too. */
  get codes(): number {
    return this.#codes;
  }

  /** Empty before the first code or moment, and of a boot of too many. */
  lines(abilities: TerminalAbilities): readonly string[] {
    if (this.#points.length === 0 || this.#points.length > MAX_POINTS) return [];
    const events = this.#points.toSorted((a, b) => a.timeNs - b.timeNs);
    const timeline = buildTimeline(
      { ...NO_BOOT, events },
      { table: this.#table, index: 0, keepNoise: false },
    );
    const palette: Palette = createPalette(abilities);
    const lines = renderLedger(pictureOf(timeline, this.#table), palette, abilities);
    return [...lines].map((line) => line.trimEnd());
  }
}
