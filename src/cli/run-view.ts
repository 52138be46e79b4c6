/** What a person sees while a guest runs: its codes as they come, and a line that says how long it has been. */

import type { ReadItem } from '../trace/boot.js';
import { formatCode } from '../trace/event.js';
import type { StageTable } from '../trace/stage-table.js';
import { type LiveCode, LiveEvents } from './live-events.js';

export interface RunView {
  add(item: ReadItem): void;
  close(): void;
}

const NOTHING: RunView = { add: () => undefined, close: () => undefined };
const REDRAW_INTERVAL_MS = 100;
/** Return to the first column and clear the line. */
const CLEAR_LINE = '\r\x1b[K';

export interface RunViewOptions {
  /** False where the terminal belongs to the guest. */
  readonly isShown: boolean;
  /** False where the guest's own text is on the terminal: the line would get into it. */
  readonly hasStatus: boolean;
}

/** Draws on a terminal only: a pipe or a file gets nothing. */
export function openRunView(
  table: StageTable,
  terminal: NodeJS.WriteStream,
  { isShown, hasStatus }: RunViewOptions,
): RunView {
  if (!isShown || terminal.isTTY !== true) return NOTHING;
  const live = new LiveEvents(table);
  // Without a status line there is nothing of ours to clear, only text of the guest.
  const clear = hasStatus ? CLEAR_LINE : '';
  const startedMs = performance.now();
  const draw = () => terminal.write(`${CLEAR_LINE}${status((performance.now() - startedMs) / 1000)}`);
  const timer = hasStatus ? setInterval(draw, REDRAW_INTERVAL_MS) : undefined;
  return {
    add(item) {
      for (const code of live.push([item])) terminal.write(`${clear}${formatLiveCode(code)}\n`);
    },
    close() {
      clearInterval(timer);
      terminal.write(clear);
    },
  };
}

function status(seconds: number): string {
  return `running for ${seconds.toFixed(1)} s, Ctrl-C ends it`;
}

export function formatLiveCode({ event }: LiveCode): string {
  const timeMs = (event.timeNs / 1e6).toFixed(3).padStart(12);
  const deltaMs = `+${(event.deltaNs / 1e6).toFixed(3)}`.padStart(12);
  const name = event.name === null ? '' : ` ${event.name}`;
  return `${timeMs} ms ${deltaMs} ms  ${formatCode(event.code)} ${event.stage}${name}`;
}
