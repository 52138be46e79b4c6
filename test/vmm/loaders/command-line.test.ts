import { describe, expect, test } from 'vitest';
import { writeCommandLine } from '../../../src/vmm/loaders/command-line.js';
import { COMMAND_LINE_ADDRESS, COMMAND_LINE_ROOM } from '../../../src/vmm/loaders/low-memory.js';
import { guestMemory, kernelImage, refusal } from './kernel-files.js';

/** Loads into memory full of other bytes; what is there afterwards, up to the zero that ends it. */
function written(commandLine: string, limit: number): string {
  const memory = guestMemory();
  memory.slice(0, 0x10_0000).fill(0x55);
  writeCommandLine(kernelImage(new Uint8Array(), { commandLine }), memory, limit);
  const bytes = memory.slice(COMMAND_LINE_ADDRESS, COMMAND_LINE_ROOM + 1);
  expect(bytes.at(-1)).toBe(0x55);
  return Buffer.from(bytes.subarray(0, bytes.indexOf(0))).toString();
}

describe('the command line', () => {
  test.each([
    ['empty', ''],
    ['plain', 'console=ttyS0 quiet'],
    ['quoted and not ASCII', 'init="/bin/sh -c ü" dyndbg="file x +p"'],
  ])('%s arrives as it is', (_name, text) => {
    expect(written(text, 2047)).toBe(text);
  });

  test('may be as long as the kernel takes, in bytes', () => {
    expect(written('a'.repeat(255), 255)).toHaveLength(255);
    const longer = () => written('ü'.repeat(128), 255);
    expect(refusal(longer)).toEqual([
      'cmdline-too-long',
      '--cmdline has 256 bytes; vmlinuz takes at most 255',
      'shorten it to 255 bytes',
    ]);
  });

  test('never leaves its room, whatever the kernel says it takes', () => {
    expect(written('a'.repeat(COMMAND_LINE_ROOM - 1), 0xffff_ffff)).toHaveLength(COMMAND_LINE_ROOM - 1);
    const longer = () => written('a'.repeat(COMMAND_LINE_ROOM), 0xffff_ffff);
    expect(refusal(longer)[1]).toBe(`--cmdline has 65536 bytes; vmlinuz takes at most 65535`);
  });

  test('holds no zero byte, which would end it early', () => {
    expect(refusal(() => written('quiet\0init=/bin/sh', 2047))[0]).toBe('bad-cmdline');
  });
});
