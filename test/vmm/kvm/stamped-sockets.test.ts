/** The kernel's own time of each write, on real sockets of this system. */
import { execFileSync } from 'node:child_process';
import { readdirSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { type StampedSocket, StampedSockets } from '../../../src/vmm/kvm/stamped-sockets.js';

function open() {
  const sockets = new StampedSockets();
  const socket = sockets.open();
  onTestFinished(() => socket.close());
  return { sockets, socket };
}
function messages(socket: StampedSocket) {
  const read: { bytes: number[]; timeNs: number | null }[] = [];
  const isOpen = socket.read((bytes, timeNs) => read.push({ bytes: [...bytes], timeNs }));
  return { read, isOpen };
}

test('each write has the time at which it was made, however late it is read', async () => {
  const { sockets, socket } = open();
  const beforeNs = sockets.nowNs();
  writeSync(socket.peerFd, Buffer.from([1, 2]));
  const betweenNs = sockets.nowNs();
  await sleep(20);
  const laterNs = sockets.nowNs();
  writeSync(socket.peerFd, Buffer.from([3]));
  const { read, isOpen } = messages(socket);
  expect(isOpen).toBe(true);
  expect(read.map(({ bytes }) => bytes)).toEqual([[1, 2], [3]]);
  const [first, second] = read.map(({ timeNs }) => timeNs!);
  expect(first).toBeGreaterThanOrEqual(beforeNs);
  expect(first).toBeLessThanOrEqual(betweenNs);
  expect(second).toBeGreaterThanOrEqual(laterNs);
  expect(messages(socket)).toEqual({ read: [], isOpen: true });
});

test('waiting ends with a write, or when the time is over', async () => {
  const { sockets, socket } = open();
  await sockets.readable(1);
  expect(messages(socket).read).toEqual([]);
  const waiting = sockets.readable(10_000);
  writeSync(socket.peerFd, 'x');
  await waiting;
  expect(messages(socket).read).toHaveLength(1);
});

test('another process inherits its end, and its going is the end', async () => {
  const { sockets, socket } = open();
  execFileSync('sh', ['-c', 'printf a >&3; printf b >&3'], {
    stdio: ['ignore', 'ignore', 'inherit', socket.peerFd],
  });
  socket.closePeer();
  await sockets.readable(10_000);
  const { read, isOpen } = messages(socket);
  expect(read.map(({ bytes }) => String.fromCharCode(...bytes))).toEqual(['a', 'b']);
  expect(isOpen).toBe(false);
});

test('writes reach the other process until it takes no more', () => {
  const { socket } = open();
  let count = 0;
  while (count < 1e6 && socket.write(Uint8Array.of(1))) count++;
  expect(count).toBeGreaterThan(10);
  expect(count).toBeLessThan(1e6);
});

test('the wall clock is ahead of the steady one by the same while nobody sets it', () => {
  const { sockets } = open();
  const offsets = Array.from({ length: 50 }, () => sockets.wallOffsetNs());
  const expected = sockets.nowNs() - performance.now() * 1e6;
  for (const offsetNs of offsets) expect(Math.abs(offsetNs - expected)).toBeLessThan(1e9);
});

test('descriptors are given back', () => {
  const sockets = new StampedSockets();
  sockets.open().close();
  const before = readdirSync('/proc/self/fd').length;
  const socket = sockets.open();
  expect(readdirSync('/proc/self/fd').length).toBe(before + 2);
  socket.closePeer();
  socket.close();
  socket.close();
  expect(readdirSync('/proc/self/fd').length).toBe(before);
});
