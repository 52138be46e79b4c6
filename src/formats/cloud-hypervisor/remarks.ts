/** What the Cloud Hypervisor reader has to say beside events. */
import { formatCode } from '../../trace/event.js';
import type { Remark } from '../reading/remarks.js';
import type { CodeMessage } from './message.js';
import { wordOfCode } from './message.js';

export const REMARKS = {
  'misprinted-seconds': {
    severity: 'note',
    once: true,
    message:
      'Cloud Hypervisor misprints its trailing seconds from 1 s on (2.5 s as "2.2500000": whole seconds, then total ' +
      'microseconds). They were decoded; --time-format decimal reads them as decimals instead.',
  },
  'mixed-time-forms': {
    severity: 'warning',
    once: true,
    message:
      'Trailing seconds of two kinds are in this log: whole seconds with total microseconds, as Cloud Hypervisor ' +
      'prints them, and decimals, as if edited or printed by something else. Each was read in its own way; ' +
      '--time-format forces one.',
  },
  'aarch64-codes': {
    severity: 'note',
    once: true,
    message:
      'These codes are from an aarch64 guest, where Cloud Hypervisor drops codes from 0x80 on: custom codes that the ' +
      'guest wrote are not in the log.',
  },
  'no-prefix-time': {
    severity: 'note',
    once: true,
    message:
      'Codes without a known prefix before them: their times are exact, but how long the monitor ran before it ' +
      'created the VM is unknown. If the log was written with --log-format, give the same template.',
  },
  'no-trailing-time': {
    severity: 'note',
    once: true,
    message:
      'Codes without a trailing time: their times are those of the log prefix, counted from the first code of the ' +
      'boot, so the time from VM creation to the first code is unknown.',
  },
  'torn-line': {
    severity: 'warning',
    message:
      'Part of a boot-code message, or one mixed with other text on its row. Only whole messages count as codes.',
  },
  'torn-neighbour': {
    severity: 'warning',
    message: 'The code on this row is whole, but another line that was cut off stands before it.',
  },
  'quoted-code': {
    severity: 'warning',
    message: 'A boot-code message inside other text (a command line, a configuration) is not a code.',
  },
  'log-format-mismatch': {
    severity: 'warning',
    message: 'The row was not written with the given --log-format; it was read without it.',
  },
  'no-time': {
    severity: 'warning',
    message: 'A code without any time, in its message or in a prefix, cannot be placed and was left out.',
  },
  'time-out-of-range': {
    severity: 'warning',
    message: 'A code with a time beyond 104 days cannot be right and was left out.',
  },
  'nul-bytes': {
    severity: 'warning',
    message:
      'NUL bytes before this line: the log was truncated while it was being written; what was there is lost.',
  },
  // What was read follows as detail.
  'word-disagrees': {
    severity: 'warning',
    message:
      'The word beside a code is that of another code: the line is corrupt or foreign. The code decides.',
  },
  'no-events': { severity: 'warning', message: 'No boot code was found.' },
} as const satisfies Readonly<Record<string, Remark>>;

/** What is behind `word-disagrees`: which word, and whose code it stands beside. */
export function describeWrongWord({ word, code }: CodeMessage): string {
  return `"${word}" is printed beside ${formatCode(code)}, which is ${wordOfCode(code)}.`;
}
