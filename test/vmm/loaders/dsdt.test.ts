import { expect, test } from 'vitest';
import { GiB } from '../../../src/vmm/bus/memory-map.js';
import { dsdtBody } from '../../../src/vmm/loaders/dsdt.js';

const text = (bytes: readonly number[]) => Buffer.from(bytes).toString('latin1');

test('without a bus there is the sleep state and nothing to scan', () => {
  expect(text(dsdtBody(null))).toMatch(/^\x08_S5_.{8}$/s);
});

test('with a bus, every slot but the bridge’s is wired to one of the eight pins from 16 on', () => {
  const body = text(dsdtBody({ memoryStart: 2 * GiB }));
  expect(['PCI0', 'ECAM', '_CRS', '_PRT'].map((name) => body.includes(name))).toEqual([
    true,
    true,
    true,
    true,
  ]);
  // Package (4) { slot << 16 | 0xffff, 0, 0, pin }
  const routes = [...body.matchAll(/\x12.\x04\x0c\xff\xff(.)\0\0\0\x0a(.)/gs)];
  const wiring = routes.map((route) => [route[1]!.charCodeAt(0), route[2]!.charCodeAt(0)]);
  expect(wiring).toEqual(Array.from({ length: 31 }, (_, i) => [i + 1, 16 + ((i + 1) % 8)]));
});
