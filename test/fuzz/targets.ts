/** Everything that can be fuzzed. */
import { guests } from './guests.js';
import { loaders } from './loaders.js';
import { logs } from './logs.js';
import type { FuzzTarget } from './target.js';

export const targets: readonly FuzzTarget[] = [logs, guests, loaders];
