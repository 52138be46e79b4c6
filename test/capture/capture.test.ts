import { describe, expect, test } from 'vitest';
import { Capture } from '../../src/capture/capture.js';
import { postCode } from '../../src/capture/guest-event.js';
import type { ReadItem } from '../../src/trace/boot.js';
import type { TextChannel } from '../../src/trace/event.js';
import type { TextMark } from '../../src/trace/marks.js';

const quiet = {
  boot: 3,
  marks: [],
  onByte: () => undefined,
  onMark: () => undefined,
};

function create(marks: readonly TextMark[] = []) {
  const items: ReadItem[] = [];
  const marked: number[] = [];
  const capture = new Capture({
    boot: 3,
    emit: (item) => items.push(item),
    marks,
    onByte: () => undefined,
    onMark: (code) => marked.push(code),
  });
  let timeNs = 0;
  const print = (text: string | Uint8Array, channel: TextChannel = 'serial', vcpu = 0) => {
    for (const value of typeof text === 'string' ? new TextEncoder().encode(text) : text) {
      timeNs += 1000;
      capture.push({ kind: 'byte', timeNs, vcpu, channel, value });
    }
  };
  const lines = () =>
    items.flatMap((item) => (item.kind === 'event' && item.event.kind === 'text' ? [item.event.text] : []));
  return { capture, items, marked, print, lines };
}

describe('lines of text', () => {
  test.each([
    ['line ends', 'a\nb\n', ['a', 'b']],
    ['carriage returns before them', 'a\r\nb\r\r\n', ['a', 'b']],
    ['carriage returns elsewhere', 'a\rb\n', ['a\rb']],
    ['empty lines', '\n\na\n', ['', '', 'a']],
    ['a last line without an end', 'a\nb', ['a', 'b']],
    ['nothing', '', []],
    ['letters of several bytes', 'grüße ✓\n', ['grüße ✓']],
    ['a byte order mark', '\ufeffa\n', ['\ufeffa']],
  ])('with %s', (_name, text, expected) => {
    const { capture, print, lines } = create();
    print(text);
    expect(capture.finish()).toEqual([]);
    expect(lines()).toEqual(expected);
  });

  test('with bytes that are no UTF-8 keep all that is', () => {
    const { capture, print, lines } = create();
    print(Uint8Array.of(0x61, 0xff, 0x62, 0xc3, 0x0a, 0x00, 0x1b, 0x0a));
    capture.finish();
    expect(lines()).toEqual(['a\ufffdb\ufffd', '\u0000\u001b']);
  });

  test('have the time and the vCPU of their first byte', () => {
    const { capture, print, items } = create();
    print('ab', 'serial', 1);
    print('c\n', 'serial', 0);
    print('\n', 'serial', 2);
    capture.finish();
    const base = { kind: 'text', line: null, channel: 'serial' };
    expect(items).toEqual([
      { kind: 'event', boot: 3, event: { ...base, timeNs: 1000, vcpu: 1, text: 'abc' } },
      { kind: 'event', boot: 3, event: { ...base, timeNs: 5000, vcpu: 2, text: '' } },
    ]);
  });

  test('of several channels do not mix', () => {
    const { capture, print, items } = create();
    print('fw', 'firmware-debug');
    print('con', 'debug-console');
    print('ser', 'serial');
    print('\n', 'firmware-debug');
    print('\n', 'serial');
    capture.finish();
    const texts = items.flatMap((item) =>
      item.kind === 'event' && item.event.kind === 'text' ? [[item.event.channel, item.event.text]] : [],
    );
    expect(texts).toEqual([
      ['firmware-debug', 'fw'],
      ['serial', 'ser'],
      ['debug-console', 'con'],
    ]);
  });

  test.each([
    ['as long as a line can be', 4096, [4096]],
    ['one byte longer', 4097, [4096, 1]],
    ['much longer', 10_000, [4096, 4096, 1808]],
    ['twice as long', 8192, [4096, 4096]],
  ])('that are %s are cut, and nothing is lost', (_name, length, expected) => {
    const { capture, print, lines } = create();
    print(`${'x'.repeat(length)}\nnext\n\n`);
    expect(capture.finish()).toEqual([]);
    expect(lines().map((line) => line.length)).toEqual([...expected, 4, 0]);
  });
});

