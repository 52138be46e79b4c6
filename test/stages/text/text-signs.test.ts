import { describe, expect, it } from 'vitest';
import { readSigns } from '../../../src/stages/text/text-signs.js';
import type { TextEvent, TraceEvent } from '../../../src/trace/event.js';

function text(line: string, at: number, channel: TextEvent['channel'] = 'serial'): TextEvent {
  return { kind: 'text', channel, text: line, timeNs: at * 1000, line: at + 1, vcpu: null };
}
const signs = (...lines: readonly string[]) => readSigns(lines.map((line, at) => text(line, at)));

const OOPS = [
  '[    1.204432] BUG: kernel NULL pointer dereference, address: 0000000000000008',
  '[    1.204433] #PF: supervisor read access in kernel mode',
  '[    1.204434] Oops: 0000 [#1] PREEMPT SMP NOPTI',
  '[    1.204435] CPU: 0 PID: 1 Comm: swapper/0 Not tainted 6.1.0 #1',
  '[    1.204436] RIP: 0010:start+0x5/0x10 [driver]',
  '[    1.204437] Call Trace:',
  '[    1.204438]  <TASK>',
  '[    1.204439]  ? do_one_initcall+0x55/0x220',
  '[    1.204440] ---[ end trace 0000000000000000 ]---',
];

describe('a panic', () => {
  it('is quoted with its line, without what could control a terminal', () => {
    expect(
      signs('boot', '[    1.5] x', '[    1.500000] Kernel panic - not syncing: \u001b[2Jno init').panic,
    ).toEqual({
      detail: 'Kernel panic - not syncing: \\x1b[2Jno init',
      line: 3,
    });
  });
  it('is the first one, and no quotation of one', () => {
    expect(signs('Kernel panic - not syncing: a', 'Kernel panic - not syncing: b').panic?.detail).toMatch(
      /a$/,
    );
    expect(signs('grep "Kernel panic - not syncing: a"', 'login: ').panic).toBeNull();
    expect(readSigns([text('Kernel panic - not syncing: a', 1, 'monitor')]).panic).toBeNull();
  });
});

describe('an oops', () => {
  it('counts where its report is the last that was written', () => {
    expect(signs('[    1.0] hello', ...OOPS).oops).toEqual({ detail: OOPS[0], line: 2 });
  });
  it('has been survived where the kernel goes on', () => {
    expect(signs(...OOPS, '[    2.000000] Run /init as init process').oops).toBeNull();
    const code: TraceEvent = { kind: 'code', code: 0x41, port: 0x80, timeNs: 1e9, line: null, vcpu: null };
    expect(readSigns([...OOPS.map((line, at) => text(line, at)), code]).oops).toBeNull();
    // Its monitor goes on to write, whatever became of the guest.
    const told = [...OOPS.map((line, at) => text(line, at)), text('vm shutdown', 99, 'monitor')];
    expect(readSigns(told).oops).not.toBeNull();
  });
});

it('knows the emergency mode of systemd', () => {
  expect(signs('You are in emergency mode. After logging in, type "journalctl -xb"').emergency).toMatchObject(
    {
      line: 1,
    },
  );
  expect(signs('[  OK  ] Reached target graphical.target').emergency).toBeNull();
});

describe('a later stage', () => {
  it.each([
    ['kernel', 'debian login: ', true],
    ['kernel', '[    3.1] systemd[1]: Started x.', true],
    ['kernel', '[  OK  ] Started Journal Service.', true],
    ['kernel', '[    1.2] Run /sbin/init as init process', true],
    ['firmware', '[    0.0] Linux version 6.1.0', true],
    ['kernel', '[    0.0] Linux version 6.1.0', false],
    ['userspace', 'debian login: ', false],
    ['own', 'debian login: ', true],
  ])('than %s shows in %j: %s', (stage, line, shown) => {
    expect(signs(line).laterThan(stage, 0)).toBe(shown);
    expect(signs(line).laterThan(stage, 5)).toBe(false);
  });
});

it('takes no long time over a long hostile text', () => {
  const hostile = 'Oops fault '.repeat(400);
  const events = Array.from({ length: 20_000 }, (_, at) => text(hostile, at));
  expect(readSigns(events).panic).toBeNull();
});
