/**
 * A live console whose lines have no times: they have that of their arrival, as grabserial gives it to them. Nothing in a saved file says
 * when its lines came, so it is never told by content: only where bytes are read as they are written.
 */
import { BANNER_MARKS } from '../../trace/banners.js';
import type { ReadItem } from '../../trace/boot.js';
import type { LineArrivals, LineParser, ReadOptions, SourceLine, TraceFormat } from '../reading/format.js';
import { Remarks } from '../reading/remarks.js';
import { MAX_LINE_TEXT, TextBoots } from '../reading/text-boots.js';
import { withoutSequences } from '../reading/wrappings.js';

const NS_PER_SECOND = 1_000_000_000;

const ARRIVAL =
  "Times are those at which lines arrived here, each that of its first character, on this host's monotonic clock. They count from the first character of all.";

type Code = 'arrival-time' | 'before-following' | 'cut-text' | 'no-events';

function remarksOf({ input, arrivals }: ReadOptions): Remarks<Code> {
  return new Remarks<Code>(input, {
    'arrival-time': {
      severity: 'note',
      message: `${ARRIVAL} ${arrivals?.resolution ?? ''}`.trimEnd(),
      once: true,
    },
    'before-following': {
      severity: 'warning',
      message:
        'Lines were there before they were followed, so that nobody knows when they came. They were left out; start boottrace before the guest:',
    },
    'cut-text': {
      severity: 'note',
      message: `Lines of which only the first ${MAX_LINE_TEXT} characters were kept:`,
    },
    'no-events': { severity: 'warning', message: 'No line arrived while the console was read.' },
  });
}

export const serialConsole: TraceFormat = {
  id: 'serial',
  title: 'live console, stamped as it arrives',
  needles: [],
  marks: BANNER_MARKS,
  sniff: () => 'no',
  createParser: (options) => new SerialParser(options),
};

class SerialParser implements LineParser {
  readonly #boots = new TextBoots('serial');
  readonly #remarks: Remarks<Code>;
  readonly #arrivals: LineArrivals | undefined;
  #unseen = 0;
  #firstUnseen: number | null = null;

  constructor(options: ReadOptions) {
    this.#arrivals = options.arrivals;
    this.#remarks = remarksOf(options);
  }

  push({ number, text: row }: SourceLine): readonly ReadItem[] {
    const items: ReadItem[] = [];
    const atNs = this.#arrivals?.arrivalNs(number) ?? null;
    const text = withoutSequences(row).replaceAll('\0', '').trimEnd();
    if (text.trim() === '') return items;
    if (atNs === null) {
      this.#unseen += 1;
      this.#firstUnseen ??= number;
      return items;
    }
    this.#remarks.say('arrival-time', number, items);
    const time = { seconds: Math.floor(atNs / NS_PER_SECOND), nanos: atNs % NS_PER_SECOND };
    this.#boots.push({ clock: 'host-monotonic', time, line: number, text }, items);
    return items;
  }

  end(): readonly ReadItem[] {
    const items: ReadItem[] = [];
    const { boots, cutLines } = this.#boots;
    if (this.#unseen > 0) this.#remarks.say('before-following', this.#firstUnseen, items, `${this.#unseen}.`);
    if (cutLines > 0) this.#remarks.say('cut-text', null, items, `${cutLines}.`);
    if (boots === 0) this.#remarks.say('no-events', null, items);
    return items;
  }
}
