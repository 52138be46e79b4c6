import { readFileSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openFileWriter } from '../../../src/cli/output/file-writer.js';
import { EnvironmentError, InputError } from '../../../src/trace/errors.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const folder = temporaryFolder();

test('text and bytes are in the file as soon as they are written, and nothing else is', async () => {
  const file = folder.write('out', 'what was there before');
  const writer = openFileWriter(file);
  writer.write('grüße\n');
  expect(readFileSync(file, 'utf8')).toBe('grüße\n');
  writer.write(new Uint8Array([0, 255]));
  writer.write('');
  await writer.close();
  expect(readFileSync(file)).toEqual(Buffer.concat([Buffer.from('grüße\n'), Buffer.from([0, 255])]));
});

test('a folder that is not there is a mistake of the user, a full disk one of the host', async () => {
  expect(() => openFileWriter('/no/such/folder/x')).toThrow(InputError);
  const writer = openFileWriter('/dev/full');
  let failure: unknown;
  try {
    writer.write('x');
  } catch (error) {
    failure = error;
  }
  expect(failure).toBeInstanceOf(EnvironmentError);
  expect(failure).toMatchObject({ message: 'cannot write /dev/full: no space left on device' });
  await writer.close();
});

test('who listens hears once of a file that takes no more, and nothing more is tried', async () => {
  const failures: EnvironmentError[] = [];
  const writer = openFileWriter('/dev/full', { onFailure: (error) => void failures.push(error) });
  expect(writer.write('')).toBe(true);
  expect([writer.write('x'), writer.write('y'), writer.write('')]).toEqual([false, false, false]);
  await writer.close();
  expect(failures.map(({ message }) => message)).toEqual(['cannot write /dev/full: no space left on device']);
});

test('a file that somebody removed is no file that was written', async () => {
  const file = folder.file('out');
  const failures: EnvironmentError[] = [];
  const writer = openFileWriter(file, { onFailure: (error) => void failures.push(error) });
  expect(writer.write('x')).toBe(true);
  rmSync(file);
  await writer.close();
  expect(failures.map(({ message }) => message)).toEqual([`${file} was removed while it was written`]);
});
