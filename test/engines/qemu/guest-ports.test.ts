import { expect, test } from 'vitest';
import { GuestPorts } from '../../../src/engines/qemu/guest-ports.js';
import type { PortSocket, PortSockets } from '../../../src/engines/qemu/port-sockets.js';
import type { GuestRequest } from '../../../src/trace/guest.js';

const REQUEST: GuestRequest = {
  firmware: 'rom',
  memorySize: 1,
  cpus: 1,
  debugConsolePort: 0xe9,
  serial: true,
  disks: [],
  rng: false,
};
type Message = readonly [timeNs: number | null, ...bytes: number[]];

/** Sockets whose messages a test puts there, and a clock that it sets. */
function create(request: Partial<GuestRequest> = {}, whyLate?: string) {
  const attached: unknown[] = [];
  const waiting: Message[][] = [];
  const written: number[][] = [];
  const clock = { nowNs: 0, offsetNs: 5000, room: Number.POSITIVE_INFINITY };
  const sockets: PortSockets = {
    ...(whyLate === undefined ? {} : { whyLate }),
    originSeconds: 100,
    nowNs: () => clock.nowNs,
    wallOffsetNs: () => clock.offsetNs,
    readable: () => Promise.resolve(),
    open(): PortSocket {
      const messages: Message[] = [];
      waiting.push(messages);
      return {
        peerFd: 20 + waiting.length,
        closePeer: () => undefined,
        attach: (stream) => attached.push(stream),
        close: () => undefined,
        write(bytes) {
          if (written.length >= clock.room) return false;
          written.push([...bytes]);
          return true;
        },
        read(take) {
          for (const [timeNs, ...bytes] of messages.splice(0)) take(Uint8Array.from(bytes), timeNs);
          return true;
        },
      };
    },
  };
  const ports = new GuestPorts(sockets, { ...REQUEST, ...request });
  const handed: unknown[] = [];
  const hand = () =>
    ports.hand((event) => handed.push([event.timeNs, event.kind === 'code' ? event.code : event.value]));
  return { ports, waiting, written, clock, handed, hand, attached };
}

test('bytes come in the order of their times, whatever the port', () => {
  const { ports, waiting, clock, handed, hand } = create();
  const [post, firmware, console, serial] = waiting;
  post!.push([10, 1], [40, 4]);
  firmware!.push([20, 2, 3]);
  console!.push([35, 7]);
  serial!.push([30, 6]);
  clock.nowNs = 50;
  expect(ports.collect()).toBe(6);
  hand();
  expect(handed).toEqual([
    [10, 1],
    [20, 2],
    [20, 3],
    [30, 6],
    [35, 7],
    [40, 4],
  ]);
  expect(ports.holds).toBe(false);
});

test('what is younger than the collection waits for what may have come before it', () => {
  const { ports, waiting, clock, handed, hand } = create();
  clock.nowNs = 50;
  waiting[1]!.push([60, 2]);
  ports.collect();
  hand();
  expect(handed).toEqual([]);
  expect(ports.holds).toBe(true);
  waiting[0]!.push([55, 1]);
  clock.nowNs = 70;
  ports.collect();
  hand();
  expect(handed).toEqual([
    [55, 1],
    [60, 2],
  ]);
});

test('bytes without a time have that of their arrival, and that is said', () => {
  const { ports, waiting, clock, handed, hand } = create();
  clock.nowNs = 77;
  waiting[0]!.push([null, 1, 2]);
  ports.collect();
  hand();
  expect(handed).toEqual([
    [77, 1],
    [77, 2],
  ]);
  expect(ports.findings()).toMatchObject([{ severity: 'warning', code: 'arrival-times' }]);
});

test('times go on steadily when the wall clock is set, which is said', () => {
  const { ports, waiting, clock, handed, hand } = create();
  waiting[0]!.push([2e6, 1]);
  Object.assign(clock, { nowNs: 3e6, offsetNs: 5000 + 50_000 });
  ports.collect();
  hand();
  expect(ports.findings()).toEqual([]);
  Object.assign(clock, { nowNs: 4e6 + 9e9, offsetNs: 5000 + 9e9 });
  waiting[0]!.push([3.5e6 + 9e9, 2]);
  ports.collect();
  hand();
  expect(handed).toEqual([
    [2e6, 1],
    [3.5e6, 2],
  ]);
  expect([ports.nowNs(), ports.steadyNs(109, 7)]).toEqual([4e6, 7000]);
  expect(ports.findings()).toMatchObject([{ severity: 'warning', code: 'clock-set' }]);
});

test('only the ports that the guest has are there', () => {
  expect(create().ports.descriptors(4)).toEqual({ post: 4, firmwareDebug: 5, debugConsole: 6, serial: 7 });
  const { ports } = create({ debugConsolePort: null });
  expect(ports.descriptors(4)).toEqual({ post: 4, firmwareDebug: 5, debugConsole: null, serial: 6 });
  expect(ports.peerFds).toEqual([21, 22, 23]);
});

test('keys are passed on one by one, as there is room for them', () => {
  const { ports, written, clock } = create();
  const typed = [1, 2, 3];
  clock.room = 2;
  ports.type({ take: (limit) => Uint8Array.from(typed.splice(0, limit)) });
  expect(written).toEqual([[1], [2]]);
  clock.room = 9;
  ports.type({ take: () => new Uint8Array() });
  expect(written).toEqual([[1], [2], [3]]);
});

test('a time of QEMU is on the clock of the bytes', () => {
  expect(create().ports.steadyNs(102, 7)).toBe(2_000_007_000);
});

test('streams go to the ports in the order of their descriptors', () => {
  const { ports, attached } = create();
  ports.attach(['post', 'firmware', 'console', 'serial']);
  expect(attached).toEqual(['post', 'firmware', 'console', 'serial']);
});

test('why times are those of arrival is said once for all ports', () => {
  expect(create({}, 'no koffi').ports.findings()).toMatchObject([
    {
      severity: 'warning',
      code: 'arrival-times',
      message: expect.stringContaining('milliseconds late: no koffi.'),
    },
  ]);
});
