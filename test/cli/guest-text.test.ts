import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { fileSink, ptySink, type TextSink, terminalSink } from '../../src/cli/guest-text.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const folder = temporaryFolder();

function feed(sink: TextSink, text: string | Uint8Array): void {
  for (const byte of Buffer.from(text)) sink.push(byte);
}

function shown(...pieces: (string | Uint8Array)[]): string {
  let text = '';
  const sink = terminalSink({
    write(piece) {
      text += piece;
    },
  });
  for (const piece of pieces) {
    feed(sink, piece);
    sink.flush();
  }
  sink.close();
  return text;
}

describe('on a terminal', () => {
  test.each([
    ['lines pass', ['one\ntwo\n'], 'one\ntwo\n'],
    ['carriage returns before a line end go', ['one\r\ntwo\r', '\nthree\n'], 'one\ntwo\nthree\n'],
    ['tabs pass', ['a\tb\n'], 'a\tb\n'],
    ['an open line is ended at the end', ['login: '], 'login: \n'],
    ['nothing is nothing', [], ''],
    ['a character that comes in two pieces is one', [Buffer.from([0xc2]), Buffer.from([0xb5, 0x0a])], 'µ\n'],
  ])('%s', (_name, pieces, expected) => {
    expect(shown(...pieces)).toBe(expected);
  });

  test('in raw mode gets carriage returns', () => {
    let text = '';
    const write = (piece: string) => {
      text += piece;
    };
    const sink = terminalSink({ write }, '\r\n');
    feed(sink, 'a\r\nb\n');
    sink.close();
    expect(text).toBe('a\r\nb\r\n');
  });

  test('what nobody reads does not wait in memory for ever: it is lost, and counted', () => {
    const stream = new PassThrough();
    const sink = terminalSink(stream);
    const line = `${'x'.repeat(1023)}\n`;
    for (let count = 0; count < 17 * 1024; count++) feed(sink, line);
    sink.flush();
    expect(stream.writableLength + stream.readableLength).toBeLessThan(17 * 2 ** 20);
    expect(sink.lost()).toBeGreaterThan(2 ** 19);
    // A reader that comes back gets what is printed from then on.
    const lost = sink.lost();
    stream.resume();
    stream.read();
    feed(sink, 'again\n');
    sink.close();
    expect(sink.lost()).toBe(lost);
  });

  test('no control character reaches it', () => {
    const text = shown('\x1b[2J\x07\x9b31m bell\rover\n');
    expect(text).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
    expect(text).toContain('bell');
  });
});

describe('in a file', () => {
  test('every byte is as it was', () => {
    const file = folder.file('console.bin');
    const bytes = Uint8Array.from({ length: 200_000 }, (_, i) => i);
    const sink = fileSink(file);
    feed(sink, bytes);
    sink.close();
    expect(readFileSync(file).equals(bytes)).toBe(true);
    expect(sink.lost()).toBe(0);
  });

  test('a folder that is not there is an error of the user', () => {
    expect(() => fileSink('/no/such/folder/x')).toThrow(/cannot write \/no\/such\/folder\/x/);
  });
});

test('a pseudo-terminal that cannot be written to is an error, not a silent loss', () => {
  const sink = ptySink(-1, () => undefined);
  feed(sink, 'x');
  expect(() => sink.flush()).toThrow();
});
