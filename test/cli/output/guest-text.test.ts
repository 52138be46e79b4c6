import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import {
  fileSink,
  GuestTerminal,
  ptySink,
  type TextSink,
  terminalSink,
} from '../../../src/cli/output/guest-text.js';
import { LOG_COMMANDS } from '../../../src/trace/log-commands.js';
import { findLogCommands } from '../../helpers/log-commands.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const folder = temporaryFolder();

function feed(sink: TextSink, text: string | Uint8Array): void {
  for (const byte of Buffer.from(text)) sink.push(byte);
}

function shown(...pieces: (string | Uint8Array)[]): string {
  let text = '';
  const write = (piece: string) => {
    text += piece;
  };
  const sink = terminalSink(new GuestTerminal({ write }));
  for (const piece of pieces) {
    feed(sink, piece);
    sink.flush();
  }
  void sink.close();
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
    const sink = terminalSink(new GuestTerminal({ write }, '\r\n'));
    feed(sink, 'a\r\nb\n');
    void sink.close();
    expect(text).toBe('a\r\nb\r\n');
  });

  test('what nobody reads does not wait in memory for ever: it is lost, and counted', () => {
    const stream = new PassThrough();
    const sink = terminalSink(new GuestTerminal(stream));
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
    void sink.close();
    expect(sink.lost()).toBe(lost);
  });

  test('no control character reaches it', () => {
    const text = shown('\x1b[2J\x07\x9b31m bell\rover\n');
    expect(text).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
    expect(text).toContain('bell');
  });
});

describe('a command to the log of continuous integration', () => {
  const lines = LOG_COMMANDS.flatMap(({ examples }) => examples).join('\n');

  test('is shown, and is none', () => {
    const text = shown(`${lines}\n`);
    expect(findLogCommands(text)).toEqual([]);
    expect(text.split('\n')).toHaveLength(lines.split('\n').length + 1);
    expect(shown('---\ttext\n\t::error::text\nC++: a::b\n')).toBe(
      '---\\ttext\n\t:\\x3aerror::text\nC++: a::b\n',
    );
  });

  test.each([1, 2, 3, 7])('is none when it comes in pieces of %i bytes', (length) => {
    const pieces = Array.from({ length: Math.ceil(lines.length / length) }, (_, at) =>
      lines.slice(at * length, (at + 1) * length),
    );
    expect(findLogCommands(shown(...pieces))).toEqual([]);
    expect(shown(...pieces)).toBe(shown(lines));
  });

  test('is none when it comes behind much white space, or far out in a line', () => {
    const text = shown(`${' '.repeat(500)}`, ':', ':error::x\n', 'y'.repeat(500), '##', 'vso[x]z\n');
    expect(findLogCommands(text)).toEqual([]);
    expect(text).toBe(`${' '.repeat(500)}:\\x3aerror::x\n${'y'.repeat(500)}##vso\\x5bx]z\n`);
  });

  test('is none when two consoles of a terminal write it together', () => {
    let text = '';
    const write = (piece: string) => {
      text += piece;
    };
    const terminal = new GuestTerminal({ write });
    const [one, other] = [terminalSink(terminal), terminalSink(terminal)];
    for (const [sink, piece] of [
      [one, '##vs'],
      [other, 'o[task.complete]\n:'],
      [one, ':error::x'],
    ] as const) {
      feed(sink, piece);
      sink.flush();
    }
    void one.close();
    void other.close();
    expect(text).toBe('##vso\\x5btask.complete]\n:\\x3aerror::x\n');
  });
});

describe('in a file', () => {
  test('every byte is as it was', () => {
    const file = folder.file('console.bin');
    const bytes = Uint8Array.from({ length: 200_000 }, (_, i) => i);
    const sink = fileSink(file);
    feed(sink, bytes);
    void sink.close();
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
