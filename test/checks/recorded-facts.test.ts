import { expect, it } from 'vitest';
import { factsOf, imagesOf } from '../../src/checks/recorded-facts.js';
import { provenanceOf } from './provenances.js';

it('knows host, engine and the shape of the machine by their names', () => {
  expect(Object.fromEntries(factsOf(provenanceOf()))).toEqual({
    engine: 'bundled',
    'host CPU': 'AMD EPYC 7763 64-Core Processor',
    'host CPUs': 4,
    'host memory (MiB)': 15_990,
    'host kernel': '6.12.48',
    'host KVM': 'amd',
    'host frequency governor': 'none',
    'guest vCPUs': 1,
    'guest memory (bytes)': 536_870_912,
    'guest command line': 'console=ttyS0',
    'guest debug console port': 'none',
    'guest serial port': 'yes',
    'guest disks': 0,
    'guest random number generator': 'no',
    'guest boots from': 'kernel',
    'guest initramfs': 'none',
  });
});

it('knows what it has no name for by its field', () => {
  const facts = factsOf(provenanceOf({ guest: { machine: { type: 'q35', flags: ['a', 'b'] } } }));
  expect(facts.get('guest machine type')).toBe('q35');
  expect(facts.get('guest machine flags')).toBe(2);
  expect(facts.get('guest machine flags 1')).toBe('b');
});

it('takes no image for a fact, only whether it is there', () => {
  const disks = [{ path: 'x.img', readOnly: true, snapshot: true }];
  const facts = factsOf(provenanceOf({ guest: { kernel: undefined, firmware: 'bios.bin', disks } }));
  expect([...facts.values()].join()).not.toMatch(/x\.img|bios\.bin|vmlinux/);
  expect(facts.get('guest boots from')).toBe('firmware');
  const both = factsOf(provenanceOf({ guest: { kernel: { initramfs: null }, firmware: 'OVMF.fd', disks } }));
  expect(both.get('guest boots from')).toBe('firmware with a kernel');
  expect(facts.get('guest disks')).toBe(1);
  expect(facts.get('guest disks 0 readOnly')).toBe('yes');
});

it('bounds what a hostile file makes of it', () => {
  const many = Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`f${at}`, at]));
  expect(factsOf(provenanceOf({ host: many })).size).toBeLessThan(510);
  const images = Array.from({ length: 600 }, (_, at) => ({
    role: `disk ${at}`,
    path: 'd'.repeat(300),
    size: 1,
  }));
  const known = imagesOf(provenanceOf({ guest: { images } }));
  expect(known.size).toBe(500);
  expect(known.get('disk 1')).toBe(`${'d'.repeat(200)} (1 bytes, modified undefined)`);
});

it('tells images apart by content, or by path, size and time', () => {
  const images = [
    { role: 'kernel', path: 'vmlinux', size: 7, sha256: 'abcdef0123456789', modifiedAt: 'x' },
    { role: 'disk 1', path: 'd.img', size: 9, modifiedAt: '2026-01-01T00:00:00.000Z' },
    { role: 1 },
    { role: 1, path: 'x' },
    { role: 'firmware', path: 7 },
    'kernel',
    undefined,
    null,
  ];
  expect([...imagesOf(provenanceOf({ guest: { images } }))]).toEqual([
    ['kernel', 'sha256 abcdef012345 (7 bytes)'],
    ['disk 1', 'd.img (9 bytes, modified 2026-01-01T00:00:00.000Z)'],
  ]);
  expect(imagesOf(provenanceOf({ guest: { images: 'none' } })).size).toBe(0);
});
