/**
 * What Cloud Hypervisor's tracer writes (built with `--features tracing`, v27.0 on; tracer/src/tracer.rs): one JSON document of
 * blocks per thread. Times count from the beginning of the boot request; `Vm::new` begins with the creation of the VM.
 */
import type { ReadItem } from '../trace/boot.js';
import { milliseconds } from '../trace/duration.js';
import type { TextEvent } from '../trace/event.js';
import { asFields, durationNs } from './cloud-hypervisor/json-time.js';
import type { LineParser, ReadOptions, SourceLine, TraceFormat } from './reading/format.js';
import { Remarks } from './reading/remarks.js';

/** Largest document; a trace of a boot has some hundred blocks. */
const MAX_DOCUMENT_LENGTH = 16 * 1024 * 1024;
const MAX_BLOCKS = 100_000;
const MAX_NAME = 256;

const REMARKS = {
  'bad-record': { severity: 'warning', message: 'Blocks without a readable time were left out:' },
  'torn-line': {
    severity: 'warning',
    message: 'The document is incomplete or not JSON. Nothing could be read.',
  },
  'long-record': {
    severity: 'warning',
    message: 'The document is too large to be a trace of a boot and was not read.',
  },
  'other-zero': {
    severity: 'note',
    message:
      'Times count from the beginning of the boot request. With the log (boottrace parse LOG --with FILE) they count from the creation of the VM.',
  },
  'no-events': { severity: 'warning', message: 'No block of the tracer was found.' },
} as const;

export const cloudHypervisorTracer: TraceFormat = {
  id: 'cloud-hypervisor-tracer',
  title: 'Cloud Hypervisor tracer',
  needles: [],
  sniff: (head) =>
    /^\s*\{\s*"duration":\s*\{\s*"secs":\s*\d+,\s*"nanos":\s*\d+\s*\},\s*"events":\s*\{/.test(head)
      ? 'certain'
      : 'no',
  createParser: (options) => new TracerParser(options),
};

class TracerParser implements LineParser {
  readonly #remarks: Remarks<keyof typeof REMARKS>;
  #rows: string[] = [];
  #length = 0;

  constructor({ input }: ReadOptions) {
    this.#remarks = new Remarks(input, REMARKS);
  }

  push({ text }: SourceLine): readonly ReadItem[] {
    this.#length += text.length + 1;
    if (this.#length <= MAX_DOCUMENT_LENGTH) this.#rows.push(text);
    else this.#rows = [];
    return [];
  }

  end(): readonly ReadItem[] {
    const items: ReadItem[] = [];
    const { events, bad } = this.#readBlocks(items);
    if (bad > 0) this.#remarks.say('bad-record', null, items, `${bad}.`);
    if (events.length === 0) {
      this.#remarks.say('no-events', null, items);
      return items;
    }
    this.#remarks.say('other-zero', null, items);
    items.push({ kind: 'boot', boot: 0, vmmStartNs: null, clock: 'host-monotonic' });
    for (const event of events) items.push({ kind: 'event', boot: 0, event });
    return items;
  }

  #readBlocks(items: ReadItem[]): { readonly events: readonly TextEvent[]; readonly bad: number } {
    if (this.#length > MAX_DOCUMENT_LENGTH) {
      this.#remarks.say('long-record', null, items);
      return { events: [], bad: 0 };
    }
    const document = parse(this.#rows.join('\n'));
    if (document === undefined && this.#length > 0) this.#remarks.say('torn-line', null, items);
    const threads = Object.entries(asFields(asFields(document)['events']));
    const blocks = threads
      .flatMap(([thread, list]) =>
        Array.isArray(list) ? list.slice(0, MAX_BLOCKS).map((block: unknown) => ({ thread, block })) : [],
      )
      .slice(0, MAX_BLOCKS);
    const events = blocks.map(({ thread, block }) => blockEvent(thread, block));
    const good = events.filter((event) => event !== null).sort((a, b) => a.timeNs - b.timeNs);
    return { events: good, bad: events.length - good.length };
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A block as text at its beginning: `vmm: Vm::new 12.345 ms`. */
function blockEvent(thread: string, block: unknown): TextEvent | null {
  const { timestamp, event, end_timestamp: end } = asFields(block);
  const timeNs = durationNs(timestamp);
  if (timeNs === null || typeof event !== 'string') return null;
  const endNs = durationNs(end);
  const took = endNs === null || endNs < timeNs ? '' : ` ${milliseconds(endNs - timeNs)} ms`;
  const text = `${thread.slice(0, MAX_NAME)}: ${event.slice(0, MAX_NAME)}${took}`;
  return { kind: 'text', timeNs, line: null, vcpu: null, channel: 'monitor', text };
}