describe('codes and moments', () => {
  test('pass as they are, and the newest code is known', () => {
    const { capture, items } = create();
    expect(capture.lastCode).toBeNull();
    capture.push({ kind: 'lifecycle', timeNs: 1000, vcpu: 0, phase: 'guest-entry' });
    capture.push(postCode(2000, 3, 0x40));
    expect(items).toEqual([
      {
        kind: 'event',
        boot: 3,
        event: { kind: 'lifecycle', timeNs: 1000, line: null, vcpu: 0, phase: 'guest-entry' },
      },
      {
        kind: 'event',
        boot: 3,
        event: { kind: 'code', timeNs: 2000, line: null, vcpu: 3, code: 0x40, port: 0x80 },
      },
    ]);
    expect(capture.lastCode).toMatchObject({ code: 0x40, timeNs: 2000 });
  });
});

describe('text that means something', () => {
  test('is looked at after a guest has written more than is kept', () => {
    const { capture, print, items, marked } = create([{ pattern: /^arrived$/, code: 0x61, name: null }]);
    print(new Uint8Array(200_000).fill(0x0a));
    print('arrived\nKernel panic - not syncing: late\n');
    expect(marked).toEqual([0x61]);
    expect(items.at(-1)).toMatchObject({ event: { kind: 'code', code: 0x61, port: 0x3f8 } });
    expect(capture.lastCode).toMatchObject({ code: 0x61 });
    expect(capture.panic?.reason).toBe('late');
    expect(capture.finish()[0]?.message).toContain('2 lines of serial');
  });

  const MARKS = [
    { pattern: /Linux version/, code: 0x40, name: null },
    { pattern: /Run \/init/, code: 0x41, name: 'init' },
  ];

  test('becomes a code at the time of the first byte of its line', () => {
    const { items, marked, print, capture } = create(MARKS);
    print('Linux version 6.1\n');
    print('[    0.1] Run /init as init process\n');
    const codes = items.flatMap((item) =>
      item.kind === 'event' && item.event.kind === 'code' ? [item.event] : [],
    );
    expect(codes).toEqual([
      { kind: 'code', timeNs: 1000, line: null, vcpu: 0, code: 0x40, port: 0x3f8 },
      { kind: 'code', timeNs: 19_000, line: null, vcpu: 0, code: 0x41, port: 0x3f8, name: 'init' },
    ]);
    expect(marked).toEqual([0x40, 0x41]);
    expect(capture.lastCode).toMatchObject({ code: 0x41 });
  });

  test('may be a prompt, which waits without a line end', () => {
    const { lines, print, capture } = create();
    print('login: ');
    capture.endIdleLines(400e6);
    expect(lines()).toEqual([]);
    capture.endIdleLines(600e6);
    expect(lines()).toEqual(['login: ']);
    capture.endIdleLines(900e6);
    print('root\n');
    expect(lines()).toEqual(['login: ', 'root']);
  });

  test('may be a line that ends after it was taken for one, which is no line more', () => {
    const { lines, print, capture } = create();
    print('Loading ...');
    capture.endIdleLines(1e9);
    print('\r\n\r\nok\n');
    expect(lines()).toEqual(['Loading ...', '', 'ok']);
  });

  test('may be a line to which something is added after half a second, not later', () => {
    const { lines, print, capture } = create();
    print('a');
    capture.endIdleLines(500_001_000);
    print('b');
    capture.endIdleLines(500_001_001);
    expect(lines()).toEqual([]);
    capture.endIdleLines(500_002_001);
    expect(lines()).toEqual(['ab']);
  });

  test.each([
    ['Kernel panic - not syncing: Attempted to kill init!', 'Attempted to kill init!'],
    ['[    1.234567] Kernel panic - not syncing: VFS', 'VFS'],
    ['[    1.234567][    T1] Kernel panic - not syncing: sysrq', 'sysrq'],
    ['[    1.234567] [    T1] Kernel panic - not syncing: spaced', 'spaced'],
    ['Kernel panic - not syncing: first\nKernel panic - not syncing: second', 'first'],
    ['grep "Kernel panic - not syncing: x" log', null],
  ])('%s is a panic: %s', (text, expected) => {
    const { print, capture } = create();
    print(`${text}\n`);
    expect(capture.panic?.reason ?? null).toBe(expected);
  });
});

