import { expect, it } from 'vitest';
import { unquoteLine } from '../../../src/formats/reading/quoted-line.js';
import { readText } from '../read-text.js';

const LINE =
  'cloud-hypervisor:   0.011000s: <vcpu0> WARN:devices/src/legacy/debug_port.rs:74 -- [Debug I/O port: Kernel code 0x40] 0.009500 seconds';

it.each([
  `"${LINE}"`,
  `    "${LINE}",`,
  `b'${LINE}\\n'`,
  `**${LINE}**`,
  `<code>${LINE}</code>`,
  `\`${LINE}\``,
  `| ${LINE} |`,
  `"\\"${LINE}\\""`,
  LINE,
])('finds the line in %j', (quoted) => {
  expect(unquoteLine(quoted)).toBe(LINE);
  expect(readText(`${quoted}\n`).boots[0]?.events).toMatchObject([
    { code: 0x40, timeNs: 9_500_000, vcpu: 0 },
  ]);
});

it.each(['"a', 'a"', '"', '**', 'x "a" y', ''])('leaves %j as it is', (text) => {
  expect(unquoteLine(text)).toBe(text);
});

it('reads a quoted line in a record of a log', () => {
  const record = JSON.stringify({ level: 'INFO', msg: JSON.stringify(LINE), sandbox: 's' });
  expect(readText(`${record}\n`).boots[0]?.events).toHaveLength(1);
});
