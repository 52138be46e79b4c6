import { expect, test } from 'vitest';
import { boardOf, type ImageKind } from '../../../src/vmm/machine/board.js';

const NONE = { disks: [], rng: false };
const DISK = { path: 'a.raw', readOnly: true, snapshot: false };

test.each<[ImageKind, Parameters<typeof boardOf>[1], string, boolean]>([
  ['rom', NONE, '440fx', true],
  ['pvh', NONE, 'cloud-hypervisor', true],
  ['linux', NONE, 'cloud-hypervisor', false],
  ['linux', { ...NONE, disks: [DISK] }, 'cloud-hypervisor', true],
  ['linux', { ...NONE, rng: true }, 'cloud-hypervisor', true],
])('a %s with %j is on a %s', (kind, devices, model, hasPci) => {
  expect(boardOf(kind, devices)).toEqual({ model, hasPci });
});
