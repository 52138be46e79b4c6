import { describe, expect, test } from 'vitest';
import { CfiFlash } from '../../../src/vmm/devices/cfi-flash.js';
import { freshState } from './device-table.js';

const SIZE = 8192;

function build({ isProtected = false, canSave = true } = {}) {
  const array = Uint8Array.from({ length: SIZE }, (_, at) => at & 0x3f);
  const shown: boolean[] = [];
  const saved: [number, number][] = [];
  const flash = new CfiFlash({
    state: freshState(),
    array,
    isProtected,
    showArray: (isShown) => shown.push(isShown),
    save(offset, length) {
      saved.push([offset, length]);
      return canSave;
    },
  });
  const read = (offset: number, length = 1) => {
    const data = new Uint8Array(length);
    flash.readMmio(offset, data);
    return length === 1 ? data[0]! : [...data];
  };
  const write = (offset: number, ...bytes: number[]) => {
    for (const byte of bytes) flash.writeMmio(offset, Uint8Array.of(byte));
  };
  return { flash, array, shown, saved, read, write };
}

describe('a flash', () => {
  test('reads as its array at first, in accesses of any width', () => {
    const { read, shown } = build();
    expect([read(5), read(64, 2), read(62, 4)]).toEqual([5, [0, 1], [62, 63, 0, 1]]);
    expect(shown).toEqual([]);
  });

  test('passes the probe of OVMF (QemuFlashDetected)', () => {
    const { read, write, array } = build();
    write(9, 0x50);
    expect(read(9)).toBe(9);
    write(9, 0x70);
    expect(read(9)).toBe(0x00);
    write(9, 0x10, 9, 0x70);
    expect(read(9)).toBe(0x80);
    write(9, 0xff);
    expect(read(9)).toBe(9);
    expect(array[9]).toBe(9);
  });

  test.each([0x10, 0x40])(
    'programs a byte after %i, keeps it, and gives its status until told otherwise',
    (command) => {
      const { read, write, saved, shown } = build();
      write(70, command);
      expect(shown).toEqual([false]);
      write(70, 0xab);
      expect([read(70), read(0)]).toEqual([0x80, 0x80]);
      write(70, 0xff);
      expect([read(70), read(71)]).toEqual([0xab, 7]);
      expect(saved).toEqual([[70, 1]]);
      expect(shown).toEqual([false, true]);
    },
  );

  test('erases the block of the address, once it is confirmed', () => {
    const { read, write, saved } = build();
    write(5000, 0x20, 0xd0);
    expect(read(0)).toBe(0x80);
    write(0, 0xff);
    expect([read(4095), read(4096), read(SIZE - 1)]).toEqual([63, 0xff, 0xff]);
    expect(saved).toEqual([[4096, 4096]]);
    write(0, 0x20, 0x00);
    expect(read(0)).toBe(0);
    expect(saved).toHaveLength(1);
  });

  test('takes a buffer of bytes', () => {
    const { read, write } = build();
    write(16, 0xe8, 2);
    expect(read(16)).toBe(0x80);
    write(16, 0xa1);
    write(17, 0xa2);
    write(18, 0xa3);
    write(16, 0xd0, 0xff);
    expect(read(16, 4)).toEqual([0xa1, 0xa2, 0xa3, 19]);
  });

  test('says what it is when asked', () => {
    const { read, write } = build();
    write(0, 0x98);
    expect(String.fromCharCode(...(read(0x10, 3) as number[]))).toBe('QRY');
    // Intel's command set; 8 KiB in blocks of 4 KiB, two of them.
    expect([read(0x13), read(0x27), read(0x2d), read(0x2f), read(0x30)]).toEqual([1, 13, 1, 0x10, 0]);
    write(0, 0x90);
    expect([read(0), read(1)]).toEqual([0, 0]);
  });

  test('goes back to its array after a probe for other makes and what is no command', () => {
    for (const command of [0xf0, 0x00, 0x33]) {
      const { read, write } = build();
      write(1, 0x70, command);
      expect(read(1)).toBe(1);
    }
  });

  test('that is protected refuses in its status', () => {
    const { read, write, array, saved } = build({ isProtected: true });
    write(7, 0x10, 0xab, 0x70);
    expect(read(7)).toBe(0x90);
    write(7, 0x50, 0x20, 0xd0);
    expect(read(7)).toBe(0xa0);
    expect([array[7], saved]).toEqual([7, []]);
  });

  test('says when the host cannot keep what was written', () => {
    const { flash, read, write } = build({ canSave: false });
    write(7, 0x10, 0xab);
    expect(read(7)).toBe(0x90);
    expect(flash.hostErrors).toBe(1);
  });
});
