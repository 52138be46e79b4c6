/** Entry of a worker thread: says when it is ready, waits for its vCPU, runs it, says how it ended. */
import { parentPort } from 'node:worker_threads';
import { prepareThread, runAssignment, type VcpuAssignment } from './vcpu-thread.js';

const libc = prepareThread();
parentPort?.once('message', (assignment: VcpuAssignment) => {
  parentPort?.postMessage(runAssignment(libc, assignment));
});
parentPort?.postMessage('ready');
