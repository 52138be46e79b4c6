/** The bundled KVM runner as an engine. Its native code is loaded when a guest is started, not before. */
import { InputError } from '../trace/errors.js';
import { takeEarlyThread, workerFileOf } from './early-thread.js';
import type { Engine } from './engine.js';

export const bundled: Engine = {
  id: 'bundled',
  title: 'the bundled KVM runner',
  async run(request, { packageRoot, ...options }) {
    if ((request.engineArguments ?? []).length > 0) throw withoutArguments();
    const { runGuest } = await import('../vmm/index.js');
    const workerFile = workerFileOf(packageRoot);
    return runGuest(request, { ...options, workerFile, firstThread: takeEarlyThread() });
  },
};

function withoutArguments(): InputError {
  return new InputError(
    'engine-arguments',
    'arguments after -- are for a program; the bundled runner is none',
    ['boottrace run --engine qemu ... -- ARGUMENTS'],
  );
}
