/** The parts of a comparison's JSON that have a shape of their own. */
import * as z from 'zod';

const share = z.number().min(0).max(1);

export const slowShare = z
  .strictObject({
    base: share,
    head: share,
    sizeNs: z.int().min(0).describe('how much slower the path is, in whole nanoseconds'),
    p: share,
  })
  .describe(
    'share of boots on the slow one of two paths, where the boots of both sides fall into two groups',
  );
