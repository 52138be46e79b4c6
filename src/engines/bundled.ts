/** The bundled KVM runner as an engine. Its native code is loaded when a guest is started, not before. */

import { EnvironmentError } from '../trace/errors.js';
import { takeEarlyThread, workerFileOf } from './early-thread.js';
import type { Engine } from './engine.js';

export const bundled: Engine = {
  id: 'bundled',
  title: 'the bundled KVM runner',
  async run(request, { packageRoot, ...options }) {
    if (request.disks.length > 0 || request.rng) throw withoutDevices();
    const { runGuest } = await import('../vmm/index.js');
    const workerFile = workerFileOf(packageRoot);
    return runGuest(request, { ...options, workerFile, firstThread: takeEarlyThread() });
  },
};

/** To be gone with the devices' arrival: a guest must not boot silently without the disks that were asked for. */
function withoutDevices(): EnvironmentError {
  return new EnvironmentError('no-virtio', 'the bundled runner has no disks and no entropy device');
}
