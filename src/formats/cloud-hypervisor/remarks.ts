/** What the Cloud Hypervisor reader has to say beside events: the words of its diagnostics, each in one place. */
import type { ReadItem } from '../../trace/boot.js';
import type { Diagnostic } from '../../trace/diagnostic.js';
import { formatCode } from '../../trace/event.js';
import type { Remark } from '../reading/remarks.js';
import type { CodeMessage } from './message.js';
import { wordOfCode } from './message.js';

/** Things that are said once per input. */
const ONCE = {
  'misprinted-seconds': {
    severity: 'note',
    message:
      'Cloud Hypervisor misprints its trailing seconds from 1 s on (2.5 s as "2.2500000": whole seconds, then total ' +
      'microseconds). They were decoded; --time-format decimal reads them as decimals instead.',
  },
  'mixed-time-forms': {
    severity: 'warning',
    message:
      'Trailing seconds of two kinds are in this log: whole seconds with total microseconds, as Cloud Hypervisor ' +
      'prints them, and decimals, as if edited or printed by something else. Each was read in its own way; ' +
      '--time-format forces one.',
  },
  'aarch64-codes': {
    severity: 'note',
    message:
      'These codes are from an aarch64 guest, where Cloud Hypervisor drops codes from 0x80 on: custom codes that the ' +
      'guest wrote are not in the log.',
  },
  'no-prefix-time': {
    severity: 'note',
    message:
      'Codes without a known prefix before them: their times are exact, but how long the monitor ran before it ' +
      'created the VM is unknown. If the log was written with --log-format, give the same template.',
  },
  'no-trailing-time': {
    severity: 'note',
    message:
      'Codes without a trailing time: their times are those of the log prefix, counted from the first code of the ' +
      'boot, so the time from VM creation to the first code is unknown.',
  },
} as const satisfies Readonly<Record<string, Remark>>;

/** Things that are said for every line they happen on. */
const PER_LINE = {
  'torn-line':
    'Part of a boot-code message, or one mixed with other text on its row. Only whole messages count as codes.',
  'torn-neighbour': 'The code on this row is whole, but another line that was cut off stands before it.',
  'quoted-code': 'A boot-code message inside other text (a command line, a configuration) is not a code.',
  'log-format-mismatch': 'The row was not written with the given --log-format; it was read without it.',
  'no-time': 'A code without any time, in its message or in a prefix, cannot be placed and was left out.',
  'time-out-of-range': 'A code with a time beyond 104 days cannot be right and was left out.',
  'nul-bytes':
    'NUL bytes before this line: the log was truncated while it was being written; what was there is lost.',
} as const satisfies Readonly<Record<string, string>>;

export type OnceRemark = keyof typeof ONCE;
export type LineRemark = keyof typeof PER_LINE;

/** Collects the diagnostics of one input. */
export class CloudHypervisorRemarks {
  readonly #input: string;
  readonly #said = new Set<OnceRemark>();

  constructor(input: string) {
    this.#input = input;
  }

  once(code: OnceRemark, line: number, items: ReadItem[]): void {
    if (this.#said.has(code)) return;
    this.#said.add(code);
    items.push(this.#item({ code, line, ...ONCE[code] }));
  }

  onLine(code: LineRemark, line: number, items: ReadItem[]): void {
    items.push(this.#item({ severity: 'warning', code, message: PER_LINE[code], line }));
  }

  wordDisagrees({ word, code }: CodeMessage, line: number, items: ReadItem[]): void {
    const message = `"${word}" is printed beside ${formatCode(code)}, which is ${wordOfCode(code)}: the line is corrupt or foreign. The code decides.`;
    items.push(this.#item({ severity: 'warning', code: 'word-disagrees', message, line }));
  }

  noEvents(message: string): ReadItem {
    return this.#item({ severity: 'warning', code: 'no-events', message, line: null });
  }

  #item(diagnostic: Omit<Diagnostic, 'input'>): ReadItem {
    return { kind: 'diagnostic', diagnostic: { ...diagnostic, input: this.#input } };
  }
}
