import { describe, expect, test } from 'vitest';
import { createDriver, echoDevice } from './driver.js';

const FEATURES_OK = 8;

describe('features', () => {
  test('are offered in two words: the device’s own, and version 1', () => {
    const driver = createDriver(echoDevice());
    const word = (select: number) => {
      driver.setCommon(0, 4, select);
      return driver.common(4, 4);
    };
    expect([word(0), word(1), word(2), word(0xffff_ffff)]).toEqual([0b1010, 1, 0, 0]);
  });

  test.each([
    ['all of them', [0b1010, 1], true],
    ['a part', [0b0010, 1], true],
    ['one that was not offered', [0b0100, 1], false],
    ['none of version 1', [0b1010, 0], false],
    ['one of the high word that was not offered', [0b1010, 3], false],
  ])('are agreed upon when the driver takes %s: %s', (_name, words, agreed) => {
    const driver = createDriver(echoDevice());
    driver.setCommon(20, 1, 3);
    words.forEach((word, select) => {
      driver.setCommon(8, 4, select);
      driver.setCommon(12, 4, word);
      expect(driver.common(12, 4)).toBe(word);
    });
    driver.setCommon(20, 1, 3 | FEATURES_OK);
    expect(driver.status).toBe(agreed ? 3 | FEATURES_OK : 3);
    expect(driver.pci.negotiationFault === null).toBe(agreed);
  });

  test('that were refused are named, and so is a driver that goes on without them', () => {
    const refused = (low: number, high: number) => {
      const driver = createDriver(echoDevice());
      [low, high].forEach((word, select) => {
        driver.setCommon(8, 4, select);
        driver.setCommon(12, 4, word);
      });
      driver.setCommon(20, 1, 3 | FEATURES_OK);
      return driver.pci.negotiationFault;
    };
    const lead = 'FEATURES_OK was refused: it';
    expect(refused(0x1000_0014, 3)).toBe(`${lead} took features that were not offered, bits 2, 4, 28, 33`);
    expect(refused(0b1010, 0)).toBe(`${lead} did not take VIRTIO_F_VERSION_1, bit 32`);
    const driver = createDriver(echoDevice());
    driver.setCommon(20, 1, 3);
    driver.setCommon(20, 1, 3 | 4);
    expect(driver.pci.negotiationFault).toBe('it set DRIVER_OK without FEATURES_OK');
    expect(createDriver(echoDevice()).start().pci.negotiationFault).toBeNull();
  });
});

describe('a queue', () => {
  test('is chosen by number, and one that is not there has no size', () => {
    const driver = createDriver(echoDevice());
    const sizes = [0, 1, 2, 0xffff].map((queue) => {
      driver.setCommon(22, 2, queue);
      return [driver.common(24, 2), driver.common(30, 2), driver.common(28, 2)];
    });
    expect(sizes).toEqual([
      [16, 0, 0],
      [4, 1, 0],
      [0, 0, 0],
      [0, 0, 0],
    ]);
    driver.setCommon(24, 2, 8);
    driver.setCommon(28, 2, 1);
    expect([driver.common(24, 2), driver.common(28, 2)]).toEqual([0, 0]);
    expect(driver.common(18, 2)).toBe(2);
  });

  test('keeps its size and addresses once it is on, and forgets them with a reset', () => {
    const driver = createDriver(echoDevice()).start();
    driver.setCommon(24, 2, 4);
    driver.setCommon(32, 4, 0x9999);
    expect([driver.common(24, 2), driver.common(32, 4), driver.common(28, 2)]).toEqual([16, 0x1000, 1]);
    driver.setCommon(20, 1, 0);
    expect([driver.common(24, 2), driver.common(32, 4), driver.common(28, 2)]).toEqual([16, 0, 0]);
    expect(driver.status).toBe(0);
  });

  test('takes an address of 64 bits as one or as two', () => {
    const driver = createDriver(echoDevice());
    driver.setCommon(40, 8, 0x12_3456_7890);
    expect([driver.common(40, 4), driver.common(44, 4), driver.common(40, 8)]).toEqual([
      0x3456_7890, 0x12, 0x12_3456_7890,
    ]);
  });

  test('has the interrupt vectors that there are, else none', () => {
    const driver = createDriver(echoDevice());
    const set = (register: number, value: number) => {
      driver.setCommon(register, 2, value);
      return driver.common(register, 2);
    };
    expect([driver.common(16, 2), driver.common(26, 2)]).toEqual([0xffff, 0xffff]);
    expect([set(16, 2), set(16, 3), set(26, 1), set(26, 0xfffe)]).toEqual([2, 0xffff, 1, 0xffff]);
  });
});

test('a queue is switched on by 1 and nothing else', () => {
  const driver = createDriver(echoDevice());
  for (const value of [0, 2, 0xffff]) driver.setCommon(28, 2, value);
  expect(driver.common(28, 2)).toBe(0);
  driver.setCommon(28, 2, 1);
  expect(driver.common(28, 2)).toBe(1);
  driver.setCommon(28, 2, 0);
  expect(driver.common(28, 2)).toBe(1);
});

test('each half of each address of each queue is a field of its own', () => {
  const driver = createDriver(echoDevice());
  const halves = [32, 36, 40, 44, 48, 52];
  const fields = [0, 1].flatMap((queue) => halves.map((at) => ({ queue, at, value: queue * 0x100 + at })));
  for (const { queue, at, value } of fields) {
    driver.setCommon(22, 2, queue);
    driver.setCommon(at, 4, value);
  }
  const readBack = fields.map(({ queue, at }) => {
    driver.setCommon(22, 2, queue);
    return driver.common(at, 4);
  });
  expect(readBack).toEqual(fields.map(({ value }) => value));
  expect([driver.common(24, 2), driver.common(26, 2), driver.common(28, 2)]).toEqual([4, 0xffff, 0]);
});

test('fields are read at any width, and written at their own only', () => {
  const driver = createDriver(echoDevice());
  driver.setCommon(8, 4, 0x1234_5678);
  driver.setCommon(8, 2, 0xffff);
  driver.setCommon(9, 1, 0xff);
  driver.setCommon(7, 4, 0xffff_ffff);
  expect([driver.common(8, 4), driver.common(9, 2), driver.common(11, 1)]).toEqual([
    0x1234_5678, 0x3456, 0x12,
  ]);
  // What is read only takes nothing; behind the last field is nothing.
  driver.setCommon(18, 2, 7);
  driver.setCommon(21, 1, 7);
  expect([driver.common(18, 2), driver.common(21, 1), driver.common(56, 4), driver.common(0xff8, 8)]).toEqual(
    [2, 0, 0, 0],
  );
});
