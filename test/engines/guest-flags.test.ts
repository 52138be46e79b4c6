import { describe, expect, test } from 'vitest';
import {
  parseCpus,
  parseDebugConsole,
  parseDuration,
  parseMark,
  parseMemory,
  parseSerial,
  writeDuration,
} from '../../src/engines/guest-flags.js';
import { InputError } from '../../src/trace/errors.js';

/** Every refusal is wrong usage, and shows what was typed. */
function refusal(parse: () => unknown, shown: string): string {
  try {
    parse();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ code: 'bad-guest-flag', exitCode: 2 });
    const { message } = error as InputError;
    expect(message).toContain(JSON.stringify(shown));
    return message;
  }
  throw new Error(`${shown} was accepted`);
}

describe('--serial', () => {
  test.each([
    ['off', { mode: 'off' }],
    ['null', { mode: 'null' }],
    ['tty', { mode: 'tty' }],
    ['file=out.txt', { mode: 'file', path: 'out.txt' }],
    ['file=/tmp/a=b,c', { mode: 'file', path: '/tmp/a=b,c' }],
  ])('takes %s', (text, target) => {
    expect(parseSerial(text)).toEqual(target);
  });

  test.each(['', 'pty', 'TTY', 'file', 'file=', 'off,tty', 'socket=x'])('refuses %j', (text) => {
    expect(refusal(() => parseSerial(text), text)).toContain('it takes off, null, tty or file=PATH');
  });
});

describe('--debug-console', () => {
  test.each([
    ['off', { target: { mode: 'off' }, port: 0xe9 }],
    ['null', { target: { mode: 'null' }, port: 0xe9 }],
    ['tty', { target: { mode: 'tty' }, port: 0xe9 }],
    ['pty', { target: { mode: 'pty' }, port: 0xe9 }],
    ['file=log', { target: { mode: 'file', path: 'log' }, port: 0xe9 }],
    ['tty,iobase=0xe9', { target: { mode: 'tty' }, port: 0xe9 }],
    ['iobase=0xE8,pty', { target: { mode: 'pty' }, port: 0xe8 }],
    ['file=a=b,iobase=0xffff', { target: { mode: 'file', path: 'a=b' }, port: 0xffff }],
    ['iobase=0x0', { target: { mode: 'off' }, port: 0 }],
  ])('takes %s', (text, console) => {
    expect(parseDebugConsole(text)).toEqual(console);
  });

  test.each([
    ['telnet', 'it takes off, null, tty, pty or file=PATH'],
    ['tty,pty', 'it takes off, null, tty, pty or file=PATH'],
    ['tty,speed=9600', 'it has no option "speed"'],
  ])('refuses %j', (text, message) => {
    expect(refusal(() => parseDebugConsole(text), text)).toContain(message);
  });

  test('refuses a file without a name', () => {
    refusal(() => parseDebugConsole('file='), 'file=');
  });

  test.each(['233', '0x10000', '0x', 'xyz', '-0x1', ''])('refuses the port %j', (port) => {
    const message = refusal(() => parseDebugConsole(`tty,iobase=${port}`), `iobase=${port}`);
    expect(message).toContain('such as 0xe9');
  });

  test.each(['0x80', '0x402'])('refuses port %s, which is one of the others', (port) => {
    refusal(() => parseDebugConsole(`tty,iobase=${port}`), `iobase=${port}`);
  });
});

describe('--memory', () => {
  const MiB = 2 ** 20;

  test.each([
    ['512M', 512 * MiB],
    ['size=512M', 512 * MiB],
    ['1G', 1024 * MiB],
    ['size=1g', 1024 * MiB],
    ['2048K', 2 * MiB],
    ['1048576', MiB],
    ['512MiB', 512 * MiB],
    ['512MB', 512 * MiB],
  ])('takes %s', (text, size) => {
    expect(parseMemory(text)).toBe(size);
  });

  test.each([
    ['', 'a size is a number'],
    ['size=', 'a size is a number'],
    ['512X', 'a size is a number'],
    ['-1M', 'a size is a number'],
    ['1.5G', 'a size is a number'],
    ['0x200M', 'a size is a number'],
    ['shared=on', 'the option "shared" is not supported'],
    ['size=512M,hotplug_size=1G', 'the option "hotplug_size" is not supported'],
  ])('refuses %j', (text, message) => {
    expect(refusal(() => parseMemory(text), text)).toContain(message);
  });
});

describe('--cpus', () => {
  test.each([
    ['1', 1],
    ['4', 4],
    ['boot=4', 4],
    ['boot=4,max=8', 4],
    ['max=8,boot=2', 2],
    ['255', 255],
  ])('takes %s', (text, count) => {
    expect(parseCpus(text)).toBe(count);
  });

  test.each(['', '0', '-1', '256', '1.5', 'four', '0x4', ' 4', '4e0', 'boot=', 'boot=x', 'max=4'])(
    'refuses %j',
    (text) => {
      expect(refusal(() => parseCpus(text), text)).toContain('1 to 255 vCPUs');
    },
  );

  test('names an option that it does not know', () => {
    const text = 'boot=2,topology=1:1:1:1';
    expect(refusal(() => parseCpus(text), text)).toContain('the option "topology" is not supported');
  });
});

describe('a duration', () => {
  test.each([
    ['60s', 60e9],
    ['1500ms', 1.5e9],
    ['2m', 120e9],
    ['2min', 120e9],
    ['0.5s', 0.5e9],
    ['10', 10e9],
    ['250us', 250e3],
    ['250µs', 250e3],
    ['7ns', 7],
  ])('may be %s', (text, timeNs) => {
    expect(parseDuration('--timeout', text)).toBe(timeNs);
    expect(parseDuration('--timeout', writeDuration(timeNs))).toBe(timeNs);
  });

  test.each([
    ['', 'such as 60s'],
    ['fast', 'such as 60s'],
    ['-1s', 'such as 60s'],
    ['1h', 'such as 60s'],
    ['.5s', 'such as 60s'],
    ['1 s', 'such as 60s'],
    ['0s', 'above zero'],
    ['0.1ns', 'above zero'],
    ['99999999999999999s', 'above zero'],
  ])('is not %j', (text, message) => {
    const refused = refusal(() => parseDuration('--timeout', text), text);
    expect(refused).toContain('--timeout');
    expect(refused).toContain(message);
  });
});

describe('--mark', () => {
  test.each([
    ['Linux version=0x40', /Linux version/, 0x40, null],
    ['Run /init=65:init', /Run \/init/, 65, 'init'],
    ['a=b=0x41=0x42:x=y', /a=b=0x41/, 0x42, 'x=y'],
  ])('%s', (text, pattern, code, name) => {
    expect(parseMark(text)).toEqual({ pattern, code, name });
  });

  test.each(['', 'x', '=0x40', 'x=0x100', 'x=300', 'x=0x4g', '(=0x40'])('refuses %j', (text) => {
    expect(() => parseMark(text)).toThrow(/--mark/);
  });
});

test.each([
  [400e9, '400s'],
  [1.5e9, '1500ms'],
  [2500, '2500ns'],
  [3000, '3us'],
])('%i ns are written %s', (timeNs, text) => {
  expect(writeDuration(timeNs)).toBe(text);
});
