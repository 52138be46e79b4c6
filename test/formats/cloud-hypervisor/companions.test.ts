import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mergeCompanion } from '../../../src/formats/cloud-hypervisor/companions.js';
import type { Reading } from '../../../src/trace/boot.js';
import { findingsOf, readText } from '../read-text.js';

const folder = new URL('../../../samples/logs/', import.meta.url);

function sample(path: string): Reading {
  return readText(readFileSync(new URL(path, folder)), { input: path });
}

const log = sample('cloud-hypervisor/07-v52.0-plus-default-format.log');
const events = sample('cloud-hypervisor-events/one-boot.json');
const tracer = sample('cloud-hypervisor-tracer/cloud-hypervisor-4711.trace');

function textsOf({ boots }: Reading, at = 0): string[] {
  return (boots[at]?.events ?? []).map(
    (event) => `${event.timeNs / 1000} ${event.kind === 'text' ? event.text : event.kind}`,
  );
}

/** A record of the event monitor. */
function record(micros: number, event: string): string {
  return JSON.stringify({
    timestamp: { secs: 0, nanos: micros * 1000 },
    source: 'vm',
    event,
    properties: null,
  });
}

describe('the event monitor', () => {
  it('is put onto the clock of the log by the boot of the VM', () => {
    const merged = mergeCompanion(log, events);
    expect(textsOf(merged).slice(0, 4)).toEqual([
      '0 vm booting',
      '49190 code',
      '54711.971 virtio-device activated id=_disk0',
      '56596.215 vm booted',
    ]);
    expect(merged.boots[0]?.events.filter(({ kind }) => kind === 'code')).toEqual(log.boots[0]?.events);
    expect(findingsOf(merged)).toEqual([...findingsOf(log), 'companion-clock', 'before-zero']);
  });

  it('goes to the boot that had begun', () => {
    const line = (prefix: string, seconds: string): string =>
      `cloud-hypervisor: ${prefix}s: <vcpu0> WARN:a.rs:1 -- [Debug I/O port: Kernel code 0x40] ${seconds} seconds\n`;
    const twoBoots = readText(line('  0.018000', '0.015000') + line(' 10.515000', '0.015000'));
    const later = readText(
      [
        record(2900, 'booting'),
        record(20_000, 'booted'),
        record(10_400_000, 'rebooting'),
        record(10_530_000, 'rebooted'),
      ].join(''),
    );
    const merged = mergeCompanion(twoBoots, later);
    expect(textsOf(merged)).toEqual([
      '0 vm booting',
      '15000 code',
      '17100 vm booted',
      '10397100 vm rebooting',
      '10397100 lifecycle',
    ]);
    expect(textsOf(merged, 1)).toEqual(['15000 code', '30100 vm rebooted']);
  });

  it('counts by its own clock where the boot is not in it', () => {
    const merged = mergeCompanion(log, readText(record(60_000, 'booted')));
    expect(textsOf(merged)[1]).toBe('56577 vm booted');
    expect(merged.diagnostics.find(({ code }) => code === 'companion-clock')?.message).toContain(
      'about a millisecond',
    );
  });

  it('of another process is refused', () => {
    expect(() => mergeCompanion(log, readText(record(900_000, 'booting')))).toThrow(
      expect.objectContaining({ code: 'bad-companion', exitCode: 2 }),
    );
    const processes = sample('cloud-hypervisor/12-reboot-and-second-process.log');
    expect(() => mergeCompanion(processes, events)).toThrow(/one process/);
  });
});

/** Logs with one code 15 ms after the start of each VM, whose starts are given in microseconds of the monitor's clock. */
function logOf(...starts: readonly number[]): Reading {
  const rows = starts.map((micros) => {
    const seconds = ((micros + 15_000) / 1e6).toFixed(6).padStart(10);
    return `cloud-hypervisor: ${seconds}s: <vcpu0> WARN:a.rs:1 -- [Debug I/O port: Kernel code 0x40] 0.015000 seconds\n`;
  });
  return readText(rows.join(''));
}

const eventsOf = (...records: readonly string[]) => readText(records.join(''), { input: 'events.json' });

