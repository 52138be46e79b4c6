/**
 * Events as CSV text. A log can hold millions of them, so their rows are joined here; all other tables are
 * csv-stringify's (csv.ts). Both quote alike, which a property test holds them to.
 */
import { formatCode, NO_PORT } from '../../trace/event.js';
import type {
  TimedCode,
  TimedEvent,
  TimedLifecycle,
  TimedMoment,
  TimedText,
  Timeline,
} from '../../trace/report/timeline.js';
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

const textField = (text: string): string => csvField(safeText(text));

/** Starts with a word of ours, so that no text of a guest can start a formula. */
function otherName(event: TimedText | TimedLifecycle): string {
  if (event.kind === 'text') return textField(`${event.channel}: ${event.text}`);
  return event.name === undefined ? event.phase : textField(`${event.phase}: ${event.name}`);
}

/** What a code is, as it stands in the middle of a row. */
interface CodeFields extends Pick<TimedCode, 'stage' | 'name' | 'port'> {
  readonly text: string;
}

function codeFields({ stage, code, name, port }: TimedCode): CodeFields {
  const named = name === null ? '' : textField(name);
  const text = `${textField(stage)},${formatCode(code)},${named},${port === NO_PORT ? '' : formatCode(port)}`;
  return { stage, name, port, text };
}

/** A moment has no code and went through no port. */
function momentFields({ stage, name }: TimedMoment): string {
  return `${stage === null ? '' : textField(stage)},,${textField(name)},`;
}

/** A writer of rows under the header, without their line ends. Other events than codes have what they say as their name. */
function createRowWriter(): (event: TimedEvent, boot: number) => string {
  // A code nearly always is what it was the last time.
  const known: CodeFields[] = [];
  const fieldsOf = (event: TimedCode): string => {
    const { stage, code, name, port } = event;
    const before = known[code];
    if (before !== undefined && before.stage === stage && before.name === name && before.port === port)
      return before.text;
    const fields = codeFields(event);
    known[code] = fields;
    return fields.text;
  };
  const whatOf = (event: TimedEvent): string => {
    if (event.kind === 'code') return fieldsOf(event);
    return event.kind === 'moment' ? momentFields(event) : `,,${otherName(event)},`;
  };
  return (event, boot) => {
    const { seq, timeNs, deltaNs, vcpu, line } = event;
    const noise = event.kind === 'code' ? event.noise : '';
    const what = whatOf(event);
    return `${boot},${seq},${micros(timeNs)},${micros(deltaNs)},${what},${vcpu ?? ''},${line ?? ''},${noise}`;
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
