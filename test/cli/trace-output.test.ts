import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openTraceFile } from '../../src/cli/trace-output.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const folder = temporaryFolder();
const PROVENANCE = { boottrace: '1.2.3', engine: 'bundled', guest: { cpus: 1 }, host: { kvm: 'none' } };

test('each item is in the file as soon as it is added', () => {
  const file = folder.write('trace.ndjson', 'what was there before');
  const trace = openTraceFile(file, PROVENANCE);
  const lines = () => readFileSync(file, 'utf8').split('\n').slice(0, -1);
  expect(lines()).toHaveLength(1);
  trace.add({ kind: 'boot', boot: 0, vmmStartNs: 5 });
  expect(lines()).toHaveLength(2);
  trace.close();
  expect(JSON.parse(lines()[0]!)).toMatchObject({ kind: 'header', schemaVersion: 1, ...PROVENANCE });
  expect(JSON.parse(lines()[1]!)).toEqual({ kind: 'boot', boot: 0, vmmStartNs: 5 });
});

test('a file that cannot be made is an error of the user', () => {
  expect(() => openTraceFile('/no/such/folder/x', PROVENANCE)).toThrow(/cannot write \/no\/such\/folder\/x/);
});
