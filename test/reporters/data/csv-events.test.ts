import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { csvField, eventsText } from '../../../src/reporters/data/csv.js';
import { micros, safeText } from '../../../src/reporters/data/csv-fields.js';
import { formatCode, NO_PORT, TEXT_CHANNELS } from '../../../src/trace/event.js';
import { functionWord } from '../../../src/trace/profile/initcall.js';
import type { TimedEvent, Timeline } from '../../../src/trace/report/timeline.js';
import { bootOf } from '../../stages/build-boot.js';

const FINISHED = { state: 'finished', reason: 'end', detail: null, line: null } as const;

/** How src/reporters/data/csv.ts calls csv-stringify. */
const RFC_4180 = { record_delimiter: '\n', quote_record_delimiter: true };

/** Text in which everything that quoting and formulas are about comes up often. */
const hostileText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('"', ',', '\r', '\n', '\0', "'", '=', '＝', ' ', 'a', '\u2028', '\ud800'),
  }),
);
const timeNs = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const base = {
  seq: fc.nat(),
  timeNs,
  deltaNs: fc.maxSafeInteger(),
  line: fc.option(fc.integer({ min: 1 })),
  vcpu: fc.option(fc.nat(255)),
};
const anyEvent: fc.Arbitrary<TimedEvent> = fc.oneof(
  fc.record({
    ...base,
    kind: fc.constant('code' as const),
    code: fc.nat(255),
    port: fc.constantFrom(NO_PORT, 0x80, 0x3f8, 0x0900_0f00),
    stage: hostileText,
    name: fc.option(hostileText),
    noise: fc.boolean(),
    revisit: fc.boolean(),
  }),
  fc.record({
    ...base,
    timeNs: fc.maxSafeInteger(),
    kind: fc.constant('moment' as const),
    key: hostileText,
    name: hostileText,
    stage: fc.option(hostileText),
    revisit: fc.boolean(),
  }),
  fc.record({
    ...base,
    kind: fc.constant('text' as const),
    channel: fc.constantFrom(...TEXT_CHANNELS),
    text: hostileText,
  }),
  fc.record({ ...base, kind: fc.constant('lifecycle' as const), phase: fc.constantFrom('reset' as const) }),
);

/** The fields of a row, plainly. */
function fieldsOf(event: TimedEvent, boot: number): string[] {
  const when = [`${boot}`, `${event.seq}`, micros(event.timeNs), micros(event.deltaNs)];
  const where = [`${event.vcpu ?? ''}`, `${event.line ?? ''}`];
  if (event.kind === 'lifecycle') return [...when, '', '', event.phase, '', ...where, ''];
  if (event.kind === 'function')
    return [...when, '', '', safeText(`${functionWord(event)}: ${event.name}`), '', ...where, ''];
  if (event.kind === 'text')
    return [...when, '', '', safeText(`${event.channel}: ${event.text}`), '', ...where, ''];
  if (event.kind === 'moment')
    return [...when, safeText(event.stage ?? ''), '', safeText(event.name), '', ...where, ''];
  const { stage, code, name, port, noise } = event;
  const portText = port === NO_PORT ? '' : formatCode(port);
  return [...when, safeText(stage), formatCode(code), safeText(name ?? ''), portText, ...where, `${noise}`];
}

function timelineOf(events: readonly TimedEvent[], index: number, side: 'base' | 'head' | null): Timeline {
  return {
    boot: { ...bootOf([]), side },
    index,
    totalNs: 0,
    events,
    stages: [],
    ledger: [],
    outcome: FINISHED,
  };
}

const HEADER = 'boot,seq,time_us,delta_us,stage,code,name,port,vcpu,line,noise'.split(',');

it('quotes a field as csv-stringify does', () => {
  fc.assert(
    fc.property(hostileText, hostileText, (first, second) => {
      const expected = stringify([[first, second]], RFC_4180);
      expect(`${csvField(first)},${csvField(second)}\n`).toBe(expected);
    }),
    { numRuns: 2000 },
  );
});

it('writes the rows of all boots as csv-stringify does', () => {
  const boots = fc.array(fc.array(anyEvent, { maxLength: 8 }), { maxLength: 4 });
  fc.assert(
    fc.property(boots, fc.boolean(), (given, hasSides) => {
      const sideOf = (at: number) => (hasSides ? (at % 2 === 0 ? 'base' : 'head') : null);
      const timelines = given.map((events, at) => timelineOf(events, at, sideOf(at)));
      const rows = timelines.flatMap(({ events, index, boot }) =>
        events.map((event) => [...fieldsOf(event, index), ...(boot.side === null ? [] : [boot.side])]),
      );
      const header = hasSides && given.length > 0 ? [...HEADER, 'side'] : HEADER;
      const expected = stringify([header, ...rows], RFC_4180);
      expect([...eventsText(timelines)].join('')).toBe(expected);
    }),
  );
});

it.each([
  [998, 1],
  [999, 1],
  [1000, 2],
  [2500, 3],
])('gives %i events out in %i pieces, none of them empty', (count, pieces) => {
  const event: TimedEvent = {
    kind: 'lifecycle',
    phase: 'reset',
    seq: 0,
    timeNs: 0,
    deltaNs: 0,
    line: null,
    vcpu: null,
  };
  const texts = [
    ...eventsText([
      timelineOf(
        Array.from({ length: count }, () => event),
        0,
        null,
      ),
    ]),
  ];
  expect(texts).toHaveLength(pieces);
  expect(texts.every((text) => text.endsWith('\n'))).toBe(true);
});

it('a code that comes again is written as it is this time: stage, name and port may have changed', () => {
  const code = {
    seq: 0,
    timeNs: 0,
    deltaNs: 0,
    line: null,
    vcpu: null,
    noise: false,
    revisit: false,
  } as const;
  const first = { ...code, kind: 'code', code: 0x40, stage: 'kernel', name: 'a', port: 0x80 } as const;
  const events = [
    first,
    { ...first, stage: 'mine' },
    first,
    { ...first, name: 'b' },
    { ...first, name: null },
    first,
  ];
  const ports = [{ ...first, port: 0x84 }, { ...first, port: NO_PORT }, { ...first, code: 0x41 }, first];
  const rows = [...eventsText([timelineOf([...events, ...ports], 0, null)])]
    .join('')
    .split('\n')
    .slice(1, -1);
  expect(rows.map((row) => row.split(',').slice(4, 8).join())).toEqual([
    'kernel,0x40,a,0x80',
    'mine,0x40,a,0x80',
    'kernel,0x40,a,0x80',
    'kernel,0x40,b,0x80',
    'kernel,0x40,,0x80',
    'kernel,0x40,a,0x80',
    'kernel,0x40,a,0x84',
    'kernel,0x40,a,',
    'kernel,0x41,a,0x80',
    'kernel,0x40,a,0x80',
  ]);
});
