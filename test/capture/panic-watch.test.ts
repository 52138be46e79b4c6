import { expect, test } from 'vitest';
import { PanicWatch } from '../../src/capture/panic-watch.js';
import type { TextChannel } from '../../src/trace/event.js';

const S = 1e9;

/** A watch that has seen these lines, each whole at its time. */
function watch(...lines: readonly (readonly [number, string, TextChannel?])[]): PanicWatch {
  const seen = new PanicWatch();
  for (const [timeNs, text, channel = 'serial'] of lines)
    seen.look({ kind: 'text', timeNs, text, channel, line: null, vcpu: 0 }, timeNs);
  return seen;
}

const PANIC = 'Kernel panic - not syncing: VFS';

test('a guest that did not give up is waited for', () => {
  const seen = watch([0, 'Linux version']);
  expect(seen.words).toBeNull();
  expect(seen.isOver(1000 * S, 0)).toBe(false);
});

test('one that gave up is waited for while it writes, a second and a half beyond, and not for ever', () => {
  const seen = watch([10 * S, PANIC], [11 * S, 'Call Trace:']);
  expect(seen.isOver(11.4 * S, 11 * S)).toBe(false);
  expect(seen.isOver(12.4 * S, 11 * S)).toBe(false);
  expect(seen.isOver(12.5 * S, 11 * S)).toBe(true);
  expect(seen.isOver(14.9 * S, 14.9 * S)).toBe(false);
  expect(seen.isOver(15 * S, 15 * S)).toBe(true);
});

test('the end of its words is the end of waiting', () => {
  const seen = watch([0, PANIC], [1, '[    1.000000] ---[ end Kernel panic - not syncing: VFS ]---']);
  expect(seen.isOver(1, 1)).toBe(true);
});

test('the first panic counts, and the end of words that nobody began does not', () => {
  const seen = watch([0, '---[ end Kernel panic - not syncing: x ]---'], [1, PANIC], [2, `${PANIC} again`]);
  expect(seen.words?.reason).toBe('VFS');
  expect(seen.isOver(2, 2)).toBe(false);
});

test("Xen's reason is the next line of the same channel", () => {
  const seen = watch(
    [0, '(XEN) ****************************************'],
    [1, '(XEN) Panic on CPU 0:'],
    [2, 'something else', 'debug-console'],
    [3, '(XEN) dom0 kernel not specified'],
    [4, '(XEN) ****************************************'],
  );
  expect(seen.words?.reason).toBe('Panic on CPU 0: dom0 kernel not specified');
  expect(watch([0, '(XEN) Panic on CPU 0:']).words?.reason).toBe('Panic on CPU 0:');
});
