/** Guests that mean harm: they flood, they touch everything, they never stop. The runner stays small and answers. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeWith, requirement } from '../helpers/requirements.js';
import { bootCode, bootFile, imageFile, PATIENCE_MS, useGuests } from './boot-guest.js';
import { asm, protectedImage } from './guest-image.js';

const MS = 1e6;
const RING_RECORDS = 16_384;
const LISTENER_MS = 0.02;
const O_CLOEXEC = 0o2000000;

/** A field of a status or fdinfo file of /proc; empty when what it describes is gone. */
function fieldOf(file: string, field: string): string {
  try {
    return new RegExp(`^${field}:\\s*(\\S+)`, 'm').exec(readFileSync(file, 'utf8'))?.[1] ?? '';
  } catch {
    return '';
  }
}

const descriptors = () => readdirSync('/proc/self/fd');

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
    expect(run.wallMs).toBeLessThan(timeoutNs / MS + PATIENCE_MS);
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
    expect(run.wallMs).toBeLessThan(500 + 3 * RING_RECORDS * LISTENER_MS + PATIENCE_MS);
  });

  test('that writes and reads 32 bits at every port is answered at each', { timeout: 60_000 }, async () => {
    const code = [
      // xor edx, edx; again: xor eax, eax; out dx, eax; in eax, dx; inc dx; jnz again
      ...[0x66, 0x31, 0xd2, 0x66, 0x31, 0xc0, 0x66, 0xef, 0x66, 0xed, 0x42, 0x75, 0xf6],
      ...asm.post(0xaa),
      ...asm.reset,
    ];
    const run = await bootCode(code);
    expect(run.stop).toMatchObject({ reason: 'reset', detail: null });
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

  test('meets threads that cannot gain privileges, and descriptors that no other program would get', async () => {
    const before = new Set(descriptors());
    let mine = '';
    let threads = 0;
    const flags: number[] = [];
    await bootCode([...asm.post(1), ...asm.loop], {
      cpus: 2,
      untilCode: null,
      timeoutNs: 300 * MS,
      onItem(item) {
        if (item.kind !== 'event' || item.event.kind !== 'code') return;
        mine = fieldOf('/proc/self/status', 'NoNewPrivs');
        const states = readdirSync('/proc/self/task').map((id) =>
          fieldOf(`/proc/self/task/${id}/status`, 'NoNewPrivs'),
        );
        threads = states.filter((state) => state === '1').length;
        const opened = descriptors().filter((fd) => !before.has(fd));
        // Gone by now is the descriptor of the listing itself.
        const found = opened.map((fd) => fieldOf(`/proc/self/fdinfo/${fd}`, 'flags'));
        flags.push(...found.filter((text) => text !== '').map((text) => Number.parseInt(text, 8)));
      },
    });
    expect(mine).toBe('1');
    // The main thread and two vCPUs, at least.
    expect(threads).toBeGreaterThanOrEqual(3);
    // /dev/kvm, the VM and two vCPUs, at least.
    expect(flags.length).toBeGreaterThanOrEqual(4);
    expect(flags.filter((flag) => (flag & O_CLOEXEC) === 0)).toEqual([]);
  });

  test('of random instructions ends by itself or at its timeout, and the next one starts', {
    timeout: 80_000,
  }, async () => {
    const reasons = new Set<string>();
    let state = 0x2545_f491;
    const random = () => {
      // Xorshift: the same guests every time.
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return state & 0xff;
    };
    for (let guest = 0; guest < 60; guest++) {
      const code = Array.from({ length: 512 }, random);
      const run = await bootCode(code, { timeoutNs: 150 * MS });
      expect(run.wallMs).toBeLessThan(PATIENCE_MS);
      reasons.add(run.stop.reason);
    }
    expect([...reasons].length).toBeGreaterThan(1);
    const after = await bootCode([...asm.post(0x42), ...asm.reset]);
    expect(after.codes).toEqual([0x42]);
  });
});
