/** The parts of a trend's JSON, as zod schemas: its inputs, and what each row was in them. */
import * as z from 'zod';
import { CHANGES } from './report.js';

const timeNs = z.int().describe('whole nanoseconds');

export const trendPoint = z.strictObject({
  input: z.string(),
  startedAt: z.string().nullable().describe('ISO 8601, UTC'),
  boots: z.int().min(0).describe('those that count'),
  failedBoots: z.int().min(0),
});

export const trendValue = z.strictObject({
  n: z.int().min(0),
  medianNs: timeNs.nullable(),
  ciNs: z.tuple([timeNs, timeNs]).nullable().describe('95 % of the median'),
  previousPct: z.number().nullable(),
  firstPct: z.number().nullable(),
  change: z.enum(CHANGES).nullable(),
});
