import { expect, it } from 'vitest';
import { cloudHypervisorTracer } from '../../src/formats/cloud-hypervisor-tracer.js';
import { findingsOf, readText } from './read-text.js';

const at = (micros: number) => ({ secs: 0, nanos: micros * 1000 });

function read(events: unknown) {
  const text = JSON.stringify({ duration: at(99), events }, null, 2);
  return readText(text, { inputFormat: 'cloud-hypervisor-tracer' });
}

it('gives each block as text at its beginning, in order of time', () => {
  const reading = read({
    vmm: [
      { timestamp: at(20), event: 'create_devices', end_timestamp: at(1520), depth: 1 },
      { timestamp: at(10), event: 'Vm::new', end_timestamp: at(15), depth: 0 },
    ],
    vcpu0: [{ timestamp: at(12), event: 'point', end_timestamp: null, depth: 0 }],
  });
  expect(reading.boots[0]?.events).toMatchObject([
    { timeNs: 10_000, channel: 'monitor', text: 'vmm: Vm::new 0.005 ms' },
    { timeNs: 12_000, text: 'vcpu0: point' },
    { timeNs: 20_000, text: 'vmm: create_devices 1.500 ms' },
  ]);
  expect(findingsOf(reading)).toEqual(['other-zero']);
});

it('reports what it cannot read', () => {
  expect(findingsOf(read({ vmm: [{ event: 'x' }, { timestamp: at(1), event: 'y' }] }))).toEqual([
    'bad-record',
    'other-zero',
  ]);
  expect(findingsOf(read({ vmm: 'x' }))).toEqual(['no-events']);
  expect(findingsOf(readText('{"duration"', { inputFormat: 'cloud-hypervisor-tracer' }))).toEqual([
    'torn-line',
    'no-events',
  ]);
});

it('does not read a document that no trace is as large as', () => {
  const huge = Buffer.from(`{"a":"${'x'.repeat(1000)}"}\n`.repeat(17_000));
  expect(findingsOf(readText(huge, { inputFormat: 'cloud-hypervisor-tracer' }))).toEqual([
    'long-record',
    'no-events',
  ]);
});

it.each([
  ['certain', '{\n  "duration": {\n    "secs": 0,\n    "nanos": 5\n  },\n  "events": {\n'],
  ['no', '{"duration": 5}'],
])('says %s to %j', (verdict, head) => {
  expect(cloudHypervisorTracer.sniff(head, '')).toBe(verdict);
});
