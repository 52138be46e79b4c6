import { describe, expect, it } from 'vitest';
import { findingsOf, readText } from '../read-text.js';

const log = (...rows: readonly (readonly [number, string, string])[]) =>
  rows
    .map(
      ([ms, thread, text]) =>
        `2026-02-01T10:00:${(ms / 1000).toFixed(6).padStart(9, '0')} [vm:${thread}] ${text}\n`,
    )
    .join('');
const timer = (ms: number) => `Guest-boot-time = ${ms * 1000} us ${ms} ms, 1000 CPU us 1 CPU ms`;

describe('a process with a boot time', () => {
  it('has a time for each of its lines', () => {
    const { boots } = readText(
      log(
        [0, 'main', 'Running Firecracker v1.10.1'],
        [150, 'main', 'Successfully started microvm'],
        [600, 'fc_vcpu 0', timer(500)],
        [900, 'main', 'Vmm is stopping.'],
      ),
    );
    expect(boots).toHaveLength(1);
    expect(boots[0]).toMatchObject({ vmmStartNs: 100_000_000 });
    expect(boots[0]?.events.map(({ timeNs }) => timeNs / 1e6)).toEqual([50, 500, 500, 800]);
  });

  it('has the ends of building and starting as moments', () => {
    const { boots } = readText(
      log(
        [10, 'main', 'event_start: build microvm for boot'],
        [40, 'main', 'event_end: build microvm for boot'],
        [600, 'fc_vcpu 0', timer(590)],
      ),
    );
    const moments = boots[0]?.events.filter(({ kind }) => kind === 'moment');
    expect(moments).toMatchObject([
      { timeNs: 0, key: 'firecracker:build microvm for boot:start', name: 'build microvm for boot begins' },
      {
        timeNs: 30_000_000,
        key: 'firecracker:build microvm for boot:end',
        name: 'build microvm for boot ends',
      },
    ]);
  });

  it('is another boot where its zero moves, though its time be longer', () => {
    const text = log([600, 'fc_vcpu 0', timer(428)], [9000, 'fc_vcpu 0', timer(442)]);
    expect(readText(text).boots).toHaveLength(2);
  });
});

it('gives what the monitor did where no guest wrote a boot time', () => {
  const reading = readText(
    log(
      [10, 'main', 'event_start: build microvm for boot'],
      [40, 'main', 'event_end: build microvm for boot'],
    ),
  );
  expect(reading.boots[0]?.events.map(({ timeNs }) => timeNs / 1e6)).toEqual([0, 0, 30, 30]);
  expect(findingsOf(reading)).toEqual([]);
});

it('keeps a start that failed free of events', () => {
  const { boots } = readText(
    log(
      [0, 'main', 'Running Firecracker v1.10.1'],
      [10, 'main', 'event_start: build microvm for boot'],
      [20, 'main', 'RunWithoutApiError error: no kernel'],
      [21, 'main', 'Firecracker exiting with error. exit_code=1'],
    ),
  );
  expect(boots).toMatchObject([
    { events: [], stop: { reason: 'start', detail: 'RunWithoutApiError error: no kernel' } },
  ]);
});

it('tells machines of one stream apart', () => {
  const lines = log([600, 'fc_vcpu 0', timer(500)], [900, 'main', 'Vmm is stopping.']);
  const rows = lines.split('\n').filter((row) => row !== '');
  const both = rows
    .flatMap((row) => [`vm-1  | ${row}`, `vm-2  | ${row.replace('500000', '400000')}`])
    .join('\n');
  expect(readText(both).boots.map(({ events }) => events.map(({ timeNs }) => timeNs / 1e6))).toEqual([
    [500, 500, 800],
    [400, 400, 700],
  ]);
});
