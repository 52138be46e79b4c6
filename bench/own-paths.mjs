// Where boottrace does by hand what a package that it uses could do: each path beside the package's own. A path that is not
// several times as fast as its package should go.
import { stringify } from 'csv-stringify/sync';
import { tsImport } from 'tsx/esm/api';
import { interleave, printRows } from './measure.mjs';

const load = (file) => tsImport(`../src/${file}`, import.meta.url);
const CSV = { record_delimiter: '\n', quote_record_delimiter: true };
const PIECE = 1000;

/** Milliseconds that a function takes. */
function timed(work) {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function lengthOf(pieces) {
  let length = 0;
  for (const piece of pieces) length += piece.length;
  return length;
}

function codeEvents(count) {
  const stages = ['firmware', 'bootloader', 'kernel'];
  return Array.from({ length: count }, (_, seq) => ({
    kind: 'code',
    seq,
    timeNs: seq * 1500,
    deltaNs: 1500,
    line: seq + 1,
    vcpu: 0,
    code: [0x00, 0x20, 0x40][seq % 3],
    port: 0x80,
    stage: stages[seq % 3],
    name: null,
    noise: false,
    revisit: false,
  }));
}

async function benchCsv({ rounds, short }) {
  const { eventsText } = await load('reporters/data/csv.ts');
  const { micros, safeText } = await load('reporters/data/csv-fields.ts');
  const events = codeEvents(short ? 2000 : 200_000);
  const timeline = { boot: { side: null }, index: 0, events };
  const fields = ({ seq, timeNs, deltaNs, stage, line }) => [
    '0',
    `${seq}`,
    micros(timeNs),
    micros(deltaNs),
    safeText(stage),
    '0x40',
    '',
    '0x80',
    '0',
    `${line}`,
    'false',
  ];
  const library = () => {
    let length = 0;
    for (let from = 0; from < events.length; from += PIECE)
      length += stringify(events.slice(from, from + PIECE).map(fields), CSV).length;
    return length;
  };
  const rows = await interleave(
    {
      'rows joined by hand': () => timed(() => lengthOf(eventsText([timeline]))),
      'csv-stringify': () => timed(library),
    },
    rounds,
  );
  return printRows(`CSV of ${events.length} events`, 'ms', rows);
}

async function benchTable({ rounds, short }) {
  const { renderGrid, MAX_LAID_OUT } = await load('reporters/terminal/aligned-table.ts');
  const events = codeEvents(short ? 1000 : 10_000);
  const columns = [
    { head: 'time', align: 'right', text: ({ timeNs }) => `${timeNs}` },
    { head: 'delta', align: 'right', text: ({ deltaNs }) => `+${deltaNs}` },
    { head: 'stage', align: 'left', text: ({ stage }) => stage },
    { head: 'line', align: 'left', text: ({ line }) => `${line}` },
  ];
  const context = { columns: 100, unicode: true, color: false };
  // In parts: of all rows at once, its time grows with their square.
  const library = () => {
    for (let from = 0; from < events.length; from += MAX_LAID_OUT)
      lengthOf(renderGrid(columns, events.slice(from, from + MAX_LAID_OUT), context));
  };
  const rows = await interleave(
    {
      'lines written by hand': () => timed(() => lengthOf(renderGrid(columns, events, context))),
      [`cli-table3, ${MAX_LAID_OUT} rows at a time`]: () => timed(library),
    },
    rounds,
  );
  return printRows(`list of ${events.length} events`, 'ms', rows);
}

async function benchLineEnds({ rounds, short }) {
  const { createCountedMemory, createPlainMemory } = await load('formats/reading/lines/newline-counter.ts');
  const size = 512 * 1024;
  const times = short ? 10 : 2000;
  const filled = (memory) => {
    memory.bytes.fill(`${'x'.repeat(99)}\n`);
    return () => timed(() => Array.from({ length: times }, () => memory.countNewlines(0, size)));
  };
  const rows = await interleave(
    {
      'WebAssembly SIMD': filled(createCountedMemory(size)),
      'Buffer.indexOf': filled(createPlainMemory(size)),
    },
    rounds,
  );
  return printRows(`line ends of ${Math.round((size * times) / 2 ** 20)} MiB, 100 bytes a line`, 'ms', rows);
}

export async function benchOwnPaths(context) {
  return {
    ownCsv: await benchCsv(context),
    ownTable: await benchTable(context),
    ownLineEnds: await benchLineEnds(context),
  };
}
