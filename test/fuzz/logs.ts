/** Damaged, mixed and made-up logs, from their bytes to every output format. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { formats } from '../../src/formats/index.js';
import { findReporter, formatsOf } from '../../src/reporters/index.js';
import type { Reporter } from '../../src/reporters/reporter.js';
import { analyse } from '../../src/reports/boots.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import type { Reading } from '../../src/trace/boot.js';
import { MAX_DIAGNOSTICS_PER_CODE } from '../../src/trace/diagnostic.js';
import { InputError } from '../../src/trace/errors.js';
import { MAX_CODE } from '../../src/trace/event.js';
import { readText } from '../formats/read-text.js';
import type { FuzzTarget } from './target.js';

const SAMPLES = path.join(import.meta.dirname, '..', '..', 'samples', 'logs');
const FILES: readonly (readonly string[])[] = readdirSync(SAMPLES).flatMap((folder) =>
  readdirSync(path.join(SAMPLES, folder))
    .filter((name) => name !== 'README.md' && name !== 'expected.json')
    .map((name) => readFileSync(path.join(SAMPLES, folder, name), 'latin1').split('\n')),
);
const LINES = FILES.flat();
/** A good event, which every reading of it must give. */
const good = (micros: number, code: number) =>
  `cloud-hypervisor: ${(micros / 1e6 + 0.005).toFixed(6)}s: <vcpu0> INFO:devices/src/legacy/debug_port.rs:84 -- [Debug I/O port: Firmware code 0x${code.toString(16)}] 0.${micros.toString().padStart(6, '0')} seconds\n`;

interface Case {
  readonly bytes: Uint8Array;
  readonly inputFormat: string | null;
  readonly chunkBytes: number;
}

const NUMBERS = ['0', '-1', '1e999', '9'.repeat(40), '18446744073709551616', '0x', 'NaN', '0.0000000001'];
const ends = fc.constantFrom('\n', '\r\n', '\r', '\0', '', '\n\n');
const sampleLine = fc.constantFrom(...LINES);
const line = fc.oneof(
  { weight: 4, arbitrary: sampleLine },
  // Another number in place of one.
  fc.tuple(sampleLine, fc.nat(12), fc.constantFrom(...NUMBERS)).map(([text, which, number]) => {
    let seen = 0;
    return text.replace(/\d+/g, (found) => (seen++ === which ? number : found));
  }),
  fc.tuple(sampleLine, fc.nat(200), fc.nat(200)).map(([text, from, to]) => text.slice(from, from + to)),
  fc.tuple(sampleLine, fc.nat(200), sampleLine).map(([a, at, b]) => a.slice(0, at) + b + a.slice(at)),
  fc
    .tuple(sampleLine, fc.nat(200), fc.string({ unit: 'binary', maxLength: 8 }))
    .map(([text, at, junk]) => text.slice(0, at) + Buffer.from(junk).toString('latin1') + text.slice(at + 1)),
  fc.tuple(sampleLine, fc.integer({ min: 2, max: 300 })).map(([text, times]) => `${text} `.repeat(times)),
  fc.uint8Array({ maxLength: 60, size: 'max' }).map((bytes) => Buffer.from(bytes).toString('latin1')),
);

/** Lines of one log in their order, and one damaged line among them. */
const excerpt = fc
  .tuple(fc.constantFrom(...FILES), fc.nat(), fc.integer({ min: 1, max: 40 }), fc.nat(39), line)
  .map(([rows, at, count, which, damaged]) => {
    const from = at < 2 ** 30 ? 0 : at % rows.length;
    return rows
      .slice(from, from + count)
      .map((row, number) => (number === which ? damaged : row))
      .join('\n');
  });

const logsOfAnything: fc.Arbitrary<Case> = fc.record({
  bytes: fc
    .array(fc.tuple(fc.oneof({ weight: 4, arbitrary: line }, excerpt), ends), { maxLength: 20, size: 'max' })
    .map((parts) => Buffer.from(parts.flat().join(''), 'latin1')),
  inputFormat: fc.oneof(
    { weight: 3, arbitrary: fc.constant(null) },
    fc.constantFrom(...formats.map(({ id }) => id)),
  ),
  chunkBytes: fc.constantFrom(1, 7, 4096, 1 << 20),
});

