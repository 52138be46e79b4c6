/** Entry of a worker thread: says when it is ready, waits for its vCPU, runs it, says how it ended. */
import { parentPort } from 'node:worker_threads';
import { ownWait } from '../threads/host-wait.js';
import { prepareThread } from './prepare-thread.js';
import { confineThread, runAssignment, type VcpuAssignment } from './run-assignment.js';

const libc = prepareThread();
parentPort?.once('message', (assignment: VcpuAssignment) => {
  // Not earlier, because a filter for the whole process cannot be added to a thread that has its own.
  confineThread(libc);
  parentPort?.postMessage(runAssignment(libc, assignment));
});
parentPort?.postMessage(ownWait());
