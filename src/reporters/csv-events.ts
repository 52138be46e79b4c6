/**
 * Events as CSV text. A log can hold millions of them, so their rows are joined here; all other tables are
 * csv-stringify's (csv.ts). Both quote alike, which a property test holds them to.
 */
import { formatCode, NO_PORT } from '../trace/event.js';
import type { TimedEvent, Timeline } from '../trace/timeline.js';
import { micros, safeText } from './csv-fields.js';

/** Text is given out so many rows at a time: a million events never stand in memory as CSV. */
const ROWS_PER_PIECE = 1000;

const HEADER = 'boot,seq,time_us,delta_us,stage,code,name,port,vcpu,line,noise';

/** What makes a field take quotes (RFC 4180, and a lone CR or LF). */
const SPECIAL = /[",\r\n]/;

/** One field, in quotes where it takes quotes. */
export function csvField(text: string): string {
  return SPECIAL.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** `textOf`, worked out once for each of the few values that occur. */
function remembered<Value>(textOf: (value: Value) => string): (value: Value) => string {
  const known = new Map<Value, string>();
  return (value) => {
    const before = known.get(value);
    if (before !== undefined) return before;
    const text = textOf(value);
    known.set(value, text);
    return text;
  };
}

const textField = (text: string): string => csvField(safeText(text));

/** Starts with a word of ours, so that no text of a guest can start a formula. */
function otherName(event: Exclude<TimedEvent, { kind: 'code' }>): string {
  return event.kind === 'text' ? textField(`${event.channel}: ${event.text}`) : event.phase;
}

/** A writer of rows under the header, without their line ends. Other events than codes have what they say as their name. */
function createRowWriter(): (event: TimedEvent, boot: number) => string {
  const stageField = remembered(textField);
  const numberField = remembered(formatCode);
  return (event, boot) => {
    const { seq, timeNs, deltaNs, vcpu, line } = event;
    const when = `${boot},${seq},${micros(timeNs)},${micros(deltaNs)}`;
    const where = `${vcpu ?? ''},${line ?? ''}`;
    if (event.kind !== 'code') return `${when},,,${otherName(event)},,${where},`;
    const name = event.name === null ? '' : textField(event.name);
    const port = event.port === NO_PORT ? '' : numberField(event.port);
    return `${when},${stageField(event.stage)},${numberField(event.code)},${name},${port},${where},${event.noise}`;
  };
}

/** The events of all boots in pieces. Where boots belong to the sides of a comparison, one more column says which. */
export function* eventsText(timelines: readonly Timeline[]): Generator<string> {
  const hasSides = timelines.some(({ boot }) => boot.side !== null);
  const writeRow = createRowWriter();
  let piece = hasSides ? `${HEADER},side\n` : `${HEADER}\n`;
  let rows = 1;
  for (const { boot, events, index } of timelines) {
    const end = hasSides ? `,${boot.side ?? ''}\n` : '\n';
    for (const event of events) {
      piece += writeRow(event, index) + end;
      rows += 1;
      if (rows < ROWS_PER_PIECE) continue;
      yield piece;
      piece = '';
      rows = 0;
    }
  }
  if (rows > 0) yield piece;
}
