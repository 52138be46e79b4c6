/** What a person sees while a guest runs: its timeline as it grows, and above it what the guest prints. */
import type { ReadItem } from '../../trace/boot.js';
import type { StageTable } from '../../trace/stage-table.js';
import type { TextTarget } from '../output/guest-text.js';
import type { LiveView } from './live-view.js';

export interface RunView {
  add(item: ReadItem): void;
  /** Takes the place of a stream for text of the guest, so that text and view do not tear each other. */
  through(stream: NodeJS.WriteStream): TextTarget;
  close(): void;
}

export interface RunViewOptions {
  /** False where the terminal belongs to the guest, and where many boots are only summed up. */
  readonly isShown: boolean;
  readonly ascii: boolean;
}

const NOTHING: RunView = { add: () => undefined, through: (stream) => stream, close: () => undefined };

/** A shorter boot is not displayed live, because its report follows at once. */
const SHOWN_AFTER_MS = 150;

/** Draws on a terminal only: a pipe or a file gets nothing. */
export function openRunView(
  table: StageTable,
  terminal: NodeJS.WriteStream,
  { isShown, ascii }: RunViewOptions,
): RunView {
  if (!isShown || terminal.isTTY !== true) return NOTHING;
  const status = statusSince(performance.now());
  // The modules of the view are loaded when needed, not before the guest starts.
  let waiting: ReadItem[] = [];
  let view: LiveView | null = null;
  let isClosed = false;
  const open = async (): Promise<void> => {
    const { openLiveView } = await import('./live-view.js');
    if (isClosed) return;
    view = openLiveView(terminal, { table, ascii, status });
    for (const item of waiting) view.add(item);
    waiting = [];
  };
  const timer = setTimeout(() => void open(), SHOWN_AFTER_MS);
  return {
    add(item) {
      if (view !== null) view.add(item);
      else if (item.kind !== 'event' || item.event.kind === 'code' || item.event.kind === 'moment')
        waiting.push(item);
    },
    through: (stream) =>
      stream.isTTY === true
        ? { write: (text) => (view === null ? stream.write(text) : view.print(text)) }
        : stream,
    close() {
      isClosed = true;
      clearTimeout(timer);
      view?.close();
    },
  };
}

function statusSince(startedMs: number): (codes: number) => string {
  return (codes) => {
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    return `running for ${seconds} s, ${codes === 1 ? '1 code' : `${codes} codes`}; Ctrl-C ends it`;
  };
}