/** Lines between the good ones that are no events themselves: no line of a log ends within one of these. */
const junkLine = fc
  .uint8Array({ maxLength: 80, size: 'max' })
  .map((bytes) => `${Buffer.from(bytes).toString('latin1').replaceAll('\n', ' ')}\n`);
const goodWithJunk = fc.array(fc.tuple(fc.nat(255), junkLine), { minLength: 1, maxLength: 12 });

function read({ bytes, inputFormat, chunkBytes }: Case): Reading | null {
  try {
    return readText(bytes, { chunkBytes, ...(inputFormat === null ? {} : { inputFormat }) });
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

function checkReading({ boots, diagnostics }: Reading): void {
  const counts = new Map<string, number>();
  for (const { code } of diagnostics) counts.set(code, (counts.get(code) ?? 0) + 1);
  for (const [code, count] of counts)
    assert.ok(count <= MAX_DIAGNOSTICS_PER_CODE + 1, `${count} times ${code}`);
  for (const { events } of boots) {
    let previous = 0;
    for (const event of events) {
      assert.ok(Number.isSafeInteger(event.timeNs) && event.timeNs >= previous, `${event.timeNs} ns`);
      previous = event.timeNs;
      if (event.kind === 'code') assert.equal(event.code, event.code & MAX_CODE);
    }
  }
}

/** What a terminal would obey. Line ends are the report's own. */
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

async function loadReporters(): Promise<readonly Reporter[]> {
  return Promise.all(formatsOf('parse').map((id) => findReporter(id)));
}

function renderAll(reading: Reading, reporters: readonly Reporter[]): void {
  for (const command of ['parse', 'report'] as const) {
    const report = analyse([reading], { command, table: BUILT_IN_TABLE, keepNoise: false });
    for (const { ledger, totalNs } of report.timelines) {
      const sum = ledger.reduce((total, { durationNs }) => total + (durationNs ?? 0), 0);
      assert.equal(sum, totalNs, 'a ledger does not add up');
    }
    for (const { id, render } of reporters) {
      let text = '';
      try {
        text = [...render(report, { color: false, columns: 80, unicode: true })].join('');
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
      }
      if (id === 'json') JSON.parse(text);
      assert.ok(!CONTROLS.test(text), `${command} as ${id} has control characters`);
    }
  }
}

/** Every good event is there, whatever stands between. */
function checkGood(parts: readonly (readonly [number, string])[]): void {
  const log = parts.map(([code, junk], at) => junk + good((at + 1) * 1000, code)).join('');
  const reading = readText(Buffer.from(log, 'latin1'), { inputFormat: 'cloud-hypervisor' });
  const found = reading.boots.flatMap(({ events }) =>
    events.flatMap((event) => (event.kind === 'code' ? [event.code] : [])),
  );
  assert.deepEqual(
    found,
    parts.map(([code]) => code),
    'a good event was lost between bad lines',
  );
}

export const logs: FuzzTarget = {
  id: 'logs',
  claim: 'no bytes make a reader or a reporter fail, lose a good event, or say more than is bounded',
  shortRuns: 250,
  create(onInput) {
    const reporters = loadReporters();
    const reached = { read: 0, events: 0, diagnostics: 0, boots: 0 };
    const property = fc.asyncProperty(logsOfAnything, goodWithJunk, async (anything, parts) => {
      checkGood(parts);
      const reading = read(anything);
      if (reading === null) return;
      checkReading(reading);
      renderAll(reading, await reporters);
      reached.read += 1;
      reached.boots += reading.boots.length;
      reached.events += reading.boots.reduce((sum, { events }) => sum + events.length, 0);
      reached.diagnostics += reading.diagnostics.length;
    });
    return { property: property.beforeEach(onInput), reached, close: () => undefined };
  },
};
