import { expect, test } from 'vitest';
import { StderrFindings } from '../../../src/engines/qemu/stderr-findings.js';

test('a triple fault and dropped writes are found among other lines', () => {
  const findings = new StderrFindings();
  expect([findings.tripleFault, findings.diagnostics()]).toEqual([false, []]);
  for (const line of [
    'CPU Reset (CPU 0)',
    "Invalid write at addr 0x0, size 2, region 'isa-debugcon', reason: invalid size (min:1 max:1)",
    "Invalid write at addr 0x0, size 4, region 'isa-debugcon', reason: invalid size (min:1 max:1)",
    "Invalid read at addr 0x0, size 2, region 'isa-debugcon', reason: invalid size (min:1 max:1)",
    "Invalid write at addr 0x0, size 4, region 'rtc', reason: invalid size (min:1 max:1)",
    'a guest cannot say Triple fault here',
  ])
    findings.push(line);
  expect(findings.tripleFault).toBe(false);
  findings.push('Triple fault');
  expect(findings.tripleFault).toBe(true);
  expect(findings.diagnostics()).toMatchObject([{ severity: 'warning', code: 'dropped-writes' }]);
  expect(findings.diagnostics()[0]!.message).toContain('wrote 2 times');
});
