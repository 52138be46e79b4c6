/** The buffers of a request as one run of bytes: drivers may cut it wherever they like (Virtual I/O Device 1.1, 2.6.4). */

export function segmentsLength(segments: readonly Uint8Array[]): number {
  return segments.reduce((sum, { length }) => sum + length, 0);
}

/** The part from byte `start` up to, not including, byte `end`, as slices and not copies. */
export function cutSegments(segments: readonly Uint8Array[], start: number, end: number): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const segment of segments) {
    const from = Math.max(start - at, 0);
    const to = Math.min(end - at, segment.length);
    if (from < to) parts.push(segment.subarray(from, to));
    at += segment.length;
  }
  return parts;
}
