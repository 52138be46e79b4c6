import { expect, it } from 'vitest';
import { cloudHypervisorEvents } from '../../src/formats/cloud-hypervisor-events.js';
import { findingsOf, readText } from './read-text.js';

function record(micros: number, source: string, event: string, properties: object | null = null): string {
  return JSON.stringify({ timestamp: { secs: 0, nanos: micros * 1000 }, source, event, properties }, null, 2);
}

function read(...records: readonly string[]) {
  return readText(records.join(''), { inputFormat: 'cloud-hypervisor-events' });
}

it('gives text for every event, and the moments of the guest', () => {
  const reading = read(
    record(1, 'vmm', 'starting'),
    record(2, 'vm', 'booting'),
    record(5, 'virtio-device', 'activated', { id: '_disk0' }),
    record(9, 'vm', 'shutdown'),
  );
  expect(reading.boots).toHaveLength(1);
  expect(
    reading.boots[0]?.events.map((event) =>
      event.kind === 'text' ? event.text : event.kind === 'lifecycle' && event.phase,
    ),
  ).toEqual(['vmm starting', 'vm booting', 'virtio-device activated id=_disk0', 'vm shutdown', 'shutdown']);
  expect(findingsOf(reading)).toEqual(['other-zero@1']);
});

it('begins a boot after a reboot, and with each boot of a VM', () => {
  const sequence = ['booting', 'booted', 'rebooting', 'rebooted', 'shutdown', 'booting', 'booted'];
  const { boots } = read(...sequence.map((event, index) => record(index, 'vm', event)));
  expect(boots.map(({ events }) => events.filter(({ kind }) => kind === 'text').length)).toEqual([3, 2, 2]);
});

it('reports what is no event, and keeps the rest', () => {
  const reading = read('{"a":1}', '{nonsense}', record(1, 'vm', 'booting'), '{"timestamp"');
  expect(findingsOf(reading)).toEqual(['bad-record@1', 'bad-record@1', 'other-zero@1', 'torn-line@9']);
  expect(reading.boots[0]?.events).toHaveLength(1);
  expect(findingsOf(read('hello'))).toEqual(['no-events']);
});

it('says from what zero its times count, and gives each event the line of its record', () => {
  const reading = read(record(1, 'vm', 'booting'), record(1_500_000, 'guest', 'panic'));
  expect(reading.boots[0]).toMatchObject({ clock: 'host-monotonic', vmmStartNs: null });
  expect(reading.boots[0]?.events).toEqual([
    { kind: 'text', timeNs: 1000, line: 1, vcpu: null, channel: 'monitor', text: 'vm booting' },
    { kind: 'text', timeNs: 1_500_000_000, line: 9, vcpu: null, channel: 'monitor', text: 'guest panic' },
    { kind: 'lifecycle', timeNs: 1_500_000_000, line: 9, vcpu: null, phase: 'crash' },
  ]);
});

it('keeps what comes before the first boot of a VM with that boot', () => {
  const { boots } = read(
    record(1, 'vmm', 'starting'),
    record(2, 'vm', 'booting'),
    record(3, 'vm', 'booting'),
  );
  expect(boots.map(({ events }) => events.length)).toEqual([2, 1]);
});

it('takes a record without a text for its source or event, or without a time, for none', () => {
  const fields = { timestamp: { secs: 0, nanos: 1 }, source: 'vm', event: 'booting' };
  const broken = [{ source: 5 }, { event: null }, { timestamp: { secs: -1, nanos: 0 } }].map((change) =>
    JSON.stringify({ ...fields, ...change }),
  );
  expect(findingsOf(read(...broken))).toEqual(['bad-record@1', 'bad-record@1', 'bad-record@1', 'no-events']);
});

it('bounds what it shows of a record, and is not overwhelmed by one that nests', () => {
  const many = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`k${at}`, at]));
  const nested = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  const nesting = record(1, 'vm', 'x', { a: 'NEST', b: null, c: true }).replace('"NEST"', nested);
  const reading = read(record(1, 'vm', 'x', many), nesting, record(1, 'vm', 'x', { a: 'y'.repeat(5000) }));
  const texts = reading.boots[0]?.events.map((event) => event.kind === 'text' && event.text);
  expect(texts?.[0]).toMatch(/^vm x k0=0 .* k15=15$/);
  expect(texts?.[1]).toBe('vm x a={...} b=null c=true');
  expect(texts?.[2]).toHaveLength(4096);
});

it('counts records that are too long, and reads on behind one that was cut off', () => {
  const long = record(1, 'vm', 'x', { a: 'y'.repeat(70_000) });
  const reading = read(long, `${record(2, 'vm', 'booting').slice(0, -30)}\n`, record(3, 'vm', 'booted'));
  expect(findingsOf(reading)).toEqual(['bad-record@11', 'other-zero@18', 'long-record']);
  expect(reading.diagnostics.at(-1)?.message).toMatch(/: 1\.$/);
  expect(reading.boots[0]?.events).toMatchObject([{ text: 'vm booted' }]);
});

it.each([
  ['certain', `\n${record(1, 'vm', 'booting')}`],
  ['certain', '{"timestamp":{"secs":12,"nanos":345},"source":"'],
  ['certain', ' \n { "timestamp": { "secs": 1, "nanos": 5 }, "source": "'],
  ['no', 'x{"timestamp":{"secs":12,"nanos":345},"source":"'],
  ['no', '{"timestamp":{"secs":12,"nanos":345},"source":5'],
  ['no', '{"timestamp": 5}'],
  ['no', ''],
])('says %s to %j', (verdict, head) => {
  expect(cloudHypervisorEvents.sniff(head, '')).toBe(verdict);
});
