/** The timeline of a boot that is still going on, as lines for a terminal: drawn anew from its codes each time. */
import { pictureOf } from '../reporters/boot-picture.js';
import { renderLedger } from '../reporters/ledger-view.js';
import { createPalette, type Palette } from '../reporters/palette.js';
import { buildTimeline } from '../stages/build-timeline.js';
import type { Boot, ReadItem } from '../trace/boot.js';
import type { CodeEvent } from '../trace/event.js';
import type { StageTable } from '../trace/stage-table.js';
import type { TerminalAbilities } from './terminal.js';

/** A boot of which nothing is known but what is put into it. */
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

/** A boot of more codes is not drawn any more while it goes on: it would take its time from the guest. */
const MAX_CODES = 20_000;

/** Keeps the codes of the latest boot. */
export class LivePicture {
  readonly #table: StageTable;
  #boot = 0;
  #codes: CodeEvent[] = [];

  constructor(table: StageTable) {
    this.#table = table;
  }

  add(item: ReadItem): void {
    if (item.kind === 'boot' || (item.kind === 'event' && item.boot !== this.#boot)) {
      this.#boot = item.boot;
      this.#codes = [];
    }
    if (item.kind === 'event' && item.event.kind === 'code') this.#codes.push(item.event);
  }

  /** Codes so far, noise too. */
  get codes(): number {
    return this.#codes.length;
  }

  /** Empty before the first code, and of a boot of too many. */
  lines(abilities: TerminalAbilities): readonly string[] {
    if (this.#codes.length === 0 || this.#codes.length > MAX_CODES) return [];
    const events = this.#codes.toSorted((a, b) => a.timeNs - b.timeNs);
    const timeline = buildTimeline(
      { ...NO_BOOT, events },
      { table: this.#table, index: 0, keepNoise: false },
    );
    const palette: Palette = createPalette(abilities);
    const lines = renderLedger(pictureOf(timeline, this.#table), palette, abilities);
    return [...lines].map((line) => line.trimEnd());
  }
}