describe('a guest that never stops writing', () => {
  test('is cut off after two million codes, those of marks among them, which is counted and said', () => {
    let kept = 0;
    let marked = 0;
    const capture = new Capture({
      boot: 3,
      emit: (item) => (kept += item.kind === 'event' && item.event.kind === 'code' ? 1 : 0),
      marks: [{ pattern: /^mark$/, code: 0x61, name: null }],
      onByte: () => undefined,
      onMark: () => marked++,
    });
    const write = (count: number) => {
      for (let i = 0; i < count; i++) capture.push(postCode(i * 1000, 0, 1));
    };
    const mark = () => {
      for (const value of Buffer.from('mark\n'))
        capture.push({ kind: 'byte', timeNs: 5, vcpu: 0, channel: 'serial', value });
    };
    write(1_999_999);
    mark();
    expect(kept).toBe(2_000_000);
    mark();
    write(3);
    expect([kept, marked]).toEqual([2_000_000, 2]);
    expect(capture.lastCode).toMatchObject({ code: 1, timeNs: 2000 });
    expect(capture.finish()).toEqual([
      {
        severity: 'warning',
        code: 'capture-limit',
        message: 'the guest wrote more than a trace can hold: 4 codes were counted but not kept',
        input: null,
        line: null,
      },
    ]);
  });
  test('is cut off after 200,000 lines of a channel, and the other channels go on', () => {
    const { capture, print, lines } = create();
    print(new Uint8Array(200_002).fill(0x0a), 'debug-console');
    print('still here\n', 'serial');
    expect(lines()).toHaveLength(200_001);
    expect(lines().at(-1)).toBe('still here');
    expect(capture.finish().map(({ message }) => message)).toEqual([
      'the guest wrote more than a trace can hold: 2 lines of debug-console were counted but not kept',
    ]);
  });

  test('is cut off after 32 MiB of text of a channel', () => {
    let bytes = 0;
    const emit = (item: ReadItem) => {
      if (item.kind === 'event' && item.event.kind === 'text') bytes += item.event.text.length;
    };
    const capture = new Capture({ ...quiet, emit });
    const limit = 32 * 2 ** 20;
    for (let i = 0; i < limit + 2 * 4096; i++) {
      capture.push({ kind: 'byte', timeNs: 0, vcpu: 0, channel: 'serial', value: 0x41 });
    }
    // Once cut off, short lines do not slip through either.
    capture.push({ kind: 'byte', timeNs: 0, vcpu: 0, channel: 'serial', value: 0x0a });
    capture.push({ kind: 'byte', timeNs: 0, vcpu: 0, channel: 'serial', value: 0x0a });
    expect(bytes).toBe(limit);
    expect(capture.finish()[0]?.message).toContain('3 lines of serial were counted but not kept');
  });
});

describe('functions that a guest entered', () => {
  test('have the name that they are given, and are nothing without one', () => {
    const items: ReadItem[] = [];
    const emit = (item: ReadItem) => void items.push(item);
    const entry = { kind: 'function-entry', timeNs: 7, vcpu: 1, entry: 3, argument: -16 } as const;
    new Capture({ ...quiet, emit }).push(entry);
    expect(items).toEqual([]);
    const nameFunction = (of: { entry: number; argument: number }) =>
      ({ initcall: true, name: `f${of.entry}${of.argument}` }) as const;
    new Capture({ ...quiet, emit, nameFunction }).push(entry);
    expect(items).toMatchObject([
      { event: { kind: 'function', initcall: true, name: 'f3-16', timeNs: 7, line: null, vcpu: 1 } },
    ]);
  });

  test('are kept up to 200,000, which is counted and said, and moments without a name go on', () => {
    const kept: string[] = [];
    const emit = (item: ReadItem) => {
      if (item.kind === 'event') kept.push(item.event.kind);
    };
    const capture = new Capture({ ...quiet, emit, nameFunction: () => ({ name: 'f', initcall: false }) });
    const base = { timeNs: 0, vcpu: 0 } as const;
    for (let i = 0; i < 200_004; i++)
      capture.push({ ...base, kind: 'function-entry', entry: 1, argument: 2 });
    capture.push({ ...base, kind: 'lifecycle', phase: 'reset' });
    expect(kept).toHaveLength(200_001);
    expect(kept.at(-1)).toBe('lifecycle');
    expect(capture.finish().map(({ message }) => message)).toEqual([
      'the guest wrote more than a trace can hold: 4 function entries were counted but not kept',
    ]);
  });
});

describe('the last text', () => {
  test('is the last line that is not blank, of all channels, whole or not', () => {
    const { capture, print } = create();
    expect(capture.lastText).toBeNull();
    print('first\n\n  \n');
    expect(capture.lastText).toBe('first');
    print('ope', 'firmware-debug');
    print('  second  \n', 'debug-console');
    print('n', 'firmware-debug');
    capture.finish();
    expect(capture.lastText).toBe('open');
  });
});

describe('a panic', () => {
  test('is over when the guest has been quiet, on all channels, for a second and a half', () => {
    const { capture, print } = create();
    expect(capture.isPanicOver(1e12)).toBe(false);
    print('Kernel panic - not syncing: x\n');
    print('Call Trace', 'firmware-debug');
    expect(capture.isPanicOver(1.5e9)).toBe(false);
    expect(capture.isPanicOver(1.6e9)).toBe(true);
  });
});
