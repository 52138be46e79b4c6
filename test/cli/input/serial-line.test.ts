import { mkdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { isCharacterDevice } from '../../../src/cli/input/open-input.js';
import { openSerialLine, requireBaud } from '../../../src/cli/input/serial-line.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

// What a line does that is there: test/commands/serial-device.test.ts.
const folder = temporaryFolder();

it.each(['115200', '9600', '3000000', 'keep'])('%s is a speed', (text) => {
  expect(requireBaud(text)).toBe(text);
});

it.each(['', '0', '-1', '115200,8n1', 'fast', '1e5', '999999999'])('%j is no speed', (text) => {
  expect(() => requireBaud(text)).toThrow(expect.objectContaining({ code: 'bad-baud', exitCode: 2 }));
});

it('knows devices that send characters from files, folders, and what is always empty', () => {
  mkdirSync(folder.file('sub'));
  const paths = [
    '/dev/tty',
    '/dev/null',
    '/dev/zero',
    folder.write('a', ''),
    folder.file('sub'),
    '/dev/none',
    '-',
  ];
  expect(paths.filter(isCharacterDevice)).toEqual(['/dev/tty']);
});

it('is null for a device that is no line', () => {
  expect(openSerialLine('/dev/null')).toBeNull();
});

it('says that a port which is not there cannot be used, and how to see which are', () => {
  expect(() => openSerialLine(folder.file('ttyUSB9'))).toThrow(
    expect.objectContaining({
      code: 'serial-unusable',
      exitCode: 3,
      nextSteps: ['see which ports there are: ls -l /dev/serial/by-id'],
    }),
  );
});
