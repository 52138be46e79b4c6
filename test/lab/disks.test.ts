import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { describeWith, requirement } from '../helpers/requirements.js';
import { BOOT_DISK_PACKAGES } from './boot-disk.mjs';
import { DISK_SCENARIOS } from './disk-scenarios.js';
import { debianKernelRequirement } from './kernel-requirement.js';
import { LAB_PACKAGES } from './lab.mjs';
import { runScenarios, type ScenarioBoot, type ScenarioResult } from './scenarios.js';

const LAB_TIMEOUT_MS = 300_000;

const packages = [
  ...LAB_PACKAGES,
  ...BOOT_DISK_PACKAGES,
  ['seabios', '/usr/share/seabios/bios-256k.bin'] as const,
];
const needs = [
  ...packages.map(([name, probe]) => requirement.debianPackage(name, probe)),
  debianKernelRequirement(),
];

let results = new Map<string, ScenarioResult>();
const resultOf = (name: string): ScenarioResult => results.get(name)!;
const codesOf = ({ events }: ScenarioBoot) => events.flatMap(({ hex }) => (hex === undefined ? [] : [hex]));
const serialOf = (name: string) =>
  resultOf(name).boot.events.flatMap(({ channel, text }) => (channel === 'serial' ? [text ?? ''] : []));
/** What follows `word: ` on lines of the serial console. */
const said = (name: string, word: string) =>
  serialOf(name).flatMap((line) => (line.startsWith(`${word}: `) ? [line.slice(word.length + 2)] : []));
const sumOf = (name: string) => resultOf(name).text(`${name}.sum`).slice(0, 64);

/** What the scenarios put on their second disk. */
const PATTERN = Buffer.alloc(4 * 2 ** 20, 'boottrace\n');
const PATTERN_SUM = createHash('sha256').update(PATTERN).digest('hex');

describeWith(needs, 'a guest with disks under the bundled runner', () => {
  beforeAll(async () => {
    results = await runScenarios(DISK_SCENARIOS);
  }, LAB_TIMEOUT_MS);

  test.each(DISK_SCENARIOS.map(({ name }) => name))('%s ends by power-off, without a complaint', (name) => {
    const { boot, exitCode, stderr } = resultOf(name);
    expect({ exitCode, stderr, reason: boot.stop.reason }).toEqual({
      exitCode: 0,
      stderr: '',
      reason: 'shutdown',
    });
    const complaints = serialOf(name).filter((line) =>
      /ACPI.*(Error|Warning)|I\/O error|BUG:|irq \d+: nobody/.test(line),
    );
    expect(complaints).toEqual([]);
  });

  describe('the chain of a BIOS', () => {
    test('reaches userspace with all stages in one ledger', () => {
      const { boot } = resultOf('bios-chain');
      expect(codesOf(boot).filter((code) => code !== '0x00')).toEqual([
        '0x01',
        '0x1f',
        '0x20',
        '0x21',
        '0x22',
        '0x40',
        '0x41',
        '0x60',
        '0x61',
      ]);
      const names = boot.ledger.map(({ name }) => name).filter((name) => !name.includes('..'));
      expect(names).toEqual(['setup', 'firmware', 'bootloader', 'kernel', 'userspace']);
      expect(boot.ledger.reduce((sum, { durationNs }) => sum + durationNs, 0)).toBe(boot.totalNs);
    });

    test('mounts the file system that it was booted from', () => {
      expect(said('bios-chain', 'disk')).toEqual(['vda sectors 98304 read-only 0']);
      expect(said('bios-chain', 'marker')).toEqual(['MARKER-42']);
    });
  });

  test('finds its disks in order, each as large as its image, and is told which it may write', () => {
    expect(said('several-disks', 'disk')).toEqual([
      'vda sectors 8192 read-only 1',
      'vdb sectors 8192 read-only 0',
    ]);
  });

  test('reads the same from four processors at once', () => {
    expect(said('several-disks', 'sum')).toEqual(Array.from({ length: 4 }, () => `${PATTERN_SUM}  -`));
    expect(sumOf('several-disks')).toBe(PATTERN_SUM);
  });

  test('has message-signalled interrupts, or wires where it wants no messages', () => {
    const kinds = (name: string) => serialOf(name).filter((line) => /virtio\d/.test(line));
    expect(kinds('several-disks').join('\n')).toMatch(/PCI-MSI.*virtio\d/);
    expect(kinds('no-msi').join('\n')).toMatch(/IO-APIC.*virtio\d/);
    expect(said('no-msi', 'sum')).toEqual([`${PATTERN_SUM}  -`]);
  });

  test('gets random numbers, other ones each time', () => {
    expect(said('several-disks', 'rng')[0]).toMatch(/^virtio_rng/);
    expect(said('several-disks', 'random')[0]).toMatch(/^[0-9a-f]{64}/);
  });

  test('reads back what it wrote and flushed, and the image has it', () => {
    expect(said('written', 'written')[0]).toBe('same');
    expect(sumOf('written')).toBe(said('written', 'written')[1]!.slice(0, 64));
  });

  test('cannot write beyond the end, and the image does not grow', () => {
    expect(said('written', 'beyond')).toEqual(['refused']);
    expect(resultOf('written').text('written.size').trim()).toBe(String(PATTERN.length));
  });

  test('writes to a snapshot, and the image stays as it is', () => {
    expect(said('snapshot', 'written')[0]).toBe('same');
    expect(sumOf('snapshot')).toBe(PATTERN_SUM);
  });

  test('is refused a write to a disk that is read-only', () => {
    expect(said('read-only', 'disk')[1]).toBe('vdb sectors 8192 read-only 1');
    expect(serialOf('read-only')).toContain('write refused');
    expect(sumOf('read-only')).toBe(PATTERN_SUM);
  });
});
