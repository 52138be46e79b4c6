/** The bottom of the terminal while a boot runs: its timeline so far, and a status line. */
import type { ReadItem } from '../../trace/boot.js';
import type { StageTable } from '../../trace/stage-table.js';
import { LivePicture } from './live-picture.js';
import { openLiveRegion, type RegionTerminal } from './live-region.js';
import { terminalAbilities } from './terminal.js';

export interface LiveViewOptions {
  readonly table: StageTable;
  readonly ascii: boolean;
  /** The last line; `codes` is the number of codes so far. */
  status(codes: number): string;
}

export interface LiveView {
  add(item: ReadItem): void;
  /** Prints above the view. */
  print(text: string): void;
  close(): void;
}

const REDRAW_INTERVAL_MS = 100;
/** Drawing takes at most one part in this number of the whole time. */
const COST_LIMIT = 10;

/** Draws at intervals until it is closed. */
export function openLiveView(terminal: RegionTerminal, { table, ascii, status }: LiveViewOptions): LiveView {
  const region = openLiveRegion(terminal);
  const picture = new LivePicture(table);
  let restsUntilMs = 0;
  const draw = () => {
    const startedMs = performance.now();
    if (startedMs < restsUntilMs) return;
    const abilities = terminalAbilities({ isTTY: true, columns: terminal.columns, env: process.env, ascii });
    // The last column stays empty, because a terminal wraps after it.
    const lines = picture.lines({ ...abilities, columns: abilities.columns - 1 });
    region.show([...lines, status(picture.codes)]);
    const endedMs = performance.now();
    restsUntilMs = endedMs + (endedMs - startedMs) * COST_LIMIT;
  };
  const timer = setInterval(draw, REDRAW_INTERVAL_MS);
  timer.unref();
  return {
    add: (item) => picture.add(item),
    print: (text) => region.print(text),
    close() {
      clearInterval(timer);
      region.close();
    },
  };
}
