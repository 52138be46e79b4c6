/** A thread that counts up a plain word under the lock, so often as it is told. */
import { parentPort, workerData } from 'node:worker_threads';
import { Control } from '../../../src/vmm/threads/control.js';

const {
  control: buffer,
  counter,
  rounds,
} = workerData as {
  control: SharedArrayBuffer;
  counter: SharedArrayBuffer;
  rounds: number;
};
const control = new Control(buffer);
const words = new Int32Array(counter);
for (let round = 0; round < rounds; round++) {
  control.lock();
  // Not atomic on purpose: two threads at once would lose counts.
  const value = words[0]!;
  if (round % 64 === 0) for (let spin = 0; spin < 1000; spin++) words[1] = spin;
  words[0] = value + 1;
  control.unlock();
}
parentPort?.postMessage('done');
