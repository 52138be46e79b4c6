/** One exit at a time, without a loop around it; test/vmm/vcpus/exit-loop.test.ts has every kind of exit. */
import { describe, expect, test } from 'vitest';
import { MmioBus, PioBus } from '../../../src/vmm/bus/bus.js';
import { ExitAccount } from '../../../src/vmm/exits/exit-account.js';
import { Control } from '../../../src/vmm/threads/control.js';
import { createExitHandlers, ENTERED, EXITED } from '../../../src/vmm/vcpus/exit-handlers.js';

/** A machine whose port 0x80 keeps what is written, and whose clock says 100, 101, 102 and so on. */
function create() {
  const page = new ArrayBuffer(8192);
  const control = new Control(Control.allocate(1));
  const account = new ExitAccount();
  const written: number[] = [];
  const pio = new PioBus();
  pio.attach(0x80, 1, { name: 'port', read: () => 0x5a, write: (_, __, value) => written.push(value) });
  let now = 100;
  const clock = { exitNs: () => now++, nowNs: () => now++ };
  const handlers = createExitHandlers({ id: 0, control, account, pio, mmio: new MmioBus(), clock }, page);
  return { page: new DataView(page), control, account, written, handlers };
}

/** KVM_EXIT_IO of one byte at port 0x80, whose data is at 4096. */
function fillAccess(page: DataView, direction: 'in' | 'out', value = 0) {
  page.setUint32(8, 2, true);
  page.setUint8(32, direction === 'out' ? 1 : 0);
  page.setUint8(33, 1);
  page.setUint16(34, 0x80, true);
  page.setUint32(36, 1, true);
  page.setUint32(40, 4096, true);
  page.setUint8(4096, value);
}

describe('an access', () => {
  test('reaches the device, is counted and timed from the exit on, and the guest goes on', () => {
    const { page, handlers, control, account, written } = create();
    handlers.times.set([50, 60]);
    expect([EXITED, ENTERED]).toEqual([0, 1]);
    handlers.times[EXITED] = 70;
    fillAccess(page, 'out', 0x41);
    expect(handlers.handle()).toBeNull();
    expect([written, control.exits(0), handlers.times[ENTERED]]).toEqual([[0x41], 1, 100]);
    expect(account.shortestRunNs).toBe(10);
    expect(account.entries()).toEqual([
      { stage: 0, kind: 'pio', address: 0x80, direction: 'write', count: 1, handlerNs: 30 },
    ]);
  });

  test('that reads gets the answer on the page', () => {
    const { page, handlers } = create();
    fillAccess(page, 'in');
    expect([handlers.handle(), page.getUint8(4096)]).toEqual([null, 0x5a]);
  });
});

test('an exit for which the guest is not entered again says why', () => {
  const { page, handlers, control } = create();
  page.setUint32(8, 8, true);
  expect([handlers.handle(), control.exits(0)]).toEqual([{ kind: 'triple-fault' }, 1]);
});
