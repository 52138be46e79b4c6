import { describe, expect, it } from 'vitest';
import { MAX_PROCESSES } from '../../../src/formats/reading/port-writes.js';
import { findingsOf, readText } from '../read-text.js';

function pio(tid: number, micros: number, what: string): string {
  return ` qemu-system-x86 ${tid - 1}/${tid} [000] 7.${String(micros).padStart(6, '0')}: kvm:kvm_pio: pio_${what}`;
}

function code(tid: number, micros: number, value: number): string {
  return pio(tid, micros, `write at 0x80 size 1 count 1 val 0x${value.toString(16)}`);
}

function read(...lines: readonly string[]) {
  return readText(`${lines.join('\n')}\n`, { inputFormat: 'kvm-pio' });
}

function eventsOf(reading: ReturnType<typeof read>): string[][] {
  return reading.boots.map(({ events }) =>
    events.map(
      (event) =>
        `${event.timeNs} ${event.kind === 'code' ? event.code : event.kind === 'text' ? event.text : event.kind === 'lifecycle' ? event.phase : event.kind === 'function' ? event.name : event.key}`,
    ),
  );
}

describe('the reader of kvm_pio', () => {
  it('reads codes and nothing that was read from a port', () => {
    const reading = read(
      code(11, 5, 0x40),
      pio(11, 6, 'read at 0x80 size 1 count 1 val 0x99'),
      code(11, 9, 0x41),
    );
    expect(eventsOf(reading)).toEqual([['0 64', '4000 65']]);
    expect(reading.boots[0]?.clock).toBe('host-monotonic');
    expect(findingsOf(reading)).toEqual(['other-zero@1']);
  });

  it('counts from the start of the program where it was recorded', () => {
    const reading = read(
      ' qemu-system-x86 10/10 [000] 7.000001: sched:sched_process_exec: filename=/usr/bin/q pid=10 old_pid=10',
      ' qemu-system-x86 10/11 [000] 7.000003: kvm:kvm_entry: vcpu 0, rip 0xfff0',
      ' qemu-system-x86 10/11 [000] 7.000004: kvm:kvm_entry: vcpu 0, rip 0xfff0',
      code(11, 5, 0x40),
    );
    expect(eventsOf(reading)).toEqual([['2000 guest-entry', '4000 64']]);
    expect(reading.diagnostics[0]?.message).toContain('start of the program');
    expect(reading.boots[0]?.events[0]?.vcpu).toBe(0);
  });

  it('counts on from the start of the program however long the guest runs', () => {
    const late =
      ' qemu-system-x86 10/11 [000] 97.000005: kvm:kvm_pio: pio_write at 0x80 size 1 count 1 val 0x41';
    const reading = read(
      ' qemu-system-x86 10/10 [000] 7.000001: sched:sched_process_exec: filename=/usr/bin/q pid=10 old_pid=10',
      code(11, 5, 0x40),
      late,
      late,
    );
    expect(eventsOf(reading)).toEqual([['4000 64', '90000004000 65', '90000004000 65']]);
    expect(findingsOf(reading)).toEqual(['other-zero@2']);
  });

  it('knows a triple fault', () => {
    const reading = read(
      code(11, 5, 0x40),
      ' qemu-system-x86 10/11 [000] 7.000007: kvm:kvm_userspace_exit: reason KVM_EXIT_SHUTDOWN (8)',
    );
    expect(eventsOf(reading)).toEqual([['0 64', '2000 crash']]);
  });

  it.each([
    'CPU:1 [LOST 12 EVENTS]',
    'CPU:1 [12 EVENTS DROPPED]',
    'CPU:1 [EVENTS DROPPED]',
    ' perf 1 [0] 1.000001: PERF_RECORD_LOST lost 12',
  ])('reports lost events: %s', (line) => {
    const reading = read(code(11, 5, 0x40), line, code(11, 7, 0x41));
    expect(findingsOf(reading)).toEqual(['other-zero@1', 'lost-events@2']);
    expect(eventsOf(reading)).toEqual([['0 64', '2000 65']]);
  });

  it('reports lines that it cannot read, and keeps the rest', () => {
    const reading = read(
      code(11, 5, 0x40),
      'kvm_pio: pio_write at',
      pio(11, 6, 'write at zz'),
      code(11, 7, 0x41),
    );
    expect(findingsOf(reading)).toEqual(['other-zero@1', 'bad-line@2', 'bad-line@3']);
    expect(eventsOf(reading)).toEqual([['0 64', '2000 65']]);
  });

  it('says when bytes of string instructions are missing', () => {
    const reading = read(
      pio(11, 5, 'write at 0x402 size 1 count 4 val 0x41 (...)'),
      pio(11, 6, 'write at 0x402 size 1 count 1 val 0xa'),
    );
    expect(eventsOf(reading)).toEqual([['0 A\ufffd\ufffd\ufffd']]);
    expect(reading.diagnostics.at(-1)?.message).toContain('bytes not recorded: 3.');
  });

  it('says how to record when there is nothing', () => {
    const reading = read(pio(11, 5, 'write at 0x70 size 1 count 1 val 0x8f'));
    expect(findingsOf(reading)).toContain('no-events');
  });

  it('keeps times exact on a machine that has been up for years', () => {
    const late = (micros: string, value: string): string =>
      ` q 1/2 [0] 99999999.${micros}: kvm:kvm_pio: pio_write at 0x80 size 1 count 1 val ${value}`;
    expect(eventsOf(read(late('000001', '0x1'), late('000002', '0x2')))).toEqual([['0 1', '1000 2']]);
  });

  it('takes the low byte of a value however wide it is printed', () => {
    expect(eventsOf(read(pio(11, 5, 'write at 0x80 size 4 count 1 val 0xffffffffffffff41')))).toEqual([
      ['0 65'],
    ]);
    expect(eventsOf(read(pio(11, 5, 'write at 0x80 size 4 count 1 val 0x12345641')))).toEqual([['0 65']]);
  });

  it('notes the first entry of the first vCPU of a guest, and of a thread that may be it', () => {
    const entry = (comm: string, tid: number, micros: number, body: string) =>
      ` ${comm} 10/${tid} [000] 7.00000${micros}: kvm:kvm_entry: ${body}`;
    const reading = read(
      entry('CPU 1/KVM', 12, 1, 'vcpu 1, rip 0xfff0'),
      entry('CPU 0/KVM', 11, 2, 'vcpu 0, rip 0xfff0'),
      entry('qemu', 13, 3, 'vcpu 3, rip 0xfff0'),
      entry('qemu', 14, 4, 'rip 0xfff0'),
      entry('CPU 0/KVM', 11, 5, 'vcpu 0, rip 0xfff0'),
    );
    expect(reading.boots[0]?.events).toMatchObject([
      { phase: 'guest-entry', timeNs: 1000, line: 2, vcpu: 0 },
      { phase: 'guest-entry', timeNs: 3000, line: 4, vcpu: null },
    ]);
    expect(reading.boots).toHaveLength(1);
  });

  it('notes the entry of a thread once, also where its lines have no column of CPUs, and of so many threads', () => {
    const entry = (tid: number, micros: number) =>
      `vcpu0 ${tid} 7.00000${micros}: kvm:kvm_entry: vcpu 0, rip 0xfff0`;
    expect(eventsOf(read(entry(11, 1), entry(11, 2), entry(12, 3), entry(11, 4)))).toEqual([
      ['0 guest-entry'],
      ['0 guest-entry'],
    ]);
    const rows = Array.from(
      { length: MAX_PROCESSES + 50 },
      (_, tid) => ` q 1/${tid + 2} [0] 7.000001: kvm_entry: vcpu 0`,
    );
    expect(read(...rows, ...rows).boots[0]?.events).toHaveLength(MAX_PROCESSES);
  });

  it('passes over what is cut off, and says so where it was a crash', () => {
    const reading = read(
      'kvm:kvm_entry: vcpu 0, rip 0xfff0',
      'kvm_userspace_exit: reason KVM_EXIT_SHUTDOWN (8)',
      'sched_process_exec: pid=10',
      code(11, 5, 0x40),
    );
    expect(eventsOf(reading)).toEqual([['0 64']]);
    expect(findingsOf(reading)).toEqual(['bad-line@2', 'other-zero@4']);
  });

  it('takes a start of a program that comes later for that of another one', () => {
    const exec = (micros: number, rest: string) =>
      ` qemu-system-x86 10/10 [000] 7.00000${micros}: sched:sched_process_exec: filename=/usr/bin/q ${rest}`;
    const late = read(exec(8, 'pid=10 old_pid=10'), code(11, 5, 0x40));
    expect(eventsOf(late)).toEqual([['0 64']]);
    expect(late.diagnostics[0]?.message).toContain('first port access or entry');
    expect(eventsOf(read(exec(1, 'old_pid=10'), code(11, 5, 0x40)))).toEqual([['0 64']]);
    const same = read(exec(5, 'pid=10'), code(11, 5, 0x40));
    expect(eventsOf(same)).toEqual([['0 64']]);
    expect(same.diagnostics[0]?.message).toContain('start of the program');
  });

  it('says that it guesses which threads belong together', () => {
    const loose = (tid: number) =>
      ` vcpu0 ${tid} [0] 7.000005: kvm:kvm_pio: pio_write at 0x80 size 1 count 1 val 0x1`;
    expect(findingsOf(read(loose(11)))).toEqual(['other-zero@1']);
    const two = read(loose(11), loose(12));
    expect(two.boots).toHaveLength(2);
    expect(findingsOf(two)).toEqual(['other-zero@1', 'threads-not-processes']);
  });

  it.each([
    ['CPU:1 [LOST 12 EVENTS]', 'Lost: 12.'],
    ['CPU:1 [13 EVENTS DROPPED]', 'Lost: 13.'],
    [' perf 1 [0] 1.000001: PERF_RECORD_LOST lost 14', 'Lost: 14.'],
    ['CPU:1 [EVENTS DROPPED]', 'may be missing.'],
  ])('says how many events were lost: %s', (line, end) => {
    expect(read(line).diagnostics[0]?.message.endsWith(end)).toBe(true);
    expect(findingsOf(read(`${' '.repeat(600)}${line}`))).toEqual(['no-events']);
  });

  it('says where the clock of the host was set back', () => {
    const reading = read(
      code(11, 900_000, 1),
      ` q 10/11 [0] 5.000000: kvm:kvm_pio: pio_write at 0x80 size 1 count 1 val 0x2`,
    );
    expect(eventsOf(reading)).toEqual([['0 1'], ['0 2']]);
    expect(findingsOf(reading)).toEqual(['other-zero@1', 'clock-jumped']);
  });
});
