import { expect, it } from 'vitest';
import { describeKnownText } from '../../../src/formats/reading/known-text.js';
import { readText } from '../read-text.js';

it.each([
  ['SeaBIOS', 'x\nSeaBIOS (version rel-1.16)\n', 'no times'],
  ['a kernel', 'Linux version 6.1.0 (a@b)\nMemory: 1\n', 'printk.time=1'],
  ['coreboot', 'coreboot-4.22 Mon Jan 5 bootblock starting\n', 'cbmem -t'],
  ['U-Boot', '\nU-Boot 2024.01 (Jan 05)\n', 'bootstage report'],
  ['EDK2', 'Loading PEIM 52C05B14\n', 'fpdt'],
  ['systemd', '[  OK  ] Started sshd.service.\n', 'short-monotonic'],
  ['tslog', '0x0 14500000 ENTER hammer_time\n', 'TSC cycles'],
  ['zip', Buffer.from('504b03041400000008', 'hex').toString(), 'unzip -p'],
  ['7z', Buffer.from('377abcaf271c0004', 'hex').toString(), '7z x -so'],
  ['tar', `var/log/a.log${'\0'.repeat(244)}ustar  \0`, 'tar -xOf'],
])('knows %s', (_, head, how) => {
  expect(describeKnownText(head)).toContain(how);
  const { diagnostics } = readText(head);
  expect(diagnostics[0]).toMatchObject({
    severity: 'warning',
    code: 'no-events',
    message: `No boot code was found. ${describeKnownText(head)}`,
  });
});

it('knows nothing of other texts', () => {
  expect(describeKnownText('hello\nworld\n')).toBeNull();
});
