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
    expect(findingsOf(merged)).toContain('first-boot');
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
  expect(() => mergeCompanion(log, log)).toThrow(/was read as cloud-hypervisor/);
  expect(() => mergeCompanion(events, events)).toThrow(/not a Cloud Hypervisor log/);
});

it('a companion without events changes nothing but what is said', () => {
  const nothing = readText('', { inputFormat: 'cloud-hypervisor-events' });
  expect(mergeCompanion(log, nothing)).toEqual({
    boots: log.boots,
    diagnostics: [...log.diagnostics, ...nothing.diagnostics],
  });
});
