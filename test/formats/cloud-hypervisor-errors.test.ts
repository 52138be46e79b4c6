import { expect, it } from 'vitest';
import { cloudHypervisorErrors } from '../../src/formats/cloud-hypervisor-errors.js';
import { readText } from './read-text.js';

const CHAIN = [
  'Error: Cloud Hypervisor exited with the following chain of errors:',
  '  0: Error booting VM',
  '  1: The VM could not boot',
  '  2: Cannot open the firmware \u001b[31mfile',
];

it('is a boot that failed to start, with its causes', () => {
  const { boots } = readText(`${CHAIN.join('\n')}\n`, { inputFormat: 'cloud-hypervisor-errors' });
  expect(boots).toHaveLength(1);
  expect(boots[0]).toMatchObject({
    events: [],
    stop: {
      reason: 'start',
      detail: 'Error booting VM: The VM could not boot: Cannot open the firmware \\x1b[31mfile',
      line: 1,
    },
  });
});

it('is one boot for each chain, and none without one', () => {
  const read = (text: string) => readText(text, { inputFormat: 'cloud-hypervisor-errors' }).boots.length;
  expect(read(`${CHAIN.join('\n')}\nrestarting\n${CHAIN.join('\n')}`)).toBe(2);
  expect(read('  0: Error booting VM\n')).toBe(0);
});

it('keeps a bounded part of a chain without end', () => {
  const causes = Array.from({ length: 5000 }, (_, at) => `  ${at % 999}: ${'x'.repeat(1000)}`);
  const [boot] = readText([CHAIN[0], ...causes].join('\n'), { inputFormat: 'cloud-hypervisor-errors' }).boots;
  expect(boot!.stop!.detail!.length).toBeLessThan(10_000);
});

it.each([
  ['maybe', CHAIN.join('\n')],
  ['no', 'cloud-hypervisor: Error'],
])('says %s', (verdict, head) => {
  expect(cloudHypervisorErrors.sniff(head, '')).toBe(verdict);
});
