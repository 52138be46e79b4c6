import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { viewOf } from '../../../src/inspect/guest-bytes.js';
import {
  detectOrcFormat,
  ORC_REGISTER,
  type OrcFormat,
  readOrcEntry,
} from '../../../src/inspect/stack/orc-entry.js';
import { END, encodeEntries, entry, UNDEFINED } from '../build-orc.js';

const ENTRIES = [
  entry(),
  entry({ spOffset: 64, bpRegister: ORC_REGISTER.previousSp, bpOffset: -16 }),
  entry({ spRegister: ORC_REGISTER.bp, spOffset: 16, bpRegister: ORC_REGISTER.bp }),
  entry({ kind: 'registers', signal: true, spOffset: 0 }),
  entry({ kind: 'interrupt-frame', signal: true, spOffset: -8 }),
  END,
  UNDEFINED,
];

describe.each<OrcFormat>(['plain', 'signal', 'typed'])('format %s', (format) => {
  const view = viewOf(encodeEntries(ENTRIES, format));

  it('is told by its entries', () => {
    expect(detectOrcFormat(view)).toBe(format);
  });

  it('reads to the same entries', () => {
    expect(ENTRIES.map((_, at) => readOrcEntry(view, 6 * at, format))).toEqual(ENTRIES);
  });

  it('makes something of any six bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 6, maxLength: 6 }), (bytes) => {
        expect(readOrcEntry(viewOf(bytes), 0, format)).toHaveProperty('kind');
      }),
    );
  });
});
