/** The parts of a boot's JSON that come from what a log says: units and silences. */
import * as z from 'zod';

const timeNs = z.int().describe('whole nanoseconds');
const time = timeNs.min(0);

export const unit = z.strictObject({
  name: z.string().describe('a unit of systemd, or a module of cloud-init'),
  startNs: time.nullable().describe('null where the log does not say'),
  durationNs: time,
});

const silentLine = z.strictObject({
  line: z.int().min(1).nullable().describe('line of the log, from 1'),
  text: z.string().describe('its beginning'),
});

export const silence = z.strictObject({
  row: z.string().nullable().describe('of the ledger, in which it begins; null behind the last'),
  startNs: time,
  durationNs: time,
  after: silentLine,
  before: silentLine,
});
