import { describe, expect, it } from 'vitest';
import { recordArrivals } from '../../../src/cli/input/arrivals.js';

/** Chunks at their times in ns; null is the moment from which on bytes are new. The times of the lines that were asked for. */
function arrivalsOf(chunks: readonly (readonly [number, string] | null)[], lines: number) {
  let now = 0n;
  const arrivals = recordArrivals(() => now);
  for (const chunk of chunks) {
    if (chunk === null) {
      arrivals.begin('at once');
      continue;
    }
    now = BigInt(chunk[0]);
    arrivals.note(Buffer.from(chunk[1]));
  }
  const times = Array.from({ length: lines }, (_, index) => arrivals.arrivalNs(index + 1));
  return { times, firstNew: arrivals.firstNew };
}

describe('the time of a line', () => {
  it.each([
    [
      'is that of its first character, from the first of all',
      [
        [100, 'a'],
        [107, 'b\nc'],
        [109, 'd\ne\n'],
      ],
      [0, 7, 9],
    ],
    [
      'is not that of a line end in two parts',
      [
        [1, 'a\n'],
        [5, '\rb\n'],
        [9, 'c\r'],
        [11, '\nd'],
      ],
      [0, 4, 8, 10],
    ],
    [
      'is not that of a carriage return that comes with the line before',
      [
        [1, 'a\n\r'],
        [5, 'b\n\r'],
        [9, 'c'],
      ],
      [0, 4, 8],
    ],
    [
      'of a line that shows nothing is that of its end',
      [
        [1, 'a\n'],
        [5, '\r\n'],
        [9, 'b'],
      ],
      [0, 4, 8],
    ],
    [
      'begins anew where the screen is cleared',
      [
        [1, 'Booting..\u001bc'],
        [5, '\u001b[?7l\u001b[2J'],
        [9, 'Linux\n'],
        [11, 'b'],
      ],
      [8, 10],
    ],
    [
      'begins anew also where the sequence comes in parts',
      [
        [1, 'x\u001b'],
        [2, '['],
        [3, '2J'],
        [7, 'y'],
      ],
      [6],
    ],
    [
      'does not begin anew at a colour',
      [
        [1, 'x\u001b[1m'],
        [5, 'y\u001b[0m\n'],
      ],
      [0],
    ],
    [
      'does not begin with a colour',
      [
        [1, 'x\n\u001b[1;31m'],
        [5, 'y'],
      ],
      [0, 4],
    ],
  ] as const)('%s', (_, chunks, times) => {
    expect(arrivalsOf([null, ...chunks], times.length).times).toEqual(times);
  });

  it('is not known of what was there before, nor of a line that had begun', () => {
    const { times, firstNew } = arrivalsOf([[1, 'a\nb'], null, [5, 'c\nd\n'], [9, 'e\n']], 4);
    expect(times).toEqual([null, null, 0, 4]);
    expect(firstNew).toBe(3);
  });

  it('is not known of anything when nothing is new', () => {
    expect(arrivalsOf([[1, 'a\nb']], 2)).toEqual({ times: [null, null], firstNew: null });
  });
});
