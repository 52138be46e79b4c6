import { describe, expect, it } from 'vitest';
import {
  findCodeMessage,
  lastMessageStart,
  startsLikeCodeMessage,
  wordOfCode,
} from '../../../src/formats/cloud-hypervisor/message.js';

const M1 = '[Debug I/O port: Kernel code 0x40] 0.049190 seconds';

describe('findCodeMessage', () => {
  it('reads the form of x86 releases', () => {
    expect(findCodeMessage(`prefix -- ${M1}`)).toEqual({
      start: 10,
      form: 'M1',
      word: 'Kernel',
      code: 0x40,
      seconds: { whole: 0, value: 49_190, digits: 6 },
    });
  });

  it('reads the form of aarch64', () => {
    expect(findCodeMessage('[Debug I/O port: Userspace code: 0x7f] 1.1238111 seconds')).toMatchObject({
      form: 'A1',
      code: 0x7f,
    });
  });

  it('reads the first form, which has no time', () => {
    expect(findCodeMessage('x -- Debug I/O port: Firmware (code 0x0)')).toEqual({
      start: 5,
      form: 'M0',
      word: 'Firmware',
      code: 0,
      seconds: null,
    });
  });

  it.each([`${M1}\r`, `${M1} `, `${M1}\r\r`, `${M1}\0\0`])('bears what terminals leave behind: %j', (row) => {
    expect(findCodeMessage(row)?.code).toBe(0x40);
  });

  it.each([
    `${M1}") })`,
    `${M1} later`,
    '[Debug I/O port: Kernel code 0x40] 0.049190 second',
    '[Debug I/O port: Kernel code 0x40] 0.049190',
    '[Debug I/O port: Kernel code 0x40] .049190 seconds',
    '[Debug I/O port: Kernel code 0x] 0.049190 seconds',
    '[Debug I/O port: Kernel code 0x400] 0.049190 seconds',
    '[Debug I/O port: Kernel code 0x4G] 0.049190 seconds',
    '[Debug I/O port: Kernal code 0x40] 0.049190 seconds',
    '[Debug I/O port: Kernel code 0x4\0] 0.049190 seconds',
    'Debug I/O port: Firmware (code 0x0',
    'Debug I/O port: Firmware (code 0x0) and more',
    '',
  ])('takes only a whole message that ends the row: %j', (row) => {
    expect(findCodeMessage(row)).toBeNull();
  });
});

it('knows where a message seems to start', () => {
  expect(lastMessageStart(`${M1} ${M1}`)).toBe(M1.length + 1);
  expect(lastMessageStart('none')).toBe(-1);
  expect(startsLikeCodeMessage('-- [Debug I/O port: Ker', 3)).toBe(true);
  expect(startsLikeCodeMessage('-- Debug I/O port: Firm', 3)).toBe(true);
  expect(startsLikeCodeMessage(`-- ${M1}`, 4)).toBe(true);
  expect(startsLikeCodeMessage('-- Booting VM', 3)).toBe(false);
});

it.each([
  [0x00, 'Firmware'],
  [0x1f, 'Firmware'],
  [0x20, 'Bootloader'],
  [0x3f, 'Bootloader'],
  [0x40, 'Kernel'],
  [0x5f, 'Kernel'],
  [0x60, 'Userspace'],
  [0x7f, 'Userspace'],
  [0x80, 'Custom'],
  [0xff, 'Custom'],
])('%d is %s', (code, word) => {
  expect(wordOfCode(code)).toBe(word);
});
