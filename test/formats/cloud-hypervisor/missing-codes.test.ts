import { expect, it } from 'vitest';
import { describeMissingCodes } from '../../../src/formats/cloud-hypervisor/missing-codes.js';

it.each([
  ['', 'The input is empty.'],
  [' \n\n', 'The input is empty.'],
  ['cloud-hypervisor: hello', 'The input looks like a Cloud Hypervisor log. '],
  ['hello\n', 'does not look like a Cloud Hypervisor log'],
  [
    'cloud-hypervisor:   0.000412s: <main> INFO:cloud-hypervisor/src/main.rs:631 -- v53.0 starting\r\n',
    'log of Cloud Hypervisor v53.0, with lines down to INFO (-v since v0.11)',
  ],
  [
    'cloud-hypervisor: 1ms: <vmm> ERROR:a -- b\ncloud-hypervisor: 2ms: <vmm> DEBUG:a -- b\n',
    'looks like a Cloud Hypervisor log, with lines down to DEBUG (-vv since v0.11)',
  ],
  ['cloud-hypervisor: 1ms: WARN:a -- b\n', 'with lines down to WARN (no -v since v0.11)'],
])('says of %j what it seems to be', (head, guess) => {
  const message = describeMissingCodes(head);
  expect(message).toContain(guess);
  expect(message).toContain('[Debug I/O port: WORD code 0xNN] S.F seconds');
  expect(message).toMatch(/since v24\.0; v20 to v23 need -v, v0\.11 to v19 -vv, v0\.2 to v0\.10 -vvv/);
  expect(message).toContain('I/O port 0x80');
});
