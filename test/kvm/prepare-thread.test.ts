/** The loop without a guest: it needs no KVM, goes through every port that a guest writes to, and comes to its end. */
import { expect, test } from 'vitest';
import { Libc } from '../../src/vmm/kvm/libc.js';
import { REHEARSED_EXITS, REHEARSED_PORTS, rehearse } from '../../src/vmm/vcpus/prepare-thread.js';

test('every port is written to as often as the others, and then it is over', () => {
  const exits = rehearse(new Libc());
  const counted = exits.map(({ kind, address, direction, count }) => [kind, address, direction, count]);
  const each = REHEARSED_EXITS / REHEARSED_PORTS.length;
  expect(counted.sort()).toEqual(REHEARSED_PORTS.map((port) => ['pio', port, 'write', each]).sort());
});
