/**
 * QEMU's trace log (`-trace memory_region_ops_write -msg timestamp=on -D FILE`): its `log` backend since 2.7, whose lines
 * are `PID@SECONDS.MICROS:event` in time of day. Without `-msg timestamp=on` lines have no time and cannot be placed.
 */
import type { ReadItem } from '../trace/boot.js';
import { clockReading } from './reading/decimal-time.js';
import type { LineParser, ReadOptions, SourceLine, TraceFormat } from './reading/format.js';
import { CLOCK_REMARKS, PortWriteBoots } from './reading/port-writes.js';
import { Remarks } from './reading/remarks.js';

const EVENT = 'memory_region_ops_';
const MAX_HEAD = 64;
const MAX_BODY = 256;
const HEAD = /(?:^|[^\d])(\d{1,10})@(\d{1,12})\.(\d{6}):$/;
const BODY =
  /^(read|write) cpu (-?\d{1,5}) mr 0x[0-9a-f]{1,16} addr 0x([0-9a-f]{1,16}) value 0x([0-9a-f]{1,16}) size \d(?: name '([^']{0,80})')?/;

/** Regions whose addresses are I/O ports of interest. Releases before 6.1 print no name; memory is never this low there. */
const PORT_REGIONS: ReadonlySet<string | undefined> = new Set([
  undefined,
  'ioport80',
  'isa-debugcon',
  'serial',
  'i8042-cmd',
  'rcr',
  'lpc-reset-control',
  'piix-reset-control',
]);

const REMARKS = {
  'no-time': {
    severity: 'warning',
    message:
      'Lines without a time were left out. Start QEMU with -msg timestamp=on to get times in its trace.',
    once: true,
  },
  'bad-line': { severity: 'warning', message: 'A trace line that could not be read was left out.' },
  'other-zero': {
    severity: 'note',
    message:
      "Times are times of day and count from the first line of each QEMU process, because QEMU's trace does not show the creation of the VM.",
    once: true,
  },
  ...CLOCK_REMARKS,
  'no-events': {
    severity: 'warning',
    message:
      'No write to port 0x80 and no byte of a debug console was found. Start QEMU with -trace memory_region_ops_write -msg timestamp=on',
  },
} as const;

export const qemuTrace: TraceFormat = {
  id: 'qemu-trace',
  title: 'QEMU trace log',
  needles: ['gion_op'],
  sniff: (head) => (/(?:^|\n|\d:)memory_region_ops_(?:read|write) cpu -?\d+ mr 0x/.test(head) ? 'yes' : 'no'),
  createParser: (options) => new QemuTraceParser(options),
};

class QemuTraceParser implements LineParser {
  readonly #remarks: Remarks<keyof typeof REMARKS>;
  readonly #boots = new PortWriteBoots('wall');
  #isTimeless = false;

  constructor({ input }: ReadOptions) {
    this.#remarks = new Remarks(input, REMARKS);
  }

  push({ number, text }: SourceLine): readonly ReadItem[] {
    const items: ReadItem[] = [];
    const at = text.lastIndexOf(EVENT);
    if (at === -1) return items;
    const bodyAt = at + EVENT.length;
    const body = BODY.exec(text.slice(bodyAt, bodyAt + MAX_BODY));
    const head = HEAD.exec(text.slice(Math.max(0, at - MAX_HEAD), at));
    if (body === null || (head === null && at > 0)) this.#remarks.say('bad-line', number, items);
    else if (head === null) {
      this.#isTimeless = true;
      this.#remarks.say('no-time', number, items);
    } else this.#access(head, body, number, items);
    return items;
  }

  end(): readonly ReadItem[] {
    const items: ReadItem[] = [];
    this.#boots.end(items);
    const { writes } = this.#boots;
    this.#boots.sayFaults(this.#remarks, items);
    if (writes === 0 && !this.#isTimeless) this.#remarks.say('no-events', null, items);
    return items;
  }

  #access(head: RegExpExecArray, body: RegExpExecArray, line: number, items: ReadItem[]): void {
    const [, pid = '', whole = '', fraction = ''] = head;
    const [, direction, cpu = '', address = '', digits = '', region] = body;
    const time = clockReading(whole, fraction);
    const vcpu = cpu.startsWith('-') ? null : Number(cpu);
    const sighting = { process: pid === '' ? '' : `process ${pid}`, time, line, vcpu };
    if (this.#boots.appear(sighting, null, items)) this.#remarks.say('other-zero', line, items);
    const port = Number.parseInt(address, 16);
    if (direction === 'read' || !PORT_REGIONS.has(region)) return;
    this.#boots.write({ ...sighting, port, value: Number.parseInt(digits.slice(-8), 16), count: 1 }, items);
  }
}
