import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutSegments, segmentsLength } from '../../../src/vmm/virtio/segments.js';

test('a cut is the same bytes however the run is divided', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 8 })), fc.nat(40), fc.nat(40), (segments, a, b) => {
      const whole = segments.flatMap((segment) => [...segment]);
      expect(segmentsLength(segments)).toBe(whole.length);
      const cut = cutSegments(segments, a, b);
      expect(cut.flatMap((segment) => [...segment])).toEqual(whole.slice(a, Math.max(a, b)));
      expect(cut.every(({ length }) => length > 0)).toBe(true);
    }),
  );
});

test('a cut is not a copy', () => {
  const bytes = new Uint8Array(4);
  cutSegments([bytes], 1, 3)[0]!.fill(7);
  expect([...bytes]).toEqual([0, 7, 7, 0]);
});
