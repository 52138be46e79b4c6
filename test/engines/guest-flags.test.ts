import { describe, expect, test } from 'vitest';
import { parseCpus, parseDebugConsole, parseMemory, parseSerial } from '../../src/engines/guest-flags.js';
import { UsageError } from '../../src/trace/errors.js';

function caught(parse: () => unknown): UsageError {
  try {
    parse();
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return error as UsageError;
  }
  throw new Error('it was accepted');
}

/** Every refusal is wrong usage, and shows what was typed. */
function refusal(parse: () => unknown, shown: string): string {
  const error = caught(parse);
  expect(error).toMatchObject({ code: 'bad-guest-flag', exitCode: 2 });
  expect(error.message).toContain(JSON.stringify(shown));
  return error.message;
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
    ['512', '--memory "512": the unit of the size is missing: 512M is MiB, 512G is GiB', '--memory 512M'],
    ['size=4', '--memory size="4": the unit of the size is missing', '--memory size=4M'],
    [
      '3.5G',
      '--memory "3.5G": a size is a whole number, since Cloud Hypervisor takes no other: that is 3584M',
      '--memory 3584M',
    ],
    ['size=1.25G', 'that is 1280M', '--memory size=1280M'],
    ['0.3G', 'takes no other', '--memory 512M'],
    ['1.5', 'takes no other', '--memory 512M'],
    ['', 'a size is a whole number with K, M or G', '--memory 512M'],
    ['size=', 'a size is a whole number with', '--memory size=512M'],
    ['512X', 'a size is a whole number with', '--memory 512M'],
    ['-1M', 'a size is a whole number with', '--memory 512M'],
    ['0x200M', 'a size is a whole number with', '--memory 512M'],
  ])('refuses %j and says what to type', (text, message, step) => {
    const error = caught(() => parseMemory(text));
    expect(error).toMatchObject({ code: 'bad-guest-flag', exitCode: 2, nextSteps: [step] });
    expect(error.message).toContain(message);
  });

  test.each([
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
