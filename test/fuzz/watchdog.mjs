// A thread beside the fuzzing one: when no input has ended for too long, says so and ends the process.
import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';

const { count, hangSeconds, what } = workerData;
let last = -1;
setInterval(() => {
  const now = Atomics.load(count, 0);
  if (now === last) {
    writeSync(2, `FAILED: input ${now} did not end within ${hangSeconds} s; again: ${what}\n`);
    process.kill(process.pid, 'SIGKILL');
  }
  last = now;
}, hangSeconds * 1000);
