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

it.each([
  ['certain', `\n${record(1, 'vm', 'booting')}`],
  ['no', '{"timestamp": 5}'],
  ['no', ''],
])('says %s to %j', (verdict, head) => {
  expect(cloudHypervisorEvents.sniff(head, '')).toBe(verdict);
});
