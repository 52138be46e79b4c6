/** Guests that mean harm: they flood, they touch everything, they never stop. The runner stays small and answers. */
import { expect, test } from 'vitest';
import { describeWith, requirement } from '../helpers/requirements.js';
import { bootCode, bootFile, imageFile, useGuests } from './boot-guest.js';
import { asm, protectedImage } from './guest-image.js';

const MS = 1e6;
const RING_RECORDS = 16_384;
const LISTENER_MS = 0.02;

describeWith([requirement.kvm()], 'a hostile guest', () => {
  useGuests();

  test.each([
    // out 0x80, al; jmp back
    ['codes', [0xe6, 0x80, 0xeb, 0xfc]],
    // mov al, 'A'; mov dx, 0x402; out dx, al; jmp back to the out
    ['one endless line', [0xb0, 0x41, 0xba, 0x02, 0x04, 0xee, 0xeb, 0xfd]],
    // mov al, 10; mov dx, 0xe9; out dx, al; jmp back to the out
    ['empty lines', [0xb0, 0x0a, 0xba, 0xe9, 0x00, 0xee, 0xeb, 0xfd]],
  ])('that floods with %s ends at its timeout, and nothing is lost', async (_name, code) => {
    const timeoutNs = 700 * MS;
    const run = await bootCode(code, { timeoutNs });
    expect(run.stop.reason).toBe('timeout');
    expect(run.wallMs).toBeLessThan(timeoutNs / MS + 500);
    const text = [...run.bytes['firmware-debug'], ...run.bytes['debug-console']].length;
    expect(run.codes.length + text).toBeGreaterThan(1000);
    const lines = run.events.flatMap((event) => (event.kind === 'text' ? [event.text] : []));
    expect(lines.every((line) => line.length <= 4096)).toBe(true);
    expect(lines.join('').length).toBe(run.bytes['firmware-debug'].length);
    const times = run.events.slice(0, -1).map(({ timeNs }) => timeNs);
    expect(times.every((timeNs, index) => index === 0 || timeNs >= times[index - 1]!)).toBe(true);
  });

  test('whose listener is slower than it is still ends at its timeout, in bounded memory', async () => {
    const onByte = () => {
      const end = performance.now() + LISTENER_MS;
      while (performance.now() < end) {
        // Busy, as a slow terminal would keep it.
      }
    };
    const code = [0xb0, 0x41, 0xba, 0x02, 0x04, 0xee, 0xeb, 0xfd];
    const run = await bootCode(code, { timeoutNs: 500 * MS, onByte });
    expect(run.stop.reason).toBe('timeout');
    // The ring is taken over at most three times more: when the timeout falls due, after it, and at the end.
    expect(run.wallMs).toBeLessThan(500 + 3 * RING_RECORDS * LISTENER_MS + 1500);
  });

  test('that writes and reads 32 bits at every port is answered at each', { timeout: 60_000 }, async () => {
    const code = [
      // xor edx, edx; again: xor eax, eax; out dx, eax; in eax, dx; inc dx; jnz again
      ...[0x66, 0x31, 0xd2, 0x66, 0x31, 0xc0, 0x66, 0xef, 0x66, 0xed, 0x42, 0x75, 0xf6],
      ...asm.post(0xaa),
      ...asm.reset,
    ];
    const run = await bootCode(code);
    expect(run.stop).toEqual({ reason: 'reset', detail: null });
    expect(run.codes).toContain(0xaa);
    expect(run.codes.at(-1)).toBe(0xaa);
  });

  test('that resets over and over in one instruction is reset once', async () => {
    // mov al, 0xfe; mov edi, 0x7000; mov ecx, 64; cld; rep stosb; mov esi, 0x7000; mov ecx, 64; mov dx, 0x64; rep outsb
    const code = [
      ...[0xb0, 0xfe, 0xbf, 0x00, 0x70, 0x00, 0x00, 0xb9, 0x40, 0x00, 0x00, 0x00],
      // mov es, from ds, before the store
      ...[0x1e, 0x07, 0xfc, 0xf3, 0xaa],
      ...[0xbe, 0x00, 0x70, 0x00, 0x00, 0xb9, 0x40, 0x00, 0x00, 0x00, 0x66, 0xba, 0x64, 0x00, 0xf3, 0x6e],
      ...asm.loop,
    ];
    const run = await bootFile(imageFile(protectedImage(code)));
    expect(run.phases).toEqual(['guest-entry', 'reset']);
  });
});
