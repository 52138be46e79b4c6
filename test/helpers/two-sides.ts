/** A trace file of `run --vs`. */
import { encodeHeader, encodeItem } from '../../src/trace/trace-file.js';

/** What `run --vs --save` writes: boots of both sides in turns, of two guests that differ. */
export function bothSides(headMs: number): string {
  const rounds = Array.from({ length: 12 }, (_, at) => at);
  const lines = rounds.flatMap((at) =>
    (['base', 'head'] as const).map((side, place) => {
      const boot = at * 2 + place;
      const guest = { cpus: place + 1, image: 'bios.bin' };
      const timeNs = ((side === 'head' ? headMs : 80) + at / 100) * 1e6;
      const event = { kind: 'code', timeNs, line: null, vcpu: 0, code: 0x41, port: 0x80 } as const;
      return [
        encodeHeader({ boottrace: '1', engine: 'bundled', guest, host: {} }),
        encodeItem({ kind: 'boot', boot, vmmStartNs: null, side }),
        encodeItem({ kind: 'event', boot, event }),
      ].join('');
    }),
  );
  return lines.join('');
}
