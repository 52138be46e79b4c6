/**
 * The kvm_pio events of a host trace, of any monitor: what guests wrote to the debug ports. Beside them only what
 * tells boots apart is read: first entry of a guest, triple fault, start of a program, lost events.
 */
import type { ReadItem } from '../../trace/boot.js';
import { elapsedNs } from '../reading/decimal-time.js';
import type { LineParser, ReadOptions, SourceLine } from '../reading/format.js';
import { CLOCK_REMARKS, MAX_PROCESSES, PortWriteBoots, type Sighting } from '../reading/port-writes.js';
import { Remarks } from '../reading/remarks.js';
import { Processes } from './processes.js';
import { parseTraceLine, type TraceLine } from './trace-line.js';

/** Documents shorten it: a line without a count is of one value. */
const PIO = /^pio_(read|write) {1,2}at 0x([0-9a-f]{1,4}) size \d(?: count (\d{1,9}))? val 0x([0-9a-f]{1,16})/;
const EXEC_PID = /\bpid=(\d{1,10})/;
const ENTRY_VCPU = /^vcpu (\d{1,5})/;
const LOST = /\[LOST (\d+) EVENTS\]|\[(\d+)? ?EVENTS DROPPED\]|RECORD_LOST\D{1,16}(\d+)/;

const REMARKS = {
  'bad-line': { severity: 'warning', message: 'A KVM event that could not be read was left out.' },
  'lost-events': {
    severity: 'warning',
    message: 'Events were lost here during recording, so codes and text may be missing.',
  },
  'other-zero': {
    severity: 'note',
    message: 'A trace of KVM does not show the creation of the VM. Times count from',
    once: true,
  },
  'threads-not-processes': {
    severity: 'note',
    message:
      'The lines name threads, not processes, so each first vCPU was treated as a separate machine. ' +
      '`perf script -F +pid,+tid` and the record-tgid option of ftrace name the process.',
  },
  'unseen-bytes': {
    severity: 'warning',
    message: 'KVM records only the first byte of a string instruction; bytes not recorded:',
  },
  ...CLOCK_REMARKS,
  'no-events': {
    severity: 'warning',
    message:
      'No code at port 0x80 and no text at 0xe9, 0x402 or 0x3f8 was found. Record with: perf record -a -e kvm:kvm_pio -- sleep 10',
  },
} as const;

export class KvmPioParser implements LineParser {
  readonly #remarks: Remarks<keyof typeof REMARKS>;
  readonly #boots = new PortWriteBoots('host-monotonic');
  readonly #processes = new Processes();
  /** Threads whose first entry was seen, by the head of their lines: nearly every line of a full trace is one of these. */
  readonly #entered = new Set<string>();

  constructor({ input }: ReadOptions) {
    this.#remarks = new Remarks(input, REMARKS);
  }

  push({ number, text }: SourceLine): readonly ReadItem[] {
    const items: ReadItem[] = [];
    if (text.includes('kvm_pio: ')) this.#pio(number, text, items);
    else if (text.includes('kvm_entry: ')) this.#entry(number, text, items);
    else if (text.includes('KVM_EXIT_SHUTDOWN')) this.#shutdown(number, text, items);
    else if (text.includes('sched_process_exec: ')) this.#exec(text);
    else this.#lost(number, text, items);
    return items;
  }

  end(): readonly ReadItem[] {
    const items: ReadItem[] = [];
    const { unseenBytes, writes } = this.#boots;
    this.#boots.end(items);
    if (this.#processes.areGuessed) this.#remarks.say('threads-not-processes', null, items);
    if (unseenBytes > 0) this.#remarks.say('unseen-bytes', null, items, `${unseenBytes}.`);
    this.#boots.sayFaults(this.#remarks, items);
    if (writes === 0) this.#remarks.say('no-events', null, items);
    return items;
  }

  #pio(number: number, text: string, items: ReadItem[]): void {
    const line = parseTraceLine(text, 'kvm_pio');
    const match = line === null ? null : PIO.exec(line.body);
    if (line === null || match === null) {
      this.#remarks.say('bad-line', number, items);
      return;
    }
    const sighting = this.#appear(line, number, items);
    if (match[1] === 'read') return;
    const [port, value] = [Number.parseInt(match[2]!, 16), Number.parseInt(match[4]!.slice(-8), 16)];
    this.#boots.write({ ...sighting, port, value, count: Number(match[3] ?? 1) }, items);
  }

  #entry(number: number, text: string, items: ReadItem[]): void {
    const head = text.slice(0, Math.max(0, text.indexOf('[')));
    if (this.#entered.has(head)) return;
    const line = parseTraceLine(text, 'kvm_entry');
    if (line === null) return;
    // A recording of single threads has no column of CPUs, which ends the head.
    const thread = head === '' ? `${line.tid}` : head;
    if (this.#entered.has(thread) || this.#entered.size >= MAX_PROCESSES) return;
    this.#entered.add(thread);
    const vcpu = ENTRY_VCPU.exec(line.body)?.[1];
    if (vcpu !== undefined) this.#processes.name(line, Number(vcpu));
    const sighting = this.#appear(line, number, items);
    if (sighting.vcpu === null || sighting.vcpu === 0) this.#boots.lifecycle('guest-entry', sighting, items);
  }

  #shutdown(number: number, text: string, items: ReadItem[]): void {
    const line = parseTraceLine(text, 'kvm_userspace_exit');
    if (line === null) this.#remarks.say('bad-line', number, items);
    else this.#boots.lifecycle('crash', this.#appear(line, number, items), items);
  }

  #exec(text: string): void {
    const line = parseTraceLine(text, 'sched_process_exec');
    const pid = line === null ? undefined : EXEC_PID.exec(line.body)?.[1];
    if (line !== null && pid !== undefined) this.#processes.exec(Number(pid), line.comm, line.time);
  }

  #lost(number: number, text: string, items: ReadItem[]): void {
    const match = LOST.exec(text.slice(0, 512));
    if (match === null) return;
    const count = match[1] ?? match[2] ?? match[3];
    this.#remarks.say('lost-events', number, items, count === undefined ? '' : `Lost: ${count}.`);
  }

  /** The machine of a line; its first boot begins at the start of its program, if that is known. */
  #appear(line: TraceLine, number: number, items: ReadItem[]): Sighting {
    const { process, vcpu } = this.#processes.ownerOf(line);
    const sighting = { process, time: line.time, line: number, vcpu };
    // Looked for once: it may take a look at every program that was started.
    const started = this.#boots.knows(process) ? null : this.#processes.startOf(line);
    const start = started !== null && elapsedNs(started, line.time) >= 0 ? started : null;
    const zero =
      start === null ? 'the first port access or entry.' : 'the start of the program (sched_process_exec).';
    if (this.#boots.appear(sighting, start, items)) this.#remarks.say('other-zero', number, items, zero);
    return sighting;
  }
}
