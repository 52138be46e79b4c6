/** The bundled KVM runner as an engine. Its native code is loaded when a guest is started, not before. */
import { takeEarlyThread, workerFileOf } from './early-thread.js';
import type { Engine } from './engine.js';

export const bundled: Engine = {
  id: 'bundled',
  title: 'the bundled KVM runner',
  async run(request, { packageRoot, ...options }) {
    const { runGuest } = await import('../vmm/index.js');
    const workerFile = workerFileOf(packageRoot);
    return runGuest(request, { ...options, workerFile, firstThread: takeEarlyThread() });
  },
};
