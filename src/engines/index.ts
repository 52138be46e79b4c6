/** The engines, in the order in which help lists them. The first is the default. */
import { InputError } from '../trace/errors.js';
import { bundled } from './bundled.js';
import { cloudHypervisor } from './cloud-hypervisor/engine.js';
import type { Engine } from './engine.js';
import { qemu } from './qemu/engine.js';

export const engines: readonly [Engine, ...Engine[]] = [bundled, qemu, cloudHypervisor];

/** Throws InputError, naming the choices, when there is no such engine. */
export function findEngine(id: string): Engine {
  const engine = engines.find((candidate) => candidate.id === id);
  if (engine !== undefined) return engine;
  const choices = engines.map((candidate) => candidate.id).join(', ');
  throw new InputError('unknown-engine', `there is no engine ${JSON.stringify(id)}; engines: ${choices}`);
}
