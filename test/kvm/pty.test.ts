/** A pseudo-terminal of this system: raw, and never blocking who writes. */
import { closeSync, constants, openSync, readdirSync, readSync, writeSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openPty } from '../../src/vmm/kvm/pty.js';

const { O_RDWR, O_NOCTTY, O_NONBLOCK } = constants;

describe('a pseudo-terminal', () => {
  const open = () => {
    const pty = openPty();
    onTestFinished(() => pty.close());
    return pty;
  };

  test('hands every byte to who opens its path, unchanged, even those written before', () => {
    const pty = open();
    expect(pty.path).toMatch(/^\/dev\/pts\/\d+$/);
    const bytes = Uint8Array.from({ length: 256 }, (_, value) => value);
    expect(writeSync(pty.fd, bytes)).toBe(256);
    const terminal = openSync(pty.path, O_RDWR | O_NOCTTY | O_NONBLOCK);
    onTestFinished(() => closeSync(terminal));
    const read = Buffer.alloc(300);
    expect(readSync(terminal, read)).toBe(256);
    expect(new Uint8Array(read.subarray(0, 256))).toEqual(bytes);
    // What a person types there does not come back as output.
    writeSync(terminal, 'typed');
    expect(readSync(pty.fd, read)).toBe(5);
  });

  test('is full at some time, and says so instead of blocking', () => {
    const { fd } = open();
    const write = () => {
      for (let round = 0; round < 1000; round++) writeSync(fd, Buffer.alloc(4096));
    };
    expect(write).toThrow('EAGAIN');
  });

  test('gives back its descriptors', () => {
    const before = readdirSync('/proc/self/fd').length;
    const pty = openPty();
    expect(readdirSync('/proc/self/fd').length).toBe(before + 2);
    pty.close();
    expect(readdirSync('/proc/self/fd').length).toBe(before);
  });
});
