import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openTraceFile } from '../../../src/cli/output/trace-output.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const folder = temporaryFolder();
const PROVENANCE = { boottrace: '1.2.3', engine: 'bundled', guest: { cpus: 1 }, host: { kvm: 'none' } };

test('each item is in the file as soon as it is added', async () => {
  const file = folder.write('trace.ndjson', 'what was there before');
  const trace = openTraceFile(file, PROVENANCE);
  const lines = () => readFileSync(file, 'utf8').split('\n').slice(0, -1);
  expect(lines()).toHaveLength(1);
  trace.add({ kind: 'boot', boot: 0, vmmStartNs: 5 });
  expect(lines()).toHaveLength(2);
  await trace.close();
  expect(JSON.parse(lines()[0]!)).toMatchObject({ kind: 'header', schemaVersion: 2, ...PROVENANCE });
  expect(JSON.parse(lines()[1]!)).toEqual({ kind: 'boot', boot: 0, vmmStartNs: 5 });
});

test('a boot of another guest has its header before it, and only a change of guest has one', async () => {
  const file = folder.file('trace.ndjson');
  const other = { ...PROVENANCE, guest: { cpus: 2 } };
  const trace = openTraceFile(file, PROVENANCE);
  for (const [boot, provenance] of [PROVENANCE, other, other, PROVENANCE].entries())
    trace.add({ kind: 'boot', boot, vmmStartNs: null, provenance });
  await trace.close();
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const kinds = lines
    .map((line) => JSON.parse(line))
    .map(({ kind, boot, guest }) => boot ?? `${kind} ${guest.cpus}`);
  expect(kinds).toEqual(['header 1', 0, 'header 2', 1, 2, 'header 1', 3]);
});

test('a file that cannot be made is an error of the user', () => {
  expect(() => openTraceFile('/no/such/folder/x', PROVENANCE)).toThrow(/cannot write \/no\/such\/folder\/x/);
});
