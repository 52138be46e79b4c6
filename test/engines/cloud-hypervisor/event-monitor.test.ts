import { expect, test } from 'vitest';
import { EventMonitor } from '../../../src/engines/cloud-hypervisor/event-monitor.js';

const object = (source: string, event: string) =>
  `{\n  "timestamp": {\n    "secs": 0,\n    "nanos": 4664404\n  },\n  "source": "${source}",\n  "event": "${event}",\n  "properties": null\n}`;

function read(...pieces: string[]) {
  const events: string[] = [];
  const monitor = new EventMonitor((source, event) => events.push(`${source} ${event}`));
  for (const piece of pieces) monitor.push(piece);
  return events;
}
const TEXT = [
  object('vmm', 'starting'),
  object('vm', 'booting'),
  '\n\n',
  object('virtio-device', 'activated'),
].join('');
const EVENTS = ['vmm starting', 'vm booting', 'virtio-device activated'];

test('events are read whether or not anything is between them', () => {
  expect(read(TEXT)).toEqual(EVENTS);
});

test('and however the text is cut', () => {
  expect(read(...TEXT)).toEqual(EVENTS);
});

test('what is none is bounded', () => {
  expect(read('x'.repeat(1e6), object('vm', 'shutdown'))).toEqual(['vm shutdown']);
});