describe('events of the monitor', () => {
  it.each([
    ['a millisecond late', 3000, 4000, true],
    ['with the monitor', 0, 5, true],
    ['later', 3000, 4001, false],
    ['a quarter of a second early', 253_000, 3000, true],
    ['earlier', 253_000, 2999, false],
  ])('whose VM boots %s: are they of this process?', (_, startMicros, bootingMicros, isAccepted) => {
    const merge = () => mergeCompanion(logOf(startMicros), eventsOf(record(bootingMicros, 'booting')));
    if (isAccepted) expect(textsOf(merge())).toEqual(['0 vm booting', '15000 code']);
    else expect(merge).toThrow(/^.*but events\.json belongs to another process/);
  });

  it('go to a boot from a millisecond before its VM on, and are left out and counted before the first', () => {
    const merged = mergeCompanion(
      logOf(3000, 100_000),
      eventsOf(record(500, 'a'), record(1499, 'b'), record(1500, 'created'), record(2500, 'booting')),
    );
    // What the log calls 3.0 ms is 2.5 ms to the monitor.
    expect(textsOf(merged)).toEqual(['0 vm created', '0 vm booting', '15000 code']);
    expect(merged.diagnostics.at(-1)).toEqual({
      severity: 'note',
      code: 'before-zero',
      message: 'Events of the monitor before the creation of the VM were left out: 2.',
      input: 'events.json',
      line: null,
    });
    const later = mergeCompanion(
      logOf(3000, 100_000),
      eventsOf(record(3000, 'booting'), record(98_999, 'a'), record(99_000, 'b'), record(100_001, 'c')),
    );
    expect(textsOf(later)).toEqual(['0 vm booting', '15000 code', '95999 vm a']);
    expect(textsOf(later, 1)).toEqual(['0 vm b', '1 vm c', '15000 code']);
    expect(findingsOf(later)).toEqual(['companion-clock']);
  });

  it('name no line, since it would be one of another file', () => {
    const merged = mergeCompanion(logOf(3000), eventsOf(record(3000, 'booting')));
    expect(merged.boots[0]?.events.map(({ line }) => line)).toEqual([null, 1]);
    expect(merged.diagnostics[0]).toMatchObject({ severity: 'note', input: 'events.json', line: null });
    expect(merged.diagnostics[0]?.message).toContain('aligned by its event `vm booting`');
  });

  it.each([
    ['no start is known', () => readText('[Debug I/O port: Kernel code 0x40] 0.015000 seconds\n')],
    ['starts fall', () => logOf(100_000, 3000)],
    [
      'two starts are one',
      () =>
        readText(
          'cloud-hypervisor:   0.018000s: <vcpu0> WARN:a.rs:1 -- [Debug I/O port: Kernel code 0x40] 0.015000 seconds\n'.concat(
            'cloud-hypervisor:   0.008000s: <vcpu0> WARN:a.rs:1 -- [Debug I/O port: Kernel code 0x40] 0.005000 seconds\n',
          ),
        ),
    ],
  ])('are refused where %s', (_, read) => {
    expect(() => mergeCompanion(read(), eventsOf(record(3000, 'booting')))).toThrow(
      /show when the VM of one process starts/,
    );
  });
});

it('a log without boots takes what the companion found, but nothing about its zero', () => {
  const empty = readText('', { inputFormat: 'cloud-hypervisor' });
  const torn = eventsOf(record(3000, 'booting'), '{"a":1}');
  expect(findingsOf(torn)).toEqual(['other-zero@1', 'bad-record@1']);
  expect(mergeCompanion(empty, torn)).toEqual({
    boots: [],
    diagnostics: [...empty.diagnostics, torn.diagnostics[1]],
  });
});

describe('blocks of the tracer', () => {
  const block = (micros: number, event: string) => ({ timestamp: { secs: 0, nanos: micros * 1000 }, event });
  const tracerOf = (...blocks: readonly object[]) =>
    readText(JSON.stringify({ duration: { secs: 1, nanos: 0 }, events: { vmm: blocks } }), {
      input: 't.trace',
    });

  it('count from the one that creates the VM, and it is said how many began before', () => {
    const merged = mergeCompanion(
      logOf(3000),
      tracerOf(
        block(1, 'Vm::new_from_snapshot'),
        block(5, 'x'),
        block(10, 'Vm::new'),
        block(10, 'y'),
        block(30, 'z'),
      ),
    );
    expect(textsOf(merged)).toEqual(['0 vmm: Vm::new', '0 vmm: y', '20 vmm: z', '15000 code']);
    expect(merged.diagnostics.at(-1)).toMatchObject({
      severity: 'note',
      message: 'Blocks that began before the creation of the VM were left out: 2.',
      input: 't.trace',
    });
    expect(findingsOf(mergeCompanion(logOf(3000), tracerOf(block(10, 'Vm::new'))))).toEqual([]);
  });

  it('are refused where only another constructor is among them', () => {
    expect(() => mergeCompanion(logOf(3000), tracerOf(block(1, 'Vm::new_from_snapshot')))).toThrow(
      /no block Vm::new/,
    );
  });
});

describe('the tracer', () => {
  it('is put onto the clock of the log by the creation of the VM', () => {
    const merged = mergeCompanion(log, tracer);
    expect(textsOf(merged).slice(0, 2)).toEqual([
      '0 vmm: Vm::new 9.390 ms',
      '19.01 vmm: Vm::create_hypervisor_vm 0.371 ms',
    ]);
    expect(findingsOf(merged)).toEqual([...findingsOf(log), 'before-zero']);
  });

  it('is about the first boot of a log', () => {
    const merged = mergeCompanion(sample('cloud-hypervisor/12-reboot-and-second-process.log'), tracer);
    expect(merged.boots.map(({ events: found }) => found.some(({ kind }) => kind === 'text'))).toEqual([
      true,
      false,
      false,
    ]);
    expect(merged.boots.slice(1)).toEqual(
      sample('cloud-hypervisor/12-reboot-and-second-process.log').boots.slice(1),
    );
    expect(merged.diagnostics.find(({ code }) => code === 'first-boot')?.message).toContain('with the first');
  });

  it('without the creation of a VM is refused', () => {
    const other = {
      ...tracer,
      boots: tracer.boots.map((boot) => ({ ...boot, events: boot.events.slice(-1) })),
    };
    expect(() => mergeCompanion(log, other)).toThrow(/Vm::new/);
  });
});

it('nothing else is a companion, and only this log has any', () => {
  expect(() => mergeCompanion(log, log)).toThrow(
    expect.objectContaining({
      message: expect.stringMatching(/was read as cloud-hypervisor$/),
      nextSteps: [expect.stringContaining('--with ')],
    }),
  );
  expect(() => mergeCompanion(events, events)).toThrow(/not a Cloud Hypervisor log/);
});

it('a companion without events changes nothing but what is said', () => {
  const nothing = readText('', { inputFormat: 'cloud-hypervisor-events' });
  expect(mergeCompanion(log, nothing)).toEqual({
    boots: log.boots,
    diagnostics: [...log.diagnostics, ...nothing.diagnostics],
  });
});
