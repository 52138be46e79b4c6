import { expect, it } from 'vitest';
import { cloudInitAnalyze } from '../../src/formats/cloud-init-analyze.js';
import { findingsOf, readText } from './read-text.js';

function read(...lines: readonly string[]) {
  return readText(`${lines.join('\n')}\n`, { inputFormat: 'cloud-init-analyze' });
}

it.each([
  ['yes', '-- Boot Record 01 --\n'],
  ['yes', '-- Most Recent Boot Record --\n'],
  ['maybe', '$ cloud-init analyze show\n-- Boot Record 01 --\n'],
  ['no', 'Boot Record 01\n'],
])('says %s to %j', (verdict, head) => {
  expect(cloudInitAnalyze.sniff(head, '')).toBe(verdict);
});

it('puts events where they began, with how long they took, one boot a record', () => {
  const { boots } = read(
    '-- Boot Record 01 --',
    'Starting stage: modules-final',
    '|`->config-a ran successfully @01.50000s +02.25000s',
    '-- Boot Record 02 --',
    '     01.00000s (init-local/search-NoCloud)',
  );
  expect(boots.map(({ events, units }) => [events.length, units])).toEqual([
    [1, [{ name: 'modules-final/config-a', startNs: 1.5e9, durationNs: 2.25e9 }]],
    [0, [{ name: 'init-local/search-NoCloud', startNs: null, durationNs: 1e9 }]],
  ]);
  expect(boots[0]!.events[0]).toMatchObject({
    key: 'cloud-init:modules-final/config-a',
    name: 'config-a ran successfully',
    stage: 'userspace',
  });
});

it('counts a boot record from the start of the kernel, or of the container', () => {
  const { boots } = read(
    '-- Most Recent Boot Record --',
    '    Kernel Started at: 2024-02-28 23:59:59.900000',
    '    Kernel ended boot at: 2024-02-29 00:00:00.400001',
    '    Kernel time to boot (seconds): 0.5',
    '-- Most Recent Container Boot Record --',
    '    Container started at: 2024-02-28 10:00:00.000000',
    '    Cloud-init start: 2024-02-28 10:00:01.000000',
    '    Cloud-init activated by systemd at: 2024-02-28 09:00:00.000000',
  );
  const times = boots.map(({ events }) =>
    events.map((event) => [event.timeNs / 1000, event.kind === 'code' && event.code]),
  );
  expect(times).toEqual([
    [
      [0, 0x40],
      [500_001, 0x41],
    ],
    [
      [0, false],
      [1_000_000, false],
    ],
  ]);
});

it('says what was left out, and that nothing was found', () => {
  const reading = read(
    '-- Most Recent Boot Record --',
    '    Kernel Started at: 2024-02-28 10:00:00.000000',
    '    Kernel ended boot at: 2024-02-28 09:00:00.000000',
  );
  expect(findingsOf(reading)).toEqual(['other-zero@1', 'before-zero@3']);
  expect(findingsOf(read('hello'))).toEqual(['no-events']);
});
