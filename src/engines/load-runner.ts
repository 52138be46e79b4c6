/** The bundled runner with its native code, loaded when a guest is started and not before. */
import type * as Runner from '../vmm/index.js';
import { koffiProblem, platformProblem } from '../vmm/kvm/native-host.js';

/** Throws EnvironmentError, in the words of doctor, where this host cannot load it. */
export async function loadRunner(): Promise<typeof Runner> {
  const problem = platformProblem();
  if (problem !== null) throw problem;
  try {
    return await import('../vmm/index.js');
  } catch (error) {
    throw koffiProblem(error) ?? error;
  }
}
