/**
 * Firecracker's log. With `--boot-timer` it has one line when the guest's init writes 123 to the boot timer device, the same in every
 * release (vmm/src/devices/pseudo/boot_timer.rs); the other lines have times by it: see `firecracker/parser.ts`.
 */
import { hasBootTime } from './firecracker/log-line.js';
import { FirecrackerParser } from './firecracker/parser.js';
import type { TraceFormat } from './reading/format.js';

const EVENTS = /\d \[[^\][]{1,320}\] event_start: build microvm\b/;

export const firecracker: TraceFormat = {
  id: 'firecracker',
  title: 'Firecracker log',
  needles: [],
  sniff: (head) =>
    hasBootTime(head) || EVENTS.test(head) ? 'yes' : /\bRunning Firecracker v\d/.test(head) ? 'maybe' : 'no',
  createParser: (options) => new FirecrackerParser(options),
};
