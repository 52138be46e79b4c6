import { describe, expect, it } from 'vitest';
import { firecracker } from '../../src/formats/firecracker.js';
import { findingsOf, readItems, readText } from './read-text.js';

function line(instance: string, micros: number | string): string {
  return `2024-06-18T16:40:51.000123456 [${instance}] Guest-boot-time = ${String(micros).padStart(6)} us 6 ms,   5120 CPU us 5 CPU ms`;
}

function read(...lines: readonly string[]) {
  return readText(`${lines.join('\n')}\n`, { inputFormat: 'firecracker' });
}

it('makes userspace begin when the guest says so', () => {
  const { boots } = read(line('vm-7f:fc_vcpu 0', 6804));
  expect(boots[0]?.clock).toBe('vmm-monotonic');
  expect(boots[0]?.events).toEqual([
    expect.objectContaining({ kind: 'text', channel: 'monitor', timeNs: 6_804_000 }),
    expect.objectContaining({ kind: 'code', code: 0x60, timeNs: 6_804_000, line: 1 }),
  ]);
});

it('tells boots apart by machine, and by a time that falls', () => {
  const { boots } = read(line('a', 100), line('a', 200), line('b', 300), line('b:fc_vcpu 0:INFO:x.rs:1', 50));
  expect(boots.map(({ events }) => events.length / 2)).toEqual([2, 1, 1]);
});

it('reports lines that are torn or impossible', () => {
  const reading = read(line('a', 100).slice(0, -20), line('a', '99999999999999'), line('a', 100));
  expect(findingsOf(reading)).toEqual(['torn-line@1', 'time-out-of-range@2']);
  expect(reading.boots).toHaveLength(1);
});

it('says what is needed when there is nothing', () => {
  expect(findingsOf(read('2023 [vm] Running Firecracker v1.5.0'))).toEqual(['no-events']);
});

it.each([
  ['yes', line('vm', 5)],
  ['maybe', '2023-11-07T09:14:02.118420112 [anonymous-instance:main] Running Firecracker v1.5.0'],
  ['no', 'Firecracker'],
])('says %s to %j', (verdict, head) => {
  expect(firecracker.sniff(head, '')).toBe(verdict);
});

it('puts each boot time into a boot of its own number, with the line it stands in', () => {
  const { items } = readItems(`x\n${line('a', 100)}\n${line('b', 200)}\n${line('b', 200)}\n`, {
    inputFormat: 'firecracker',
  });
  const text = 'Guest-boot-time =    100 us 6 ms,   5120 CPU us 5 CPU ms';
  expect(items.slice(0, 3)).toEqual([
    { kind: 'boot', boot: 0, vmmStartNs: null },
    {
      kind: 'event',
      boot: 0,
      event: { kind: 'text', timeNs: 100_000, line: 2, vcpu: null, channel: 'monitor', text },
    },
    {
      kind: 'event',
      boot: 0,
      event: {
        kind: 'code',
        timeNs: 100_000,
        line: 2,
        vcpu: null,
        code: 0x60,
        port: 0,
        name: 'guest boot time',
      },
    },
  ]);
  // The same machine that says the same again has not booted again.
  expect(items.slice(3).map((item) => item.kind === 'diagnostic' || [item.kind, item.boot])).toEqual([
    ['boot', 1],
    ['event', 1],
    ['event', 1],
    ['event', 1],
    ['event', 1],
  ]);
});

it('knows a machine by its instance, behind whatever stands before it, and without one', () => {
  const [, message] = line('a', 100).split('] ');
  const { boots } = read(
    `${'x'.repeat(1000)} ${line('a', 100)}`,
    line('a', 200),
    `${message}`,
    `[b] [c] ${message}`,
    `[b] ${message}`,
  );
  expect(boots.map(({ events }) => events.length / 2)).toEqual([2, 1, 1, 1]);
});

it('reports a line that is nothing but the beginning of a message', () => {
  expect(findingsOf(read('2024 [a] Guest-b', line('a', 5)))).toEqual(['torn-line@1']);
});

it.each([
  [
    'of 2018',
    '2018-08-30T09:12:44.1 [vm:WARN:vmm/src/lib.rs:1022] Guest-boot-time = 144127 us 144 ms',
    144_127_000,
  ],
  ['cut short', '[fc_vcpu 0] Guest-boot-time = 428469 us 428 ms, 423778 CPU us      # run 1', 428_469_000],
  ['in milliseconds', 'Guest-boot-time = 202 ms', 202_000_000],
])('reads the form %s', (_, text, timeNs) => {
  expect(readText(`${text}\n`).boots[0]).toMatchObject({
    format: 'firecracker',
    events: [{ timeNs }, { code: 0x60, timeNs }],
  });
});

describe('a process that logged no boot time', () => {
  const at = (second: number, instance: string, text: string) =>
    `2026-01-05T10:00:${String(second).padStart(2, '0')}.000000000 [${instance}:main] ${text}`;
  const running = (second: number) => at(second, 'vm', 'Running Firecracker v1.10.1');
  const ended = (second: number) => at(second, 'vm', 'Firecracker exiting successfully. exit_code=0');
  const booted = (second: number) =>
    at(second, 'vm', 'Guest-boot-time =   6804 us 6 ms,   5120 CPU us 5 CPU ms');
  const stateOf = (...lines: readonly string[]) =>
    read(...lines).boots.map(({ events, stop }) =>
      events.length > 0 ? 'booted' : (stop?.reason ?? 'silent'),
    );

  it.each([
    ['started behind one that did', [running(1), booted(2), ended(3), running(4)], ['booted', 'silent']],
    ['started before it', [running(1), running(4), booted(5)], ['silent', 'booted']],
    ['ended by itself', [running(1), booted(2), running(4), ended(9)], ['booted', 'crash']],
    ['wrote over the log of one that did', [running(9), booted(2)], ['silent', 'booted']],
    [
      'started a guest by its socket',
      [
        running(1),
        booted(2),
        running(4),
        at(4, 'vm', 'Listening on API socket ("/a").'),
        at(
          5,
          'vm',
          'The API server received a Put request on "/actions" with body "{\\"action_type\\": \\"InstanceStart\\"}".',
        ),
      ],
      ['booted', 'silent'],
    ],
  ])('%s is a boot', (_, lines, boots) => {
    expect(stateOf(...lines)).toEqual(boots);
  });

  it('and waited at its socket started no guest', () => {
    expect(
      stateOf(running(1), booted(2), running(4), at(4, 'vm', 'Listening on API socket ("/a").')),
    ).toEqual(['booted']);
  });

  it('is none where no process logged one: the timer may be off', () => {
    expect(stateOf(running(1), ended(3), running(4))).toEqual([]);
  });

  it('is named once where its start failed', () => {
    const lines = [
      running(1),
      booted(2),
      running(4),
      at(5, 'vm', 'Firecracker exiting with error. exit_code=1'),
    ];
    expect(stateOf(...lines)).toEqual(['booted', 'start']);
  });
});
