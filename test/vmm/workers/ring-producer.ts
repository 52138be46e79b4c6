/** A thread that pushes the bytes 0, 1, 2 ... into a ring, far more than it holds, under the lock. */
import { workerData } from 'node:worker_threads';
import { Control } from '../../../src/vmm/threads/control.js';
import { EventRing } from '../../../src/vmm/threads/event-ring.js';

const {
  control: buffer,
  ring: ringBuffer,
  vcpu,
  count,
} = workerData as {
  control: SharedArrayBuffer;
  ring: SharedArrayBuffer;
  vcpu: number;
  count: number;
};
const control = new Control(buffer);
const ring = new EventRing(ringBuffer);
for (let i = 0; i < count; i++) {
  control.lock();
  ring.pushByte(i, vcpu, 'serial', i & 0xff);
  control.unlock();
}
