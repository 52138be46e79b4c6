import { expect, it } from 'vitest';
import { LiveEnd } from '../../../src/cli/work/live-end.js';
import type { ReadItem } from '../../../src/trace/boot.js';
import { warning } from '../../../src/trace/diagnostic.js';

function codeItem(code: number): ReadItem {
  return { kind: 'event', boot: 0, event: { kind: 'code', timeNs: 5, line: 1, vcpu: null, code, port: 0 } };
}

const SAID: ReadItem = { kind: 'diagnostic', diagnostic: warning('device-gone', 'gone', { input: 'x' }) };

it('ends at its code, which stops the boot, and takes nothing behind it but what is said about the input', () => {
  const end = new LiveEnd({ until: '0x41' });
  expect(end.take([codeItem(0x40)])).toEqual([codeItem(0x40)]);
  expect(end.signal.aborted).toBe(false);
  expect(() => end.requireArrival()).toThrow(
    expect.objectContaining({ code: 'until-not-reached', exitCode: 4 }),
  );
  expect(end.take([codeItem(0x41), codeItem(0x41), SAID])).toEqual([
    codeItem(0x41),
    { kind: 'stop', boot: 0, stop: { reason: 'until', detail: null, timeNs: 5 } },
    SAID,
  ]);
  expect(end.take([codeItem(0x40), SAID])).toEqual([SAID]);
  expect(end.signal.aborted).toBe(true);
  end.requireArrival();
});

it('ends after its time', async () => {
  const end = new LiveEnd({ timeout: '20ms' });
  end.start();
  await new Promise((resolve) => end.signal.addEventListener('abort', resolve));
  end.requireArrival();
  end.close();
});

it('does neither without flags', () => {
  const end = new LiveEnd({});
  end.start();
  expect(end.take([codeItem(0x41)])).toEqual([codeItem(0x41)]);
  end.requireArrival();
  end.close();
});

it.each([
  [{ until: '61' }, 'bare-code'],
  [{ until: 'login' }, 'bad-code'],
  [{ timeout: '0s' }, 'bad-time'],
])('%j is refused', (flags, code) => {
  expect(() => new LiveEnd(flags)).toThrow(expect.objectContaining({ code, exitCode: 2 }));
});
