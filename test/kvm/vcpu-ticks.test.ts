import { expect, test } from 'vitest';
import { Libc } from '../../src/vmm/kvm/libc.js';
import { VcpuTicks } from '../../src/vmm/vcpus/vcpu-ticks.js';

test('a listener hears of ticks for as long as it wants to', () => {
  const heard: string[] = [];
  const ticks = new VcpuTicks(new Libc(), 1_000_000_000, [
    (timeNs) => heard.push(`a ${timeNs}`) < 3,
    (timeNs) => heard.push(`b ${timeNs}`) < 5,
  ]);
  for (let i = 1; i <= 4; i++) ticks.tick(i);
  ticks.close();
  ticks.close();
  ticks.tick(5);
  expect(heard).toEqual(['a 1', 'b 1', 'a 2', 'b 2', 'b 3']);
});
