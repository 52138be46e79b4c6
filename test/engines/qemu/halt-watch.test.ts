import { expect, test } from 'vitest';
import { HaltWatch } from '../../../src/engines/qemu/halt-watch.js';
import type { Monitor } from '../../../src/engines/qemu/monitor.js';

const HALTED =
  'CPU#0\r\nEIP=00001000 EFL=00000002 [-------] HLT=1\r\nCS =f000 000f0000 0000ffff 00009b00\r\nIDT=     00000000 0000ffff\r\n';

function watch(answer: () => Promise<string>) {
  let looks = 0;
  let halts = 0;
  const execute = () => {
    looks++;
    return answer();
  };
  const halt = new HaltWatch({ execute } as unknown as Monitor, () => halts++);
  return { halt, looks: () => looks, halts: () => halts };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('a guest is looked at when it has been quiet, one look at a time', async () => {
  const { halt, looks, halts } = watch(() => Promise.resolve(HALTED));
  for (const nowMs of [0, 100, 200, 249]) halt.look({ nowMs, isBusy: false });
  halt.look({ nowMs: 240, isBusy: true });
  halt.look({ nowMs: 400, isBusy: false });
  expect(looks()).toBe(0);
  halt.look({ nowMs: 490, isBusy: false });
  halt.look({ nowMs: 500, isBusy: false });
  expect(looks()).toBe(1);
  await settled();
  expect(halts()).toBe(1);
});

test('a monitor that is gone ends nothing, and is asked again', async () => {
  const { halt, looks, halts } = watch(() => Promise.reject(new Error('QEMU is gone')));
  for (const nowMs of [0, 300]) halt.look({ nowMs, isBusy: false });
  await settled();
  for (const nowMs of [400, 700]) halt.look({ nowMs, isBusy: false });
  expect(looks()).toBe(2);
  expect(halts()).toBe(0);
});
