/**
 * The one shape that nearly every code has: the default prefix of v53.0, a vCPU's thread, level WARN, and the message of
 * x86, with nothing around them. One pattern instead of the many that message.ts, prefix.ts and wrapping.ts need for what
 * people do to logs; these say what a line means, and any line that is not exactly so is left to them.
 */
import type { CodeMessage, RangeWord } from './message.js';
import { floatTime, type Prefix } from './prefix.js';

export interface CommonLine {
  readonly prefix: Prefix;
  readonly message: CodeMessage;
}

const MESSAGE_START = '[Debug I/O port: ';
/** Groups: seconds and fraction of the prefix, vCPU, word, code, seconds and fraction of the message. */
const COMMON =
  /^cloud-hypervisor: +(\d{1,20})\.(\d{6})s: <vcpu(\d{1,4})> WARN:[!-,.-~][!-~]{0,511}(?<!cloud-hypervisor:) -- \[Debug I\/O port: (Firmware|Bootloader|Kernel|Userspace|Custom) code 0x([0-9a-f]{1,2})\] (\d{1,20})\.(\d{1,20}) seconds$/;

/** Prefix and message of a line of the common shape; null for every other line. */
export function matchCommonLine(line: string): CommonLine | null {
  const match = COMMON.exec(line);
  if (match === null) return null;
  const [, prefixWhole, prefixFraction, vcpu, word, code, whole, fraction] = match as unknown as string[];
  return {
    prefix: { start: 0, time: floatTime(prefixWhole!, prefixFraction!), vcpu: Number(vcpu) },
    message: {
      // The only bracket before it would be in a location, and this one is followed by what no location has: a space.
      start: line.indexOf(MESSAGE_START),
      form: 'M1',
      word: word as RangeWord,
      code: Number.parseInt(code!, 16),
      seconds: { whole: whole!, fraction: fraction! },
    },
  };
}
