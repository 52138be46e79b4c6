import { describe, expect, it } from 'vitest';
import { findingsOf, readText } from './read-text.js';

const REPORT = [
  'Timer summary in microseconds (3 records):',
  '       Mark    Elapsed  Stage',
  '          0          0  reset',
  '     26,176     26,176  board_init_f',
  '    220,274    194,098  start_kernel',
];

it('gives a report in a console that has times as a boot beside it', () => {
  const lines = ['U-Boot 2024.01 (Jan 05)', ...REPORT, 'Starting kernel ...'];
  const text = lines.map((line, index) => `[${index}.000000 0.500000] ${line}\n`).join('');
  const reading = readText(text);
  expect(
    reading.boots.map(({ clock, events }) => [clock, events.filter(({ kind }) => kind !== 'text').length]),
  ).toEqual([
    ['host-monotonic', 2],
    ['guest-monotonic', 3],
  ]);
  expect(reading.boots[1]?.events[2]).toMatchObject({ code: 0x21, timeNs: 220_274_000, line: 6 });
  expect(findingsOf(reading).filter((finding) => /other-formats|no-events|bad-line/.test(finding))).toEqual(
    [],
  );
});

it('reads a report between lines of a kernel that have times and stand in front', () => {
  const kernel = ['[    0.000000] Linux version 6.1', '[    1.000000] Run /init as init process'];
  const { boots } = readText(`${[...kernel, ...REPORT.map((row) => `[    2.000000] ${row}`)].join('\n')}\n`);
  expect(boots.map(({ events }) => events.filter(({ kind }) => kind === 'code').length)).toEqual([2, 3]);
});

describe('a capture of a whole boot', () => {
  const KERNEL = '[    0.000000] Linux version 6.1.0\n[    1.500000] Run /init as init process\n';
  const TABLE = '3 entries total:\n\n   0:1st timestamp   18,886\n   4:end of romstage   90,000 (71,114)\n';
  const SUMMARY = 'Startup finished in 2.508s (kernel) + 4.110s (userspace) = 6.618s\n';
  const parts = { kernel: KERNEL, coreboot: TABLE, systemd: SUMMARY };
  const words = { kernel: 'Linux version 6.1.0', coreboot: 'end of romstage', systemd: 'userspace ends' };
  type Part = keyof typeof parts;
  const orders: readonly (readonly Part[])[] = [
    ['kernel', 'coreboot', 'systemd'],
    ['coreboot', 'kernel', 'systemd'],
    ['systemd', 'coreboot', 'kernel'],
    ['systemd', 'kernel'],
    ['coreboot', 'systemd'],
  ];

  it.each(orders.map((order) => [order.join(', '), order] as const))(
    'is read in the order %s',
    (_, order) => {
      const { boots, diagnostics } = readText(order.map((part) => parts[part]).join(''));
      expect(boots).toHaveLength(order.length);
      const said = JSON.stringify(boots);
      for (const part of order) expect(said).toContain(words[part]);
      // The kernel's lines are codes whatever was read first.
      if (order.includes('kernel')) expect(said).toContain('"code":65');
      expect(diagnostics.map(({ code }) => code)).not.toContain('other-formats');
      expect(diagnostics.map(({ code }) => code)).not.toContain('ambiguous-format');
    },
  );

  it('is one report where that is asked for', () => {
    const { boots } = readText(`${TABLE}${KERNEL}`, { inputFormat: 'cbmem' });
    expect(boots).toHaveLength(1);
  });

  it('reads a kernel behind a stamped console of firmware, on its own clock', () => {
    const stamped = '[2023-02-03 10:00:00.100] U-Boot SPL 2022.01 (Feb 01 2023)\n';
    const { boots } = readText(`${stamped}${KERNEL}`);
    expect(boots.map(({ clock }) => clock)).toEqual(['wall', 'guest-monotonic']);
  });
});
