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
    vcpu0: [
      { timestamp: at(12), event: 'point', end_timestamp: null, depth: 0 },
      { timestamp: at(0), event: 'first', end_timestamp: null, depth: 0 },
    ],
  });
  expect(reading.boots[0]?.events).toMatchObject([
    { timeNs: 0, text: 'vcpu0: first' },
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
  ['certain', '{"duration":{"secs":12,"nanos":345},"events":{'],
  ['certain', ' \n { "duration": { "secs": 12, "nanos": 3 }, "events": { '],
  ['no', 'x{"duration":{"secs":12,"nanos":345},"events":{'],
  ['no', '{"duration":{"secs":12,"nanos":345},"events":['],
  ['no', '{"duration": 5}'],
])('says %s to %j', (verdict, head) => {
  expect(cloudHypervisorTracer.sniff(head, '')).toBe(verdict);
});

it('bounds the names that it shows, and the blocks that it takes', () => {
  const long = read({ ['t'.repeat(300)]: [{ timestamp: at(1), event: 'e'.repeat(300) }] });
  expect(long.boots[0]?.events).toMatchObject([{ text: `${'t'.repeat(256)}: ${'e'.repeat(256)}` }]);
  const many = Array.from({ length: 60_000 }, () => ({ timestamp: at(1), event: 'x' }));
  expect(read({ a: many, b: many }).boots[0]?.events).toHaveLength(100_000);
});

it('says how many blocks have no time, and takes one that ends before it begins for one without an end', () => {
  const reading = read({
    vmm: [
      { event: 'x' },
      { timestamp: at(5), event: 7 },
      null,
      { timestamp: at(5), event: 'y', end_timestamp: at(4) },
      { timestamp: at(6), event: 'z', end_timestamp: at(6) },
    ],
  });
  expect(reading.diagnostics[0]).toMatchObject({
    code: 'bad-record',
    line: null,
    message: expect.stringMatching(/: 3\.$/),
  });
  expect(reading.boots[0]).toMatchObject({ clock: 'host-monotonic', vmmStartNs: null });
  expect(reading.boots[0]?.events).toEqual([
    { kind: 'text', timeNs: 5000, line: null, vcpu: null, channel: 'monitor', text: 'vmm: y' },
    { kind: 'text', timeNs: 6000, line: null, vcpu: null, channel: 'monitor', text: 'vmm: z 0.000 ms' },
  ]);
});

it('has nothing to say of an empty document but that it is empty', () => {
  expect(findingsOf(readText('', { inputFormat: 'cloud-hypervisor-tracer' }))).toEqual(['no-events']);
  expect(findingsOf(readText('{}', { inputFormat: 'cloud-hypervisor-tracer' }))).toEqual(['no-events']);
  expect(findingsOf(readText('[]', { inputFormat: 'cloud-hypervisor-tracer' }))).toEqual(['no-events']);
});
