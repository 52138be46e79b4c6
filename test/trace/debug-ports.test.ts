import { expect, test } from 'vitest';
import { CHANNEL_OF_PORT, formatPort, PORT_OF_CHANNEL } from '../../src/trace/debug-ports.js';
import { NO_PORT, TEXT_CHANNELS } from '../../src/trace/event.js';

test('every channel that a guest writes to has a port of its own, and the port its channel', () => {
  expect([...CHANNEL_OF_PORT]).toEqual([
    [0xe9, 'debug-console'],
    [0x402, 'firmware-debug'],
    [0x3f8, 'serial'],
  ]);
  for (const channel of TEXT_CHANNELS) {
    const port = PORT_OF_CHANNEL[channel];
    expect(CHANNEL_OF_PORT.get(port)).toBe(port === NO_PORT ? undefined : channel);
  }
});

test('a port is written in hexadecimal without leading zeros', () => {
  expect([0x80, 0x402, 0x9].map(formatPort)).toEqual(['0x80', '0x402', '0x9']);
});
