/** The remarks of the Cloud Hypervisor reader. */
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
      'This log has trailing seconds of two kinds: whole seconds with total microseconds, as Cloud Hypervisor ' +
      'prints them, and decimals, as if edited or printed by something else. Each kind was read correctly; ' +
      '--time-format selects one kind for all.',
  },
  'aarch64-codes': {
    severity: 'note',
    once: true,
    message:
      'These codes are from an aarch64 guest, where Cloud Hypervisor drops codes from 0x80 on: custom codes that the ' +
      'guest wrote are missing in the log.',
  },
  'no-prefix-time': {
    severity: 'note',
    once: true,
    message:
      'Codes without a known log prefix: their times are exact, but the time from the start of the monitor to the ' +
      'creation of the VM is unknown. If the log was written with --log-format, give the same template.',
  },
  'no-trailing-time': {
    severity: 'note',
    once: true,
    message:
      'Codes without a trailing time: their times come from the log prefix and count from the first code of the ' +
      'boot, so the time from VM creation to the first code is unknown.',
  },
  'torn-line': {
    severity: 'warning',
    message:
      'A boot-code message is incomplete or mixed with other text. Only complete messages count as codes.',
  },
  'torn-neighbour': {
    severity: 'warning',
    message: 'The code on this line is complete, but a cut-off line precedes it.',
  },
  'quoted-code': {
    severity: 'warning',
    message: 'A boot-code message inside other text (a command line, a configuration) is not a code.',
  },
  'log-format-mismatch': {
    severity: 'warning',
    message: 'The line does not match the given --log-format and was read without it.',
  },
  'no-time': {
    severity: 'warning',
    message: 'A code without a time in its message or prefix was left out.',
  },
  'time-out-of-range': {
    severity: 'warning',
    message: 'A code with a time beyond 104 days was left out, because the time cannot be right.',
  },
  'nul-bytes': {
    severity: 'warning',
    message:
      'NUL bytes before this line: the log was truncated while it was being written, and text was lost.',
  },
  // What was read follows as detail.
  'word-disagrees': {
    severity: 'warning',
    message:
      'The word next to a code belongs to another code, so the line is corrupt or foreign. The code decides.',
  },
  'before-zero': {
    severity: 'note',
    message:
      'Lines of the monitor that a mark matches were left out: they come before the creation of the VM, or no code ' +
      'of their boot shows when that was.',
  },
  'no-events': { severity: 'warning', message: 'No boot code was found.' },
} as const satisfies Readonly<Record<string, Remark>>;

/** The details of `word-disagrees`: the word, and the code next to it. */
export function describeWrongWord({ word, code }: CodeMessage): string {
  return `"${word}" is printed next to ${formatCode(code)}, whose word is ${wordOfCode(code)}.`;
}
