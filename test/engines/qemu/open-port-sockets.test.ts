import { expect, onTestFinished, test } from 'vitest';
import { openPortSockets } from '../../../src/engines/qemu/open-port-sockets.js';

test('the kernel stamps bytes where native code loads', async () => {
  const sockets = await openPortSockets();
  const socket = sockets.open();
  onTestFinished(() => socket.close());
  expect(sockets.whyLate).toBeUndefined();
  expect(socket.peerFd).toBeTypeOf('number');
});

test('elsewhere bytes have the times of their arrival, and why is known', async () => {
  const own = Object.getOwnPropertyDescriptor(process, 'arch')!;
  onTestFinished(() => void Object.defineProperty(process, 'arch', own));
  Object.defineProperty(process, 'arch', { ...own, value: 'arm64' });
  const sockets = await openPortSockets();
  expect(sockets.whyLate).toContain('linux on arm64');
  expect(sockets.open().peerFd).toBe('pipe');
});
