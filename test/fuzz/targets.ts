/** Everything that can be fuzzed. */
import { guests } from './guests.js';
import { inspection } from './inspection.js';
import { kvm } from './kvm-guests.js';
import { loaders } from './loaders.js';
import { logs } from './logs.js';
import type { FuzzTarget } from './target.js';

export const targets: readonly FuzzTarget[] = [logs, guests, loaders, inspection, kvm];
