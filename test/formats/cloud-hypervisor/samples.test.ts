/** Every sample of a Cloud Hypervisor log gives exactly the events written down beside it. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readText } from '../read-text.js';

const folder = new URL('../../../samples/logs/cloud-hypervisor/', import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith('.log'));

interface ExpectedEvent {
  readonly line: number;
  readonly code: string;
  readonly vm_us: number;
  readonly prefix_ns: string | null;
  readonly thread?: string;
  readonly t0_us?: number;
}

const expected = JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8')) as Record<
  string,
  ExpectedEvent[]
>;

/** Boots of each sample, as the lines of their first events. */
const firstLines: Readonly<Record<string, readonly number[]>> = {
  '09-aarch64-pl011.log': [1, 3, 5],
  '12-reboot-and-second-process.log': [1, 6, 10],
};

it('has an expectation for every sample and a sample for every expectation', () => {
  expect(names).toEqual(Object.keys(expected).sort());
  expect(names).toHaveLength(9);
});

describe.each(names)('%s', (name) => {
  const bytes = readFileSync(new URL(name, folder));
  const reading = readText(bytes);
  const events = expected[name] as ExpectedEvent[];

  it('gives exactly the expected events', () => {
    const codes = reading.boots
      .flatMap((boot) => boot.events)
      .map((event) => (event.kind === 'code' ? event : null))
      .sort((a, b) => (a?.line ?? 0) - (b?.line ?? 0));
    expect(codes.map((event) => ({ line: event?.line, code: event?.code, timeNs: event?.timeNs }))).toEqual(
      events.map(({ line, code, vm_us }) => ({ line, code: Number(code), timeNs: vm_us * 1000 })),
    );
    expect(codes.map((event) => event?.port)).toEqual(events.map(() => 0x80));
    for (const [index, { thread }] of events.entries()) {
      if (thread !== undefined) expect(`vcpu${codes[index]?.vcpu}`).toBe(thread);
    }
  });

  it('starts boots where they start, and tells how long the monitor ran before', () => {
    const starts = reading.boots.map((boot) => boot.events[0]?.line);
    expect(starts).toEqual(firstLines[name] ?? [events[0]?.line]);
    for (const boot of reading.boots) {
      const first = events.find(({ line }) => line === boot.events[0]?.line);
      const startNs = first?.prefix_ns == null ? null : Number(first.prefix_ns) - first.vm_us * 1000;
      expect(boot.vmmStartNs).toBe(startNs);
    }
  });
});
