import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openRunLog } from '../../../src/cli/output/run-log.js';
import type { ReadItem } from '../../../src/trace/boot.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const folder = temporaryFolder();

const ITEMS: readonly ReadItem[] = [
  { kind: 'boot', boot: 0, vmmStartNs: 3_000_000 },
  {
    kind: 'event',
    boot: 0,
    event: { kind: 'code', timeNs: 49_190_000, line: null, vcpu: 0, code: 0x40, port: 0x80 },
  },
  {
    kind: 'event',
    boot: 0,
    event: { kind: 'text', timeNs: 50_000_000, line: null, vcpu: 0, channel: 'serial', text: 'hello' },
  },
  { kind: 'stop', boot: 0, stop: { reason: 'reset', detail: null } },
];

function logged(verbosity: number): string[] {
  const file = folder.file(`v${verbosity}.log`);
  const log = openRunLog({ file, verbosity, isRepeated: false });
  for (const item of ITEMS) log.add(item);
  void log.close();
  return readFileSync(file, 'utf8').split('\r\n').slice(0, -1);
}

test('a quiet log holds the codes', () => {
  expect(logged(0)).toEqual([
    'cloud-hypervisor:   0.052190s: <vcpu0> WARN:devices/src/legacy/debug_port.rs:74 -- ' +
      '[Debug I/O port: Kernel code 0x40] 0.049190 seconds',
  ]);
});

test('-v adds the moments of the run', () => {
  const lines = logged(1);
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatch(/0\.003000s: <vmm> INFO:\S+ -- Booting VM$/);
  expect(lines[2]).toMatch(/-- VM reset event$/);
  // Not before the last event, though this test's boot is over at once.
  expect(lines[2]).toMatch(/ 0\.053000s: <vmm>/);
});

test('warm-ups are not in it, and the clocks of every boot start anew', async () => {
  const file = folder.file('many.log');
  const log = openRunLog({ file, verbosity: 0, isRepeated: true });
  const boot = (number: number, warmup: boolean, vmmStartNs: number): ReadItem[] => [
    { kind: 'boot', boot: number, vmmStartNs, warmup },
    ...ITEMS.slice(1).map((item) => (item.kind === 'diagnostic' ? item : { ...item, boot: number })),
  ];
  for (const item of [...boot(0, true, 9e6), ...boot(1, false, 2e6), ...boot(2, false, 3e6)]) log.add(item);
  await log.close();
  const times = readFileSync(file, 'utf8').match(/\d+\.\d+s: <\w+>/g);
  expect(times).toEqual(['0.002000s: <vmm>', '0.051190s: <vcpu0>', '0.003000s: <vmm>', '0.052190s: <vcpu0>']);
});

test('without a file and without -v nothing is logged', () => {
  expect(() => openRunLog({ file: null, verbosity: 0, isRepeated: false }).add(ITEMS[1]!)).not.toThrow();
});

test('a file that cannot be made is an error of the user', () => {
  expect(() => openRunLog({ file: '/no/such/folder/x.log', verbosity: 0, isRepeated: false })).toThrow(
    /cannot write/,
  );
});
