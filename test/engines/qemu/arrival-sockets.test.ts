/** Streams of Node to a real process, as QEMU would have them. */
import { spawn } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { expect, test } from 'vitest';
import { ArrivalSockets } from '../../../src/engines/qemu/arrival-sockets.js';

function start(script: string) {
  const sockets = new ArrivalSockets('no koffi');
  const socket = sockets.open();
  const child = spawn('sh', ['-c', script], { stdio: ['ignore', 'ignore', 'inherit', socket.peerFd] });
  socket.attach(child.stdio[3] as Duplex);
  const read: string[] = [];
  const times: number[] = [];
  const take = () =>
    socket.read((bytes, timeNs) => {
      read.push(Buffer.from(bytes).toString());
      times.push(timeNs);
    });
  return { sockets, socket, child, read, times, take };
}

test('bytes have the time at which they came, and the going of the other process is the end', async () => {
  const { sockets, times, read, take } = start('printf a >&3; sleep 0.3; printf b >&3');
  const beganNs = sockets.nowNs();
  while (take()) await sockets.readable(10_000);
  expect(read.join('')).toBe('ab');
  expect(times[0]).toBeGreaterThanOrEqual(beganNs);
  expect(times.at(-1)! - times[0]!).toBeGreaterThan(100e6);
  expect(times.at(-1)).toBeLessThanOrEqual(sockets.nowNs());
});

test('waiting ends when the time is over', async () => {
  const { sockets, socket, child, take, read } = start('sleep 600');
  await sockets.readable(1);
  take();
  expect(read).toEqual([]);
  child.kill();
  socket.close();
});

test('writes reach the other process', async () => {
  const { sockets, socket, take, read } = start('head -c 2 <&3 >&3');
  expect(socket.write(Buffer.from('hi'))).toBe(true);
  while (take()) await sockets.readable(10_000);
  expect(read.join('')).toBe('hi');
});

test('nothing is written before there is another process', () => {
  expect(new ArrivalSockets('x').open().write(Uint8Array.of(1))).toBe(false);
});

test('its clock is the wall clock, and goes on steadily', () => {
  const sockets = new ArrivalSockets('no koffi');
  const wallNs = (Date.now() - sockets.originSeconds * 1000) * 1e6;
  expect(Math.abs(sockets.nowNs() - wallNs)).toBeLessThan(1e9);
  expect(sockets.wallOffsetNs()).toBe(sockets.wallOffsetNs());
  expect(sockets.whyLate).toBe('no koffi');
});
