import { expect, test } from 'vitest';
import { endOfEvent, endOfExit } from '../../../src/engines/cloud-hypervisor/ends.js';

test.each([
  ['vm', 'rebooting', 'reset'],
  ['vm', 'shutdown', 'shutdown'],
  ['guest', 'panic', 'crash'],
  ['vm', 'booting', undefined],
  ['vmm', 'shutdown', undefined],
])('%s %s', (source, event, reason) => {
  expect(endOfEvent(source, event)?.reason).toBe(reason);
});

test('an exit is a power-off, or a crash with the last that was said', () => {
  expect(endOfExit({ exitCode: 0, signal: null }, ['x'])).toEqual({ reason: 'shutdown', detail: null });
  expect(endOfExit({ exitCode: null, signal: 'SIGSEGV' }, ['last words'])).toEqual({
    reason: 'crash',
    detail: 'Cloud Hypervisor ended (signal SIGSEGV): last words',
  });
});
