/** What only runs and their trace files know of a boot, as zod schemas: exits, samples, and how it was taken. */
import * as z from 'zod';
import { SYMBOL_SOURCES } from '../profile/profile.js';

const time = z.int().min(0).describe('whole nanoseconds');

export const exitCount = z.strictObject({
  stage: z.string().describe('the latest stage that had begun; setup before the first'),
  kind: z.enum(['pio', 'mmio', 'kick', 'kernel', 'other']),
  address: z.int().min(0).nullable().describe('port or guest physical address'),
  direction: z.enum(['read', 'write']).nullable(),
  device: z.string().nullable(),
  count: z.int().min(1),
  totalNs: time.describe('handling, and the way out of the guest and back as measured on the host'),
});

export const profileStack = z.strictObject({
  stage: z.string().describe('the latest stage that had begun; setup before the first'),
  vcpu: z.int().min(0),
  frames: z.array(z.string()).min(1).describe('functions, the outermost first; in brackets what is none'),
  count: z.int().min(1).describe('samples'),
  timesNs: z.array(time).optional().describe('when each sample was taken; absent where it was not recorded'),
});

export const profileFacts = {
  hz: z.int().min(1).describe('samples a second that were asked for'),
  samples: z.int().min(0),
  lostTicks: z.int().min(0).describe('ticks of the timer that gave no sample'),
  symbols: z.strictObject({
    source: z.enum(SYMBOL_SOURCES),
    count: z.int().min(0),
    detail: z.string().nullable(),
  }),
  kernelSamples: z.int().min(0),
  rootedKernelSamples: z.int().min(0).describe('whose stack was followed to its end'),
  idleSamples: z.int().min(0).describe('of a virtual CPU that had nothing to do'),
};

export const observer = z.strictObject({
  portExits: z.int().min(0).describe('accesses to I/O ports'),
  portNs: time,
  debugExits: z
    .int()
    .min(0)
    .describe(
      'those of them that are debug output: writes to 0x80, 0x402, debug console, serial port, and its polls before',
    ),
  debugNs: time,
});

export const provenance = z
  .strictObject({
    boottrace: z.string().describe('its version'),
    engine: z.string(),
    guest: z
      .record(z.string(), z.unknown())
      .describe('what was asked for, and the images by size and content'),
    host: z.record(z.string(), z.unknown()),
    startedAt: z.string().nullable().describe('of the run: ISO 8601, UTC'),
    looks: z.int().min(1).optional().describe('how often the growing set was to be looked at'),
  })
  .nullable();
