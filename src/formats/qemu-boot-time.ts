/**
 * What qemu-boot-time's perf script prints (perf-script/qemu-perf-script.py): milliseconds from the start of each QEMU
 * process to named trace points. Its averages, minima and maxima are left out: boottrace computes its own.
 */
import type { ReadItem } from '../trace/boot.js';
import type { TraceEvent } from '../trace/event.js';
import { decimalToNs } from './reading/decimal-time.js';
import type { LineParser, ReadOptions, SourceLine, TraceFormat } from './reading/format.js';
import { type Meaning, momentEvent } from './reading/moments.js';
import { Remarks } from './reading/remarks.js';
import { unwrapped } from './reading/unwrapped.js';

const PROCESS = /^\d{1,9}\) pid \d{1,10}\s*$/;
const STATISTICS = /^(?:Avg|Min|Max)\s*$/;
const POINT =
  /^ (\w{1,40}|Exit point \d{1,10}): (\d{1,12})(?:\.(\d{1,12}))?(?: \(\+(\d+(?:\.\d+)?(?:e-\d+)?)\))?\s*$/;

/** What each trace point is to the stages; those not listed belong to none. `linux_start_*boot` is the boot loader's last. */
const BOUNDARIES: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['fw_start', 'firmwareBegins'],
  ['fw_do_boot', 'firmwareEnds'],
  ['linux_start_fwcfg', 'bootloaderBegins'],
  ['linux_start_boot', 'bootloaderEnds'],
  ['linux_start_pvhboot', 'bootloaderEnds'],
  ['linux_start_kernel', 'kernelBegins'],
  ['linux_start_user', 'kernelEnds'],
]);
/** The second in the script's port to Cloud Hypervisor. */
const FIRST_ENTRY: ReadonlySet<string> = new Set(['qemu_init_end', 'vmm_init_end']);

const REMARKS = {
  'bad-line': { severity: 'warning', message: 'A trace point that could not be read was left out.' },
  'other-zero': {
    severity: 'note',
    message:
      'Times count from the start of the monitor, because this output does not show the creation of the VM.',
    once: true,
  },
  'no-events': { severity: 'warning', message: 'No trace point of any monitor was found.' },
} as const;

export const qemuBootTime: TraceFormat = unwrapped(
  {
    id: 'qemu-boot-time',
    title: 'qemu-boot-time output',
    needles: [],
    sniff: (head) =>
      /(?:^|\n)\d{1,9}\) pid \d+\s*\n (?:qemu_init_end|vmm_init_end|fw_\w+|linux_\w+): \d/.test(head)
        ? 'yes'
        : /(?:^|\n)(?:Trace (?:qemu-system-\w+|cloud-hyperviso\w*)\s*\n| (?:qemu|vmm)_init_end: \d|kvm__kvm_pio +\d+ \d+\.\d{9} )/.test(
              head,
            )
          ? 'maybe'
          : 'no',
    createParser: (options) => new QemuBootTimeParser(options),
  },
  (line) => [PROCESS, STATISTICS, POINT].some((row) => row.test(line)) || line.startsWith('Trace '),
);

class QemuBootTimeParser implements LineParser {
  readonly #remarks: Remarks<keyof typeof REMARKS>;
  #boots = 0;
  /** The lines that follow are those of a process. */
  #isOpen = false;
  #events = 0;

  constructor({ input }: ReadOptions) {
    this.#remarks = new Remarks(input, REMARKS);
  }

  push({ number, text }: SourceLine): readonly ReadItem[] {
    const items: ReadItem[] = [];
    if (PROCESS.test(text)) this.#open(number, items);
    else if (STATISTICS.test(text)) this.#isOpen = false;
    else if (this.#isOpen && text.startsWith(' ')) this.#point(number, text, items);
    return items;
  }

  end(): readonly ReadItem[] {
    const items: ReadItem[] = [];
    if (this.#events === 0) this.#remarks.say('no-events', null, items);
    return items;
  }

  #open(line: number, items: ReadItem[]): void {
    this.#remarks.say('other-zero', line, items);
    items.push({ kind: 'boot', boot: this.#boots, vmmStartNs: null, clock: 'host-monotonic' });
    this.#boots += 1;
    this.#isOpen = true;
  }

  #point(line: number, text: string, items: ReadItem[]): void {
    const [, name = '', whole = '', fraction = ''] = POINT.exec(text) ?? [];
    const timeNs = decimalToNs(whole, fraction, 6);
    if (name === '' || !Number.isSafeInteger(timeNs)) {
      this.#remarks.say('bad-line', line, items);
      return;
    }
    this.#events += 1;
    const event: TraceEvent = FIRST_ENTRY.has(name)
      ? { kind: 'lifecycle', timeNs, line, vcpu: null, phase: 'guest-entry' }
      : momentEvent('qemu-boot-time', { timeNs, line, meaning: BOUNDARIES.get(name) ?? null, name });
    items.push({ kind: 'event', boot: this.#boots - 1, event });
  }
}
