import { expect, it } from 'vitest';
import { isBehindCall } from '../../../src/inspect/stack/call-site.js';

const FILL = [0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90];

function before(...bytes: number[]): Uint8Array {
  return Uint8Array.from([...FILL, ...bytes].slice(-7));
}

it.each([
  ['call rel32', [0xe8, 1, 2, 3, 4]],
  ['call *%rax', [0xff, 0xd0]],
  ['call *%r11', [0x41, 0xff, 0xd3]],
  ['call *(%rax)', [0xff, 0x10]],
  ['call *(%rsp)', [0xff, 0x14, 0x24]],
  ['call *8(%rax)', [0xff, 0x50, 8]],
  ['call *8(%rax,%rbx)', [0xff, 0x54, 0x18, 8]],
  ['call *0x100(%rax)', [0xff, 0x90, 0, 1, 0, 0]],
  ['call *0x100(%rip)', [0xff, 0x15, 0, 1, 0, 0]],
  ['call *0x100', [0xff, 0x14, 0x25, 0, 1, 0, 0]],
  ['call *0x100(%rax,%rbx)', [0xff, 0x94, 0x18, 0, 1, 0, 0]],
])('%s', (_, bytes) => expect(isBehindCall(before(...bytes))).toBe(true));

it.each([
  ['nothing', []],
  ['jmp *%rax', [0xff, 0xe0]],
  ['push (%rax)', [0xff, 0x30]],
  ['a call that is longer than what is there', [0xff, 0x90, 0, 1]],
  ['ret', [0xc3]],
])('not behind %s', (_, bytes) => expect(isBehindCall(before(...bytes))).toBe(false));

it('needs seven bytes to say so', () => {
  expect(isBehindCall(Uint8Array.from([0xe8, 1, 2, 3, 4]))).toBe(false);
});
