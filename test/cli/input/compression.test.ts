import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { detectCompression } from '../../../src/cli/input/compression.js';

it('tells compression by the first bytes', () => {
  expect(detectCompression(gzipSync(''))).toBe('gzip');
  expect(detectCompression(Buffer.from('28b52ffd00', 'hex'))).toBe('zstd');
  expect(detectCompression(Buffer.from('28b52f', 'hex'))).toBeNull();
  expect(detectCompression(Buffer.from('cloud'))).toBeNull();
  expect(detectCompression(Buffer.alloc(0))).toBeNull();
});
