import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openFileWriter } from '../../src/cli/file-writer.js';
import { EnvironmentError, InputError } from '../../src/trace/errors.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const folder = temporaryFolder();

test('text and bytes are in the file as soon as they are written, and nothing else is', () => {
  const file = folder.write('out', 'what was there before');
  const writer = openFileWriter(file);
  writer.write('grüße\n');
  expect(readFileSync(file, 'utf8')).toBe('grüße\n');
  writer.write(new Uint8Array([0, 255]));
  writer.write('');
  writer.close();
  expect(readFileSync(file)).toEqual(Buffer.concat([Buffer.from('grüße\n'), Buffer.from([0, 255])]));
});

test('a folder that is not there is a mistake of the user, a full disk one of the host', () => {
  expect(() => openFileWriter('/no/such/folder/x')).toThrow(InputError);
  const writer = openFileWriter('/dev/full');
  expect(() => writer.write('x')).toThrow(EnvironmentError);
  expect(() => writer.write('x')).toThrow(/cannot write \/dev\/full: /);
  writer.close();
});
