import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { KeyFilter, openSerialTerminal } from '../../../src/cli/terminal/serial-terminal.js';

function typed(...pieces: string[]) {
  let quits = 0;
  const filter = new KeyFilter(() => quits++);
  const sent = pieces.flatMap((piece) => filter.filter(Buffer.from(piece)));
  return [Buffer.from(sent).toString(), quits];
}

describe('keys', () => {
  test.each([
    ['go to the guest, Ctrl-C among them', ['ls\r\x03'], ['ls\r\x03', 0]],
    ['Ctrl-A x ends it', ['a\x01x'], ['a', 1]],
    ['also in two pieces', ['\x01', 'x'], ['', 1]],
    ['Ctrl-A a and Ctrl-A Ctrl-A send a Ctrl-A', ['\x01a', '\x01\x01b'], ['\x01\x01b', 0]],
    ['Ctrl-A and anything else is nothing', ['\x01q', 'r'], ['r', 0]],
  ])('%s', (_name, pieces, expected) => {
    expect(typed(...pieces)).toEqual(expected);
  });
});

test('what is typed is taken in pieces, and the terminal is given back', () => {
  const raw: boolean[] = [];
  const keys = Object.assign(new PassThrough(), { setRawMode: (on: boolean) => raw.push(on) });
  const terminal = openSerialTerminal(keys as unknown as NodeJS.ReadStream, () => undefined);
  keys.emit('data', Buffer.from('abc'));
  keys.emit('data', Buffer.from('d'));
  expect(Buffer.from(terminal.take(3)).toString()).toBe('abc');
  expect(Buffer.from(terminal.take(3)).toString()).toBe('d');
  expect(terminal.take(3)).toHaveLength(0);
  keys.emit('data', Buffer.alloc(100_000, 'x'));
  expect(terminal.take(1_000_000)).toHaveLength(65_536);
  terminal.close();
  expect(raw).toEqual([true, false]);
  keys.emit('data', Buffer.from('late'));
  expect(terminal.take(9)).toHaveLength(0);
});
