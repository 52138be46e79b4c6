/** The runner's door on a real /dev/kvm: what guests of a few bytes do at their ports, and how each way to end ends. */
import { describe, expect, test } from 'vitest';
import type { ReadItem } from '../../src/trace/boot.js';
import { InputError } from '../../src/trace/errors.js';
import { describeWith, requirement } from '../helpers/requirements.js';
import { bootCode, bootFile, imageFile, PATIENCE_MS, useGuests } from './boot-guest.js';
import { asm, protectedImage, romImage } from './guest-image.js';

const ZERO = 0;
const MS = 1e6;

describeWith([requirement.kvm()], 'a guest', () => {
  useGuests();

  describe('at its ports', () => {
    test.each([
      // out 0x80, al
      ['8 bits', [0xb0, 0x12, 0xe6, 0x80], [0x12]],
      // mov ax, 0x1234; out 0x80, ax
      ['16 bits', [0xb8, 0x34, 0x12, 0xe7, 0x80], [0x34]],
      // mov eax, 0x12345678; out 0x80, eax
      ['32 bits', [0x66, 0xb8, 0x78, 0x56, 0x34, 0x12, 0x66, 0xe7, 0x80], [0x78]],
      ['every code', asm.post(...Array.from({ length: 256 }, (_, code) => code)), [...Array(256).keys()]],
    ])('writes codes with %s', async (_name, code, expected) => {
      const run = await bootCode([...code, ...asm.reset]);
      expect(run.codes).toEqual(expected);
      expect(
        run.codeEvents.every(({ port, vcpu, line }) => port === 0x80 && vcpu === 0 && line === null),
      ).toBe(true);
      expect(run.stop).toMatchObject({ reason: 'reset', detail: null });
      expect(run.diagnostics).toEqual([]);
    });

    test.each([
      ['POST port', 0x80, [0x5c, 0x5c]],
      ['firmware debug port', 0x402, [0x5c, 0xe9]],
      ['debug console', 0xe9, [0x5c, 0xe9]],
      ['a port where nothing is', 0x999, [0x5c, 0xff]],
      ['the hole of a device that is not there', 0x3f0, [0x5c, 0xff]],
    ])('reads %s', async (_name, port, expected) => {
      const run = await bootCode([...asm.post(0x5c), ...asm.echo(port), ...asm.reset]);
      expect(run.codes).toEqual(expected);
    });

    test('finds no debug console where none was asked for', async () => {
      const code = [...asm.echo(0xe9), ...asm.print(0xe9, 'lost'), ...asm.reset];
      const run = await bootCode(code, { debugConsolePort: null });
      expect(run.codes).toEqual([0xff]);
      expect(run.bytes['debug-console']).toEqual([]);
    });

    test('finds the debug console where it was put, even in the hole of a device that is not there', async () => {
      const run = await bootCode([...asm.print(0x378, 'hi\n'), ...asm.reset], { debugConsolePort: 0x378 });
      expect(run.text('debug-console')).toEqual(['hi']);
    });

    test.each([0x402, 0xe9])('prints a string with rep outsb to port %d', async (port) => {
      const text = 'Hello\nworld, unfinished';
      const at = 0x100;
      const [low, high] = [port & 0xff, port >> 8];
      // mov ax, 0xf000; mov ds, ax; mov si, 0xf100; mov cx, length; mov dx, port; cld; rep outsb
      const print = [
        0xb8,
        0x00,
        0xf0,
        0x8e,
        0xd8,
        0xbe,
        0x00,
        0xf1,
        0xb9,
        text.length,
        0,
        0xba,
        low,
        high,
        0xfc,
        0xf3,
        0x6e,
      ];
      const code = [...print, ...asm.reset];
      const run = await bootCode([
        ...code,
        ...Array<number>(at - code.length).fill(0x90),
        ...Buffer.from(text),
      ]);
      const channel = port === 0x402 ? 'firmware-debug' : 'debug-console';
      expect(run.text(channel)).toEqual(['Hello', 'world, unfinished']);
      expect(Buffer.from(run.bytes[channel]).toString()).toBe(text);
    });

    test('prints on all channels at once, each line with the time of its first byte', async () => {
      const code = [
        ...asm.out(0x402, 0x41),
        ...asm.post(1),
        ...asm.out(0xe9, 0x42),
        ...asm.post(2),
        ...asm.out(0x3f8, 0x43),
        ...asm.post(3),
        ...[0x402, 0xe9, 0x3f8].flatMap((port) => asm.print(port, 'x\r\n')),
        ...asm.reset,
      ];
      const run = await bootCode(code);
      expect(run.text('firmware-debug')).toEqual(['Ax']);
      expect(run.text('debug-console')).toEqual(['Bx']);
      expect(run.text('serial')).toEqual(['Cx']);
      const begun = new Map(
        run.events.flatMap((event) => (event.kind === 'text' ? [[event.channel, event.timeNs]] : [])),
      );
      const times = run.codeEvents.map(({ timeNs }) => timeNs);
      expect(begun.get('firmware-debug')).toBeLessThan(times[0]!);
      expect(begun.get('debug-console')).toBeGreaterThan(times[0]!);
      expect(begun.get('debug-console')).toBeLessThan(times[1]!);
      expect(begun.get('serial')).toBeGreaterThan(times[1]!);
      expect(begun.get('serial')).toBeLessThan(times[2]!);
    });

    test('has a serial port only when asked for', async () => {
      const code = [...asm.echo(0x3fd), ...asm.print(0x3f8, 'lost'), ...asm.reset];
      expect((await bootCode(code)).codes).toEqual([0x60]);
      const run = await bootCode(code, { serial: false });
      expect(run.codes).toEqual([0xff]);
      expect(run.bytes.serial).toEqual([]);
    });

    test('reads all ones from memory that is not there and cannot write its ROM', async () => {
      const read = (address: number) => [
        0xa0,
        address & 0xff,
        (address >> 8) & 0xff,
        (address >> 16) & 0xff,
        address >>> 24,
      ];
      const code = [
        // mov al, [0xfffff800]; out 0x80, al
        ...[...read(0xfffff800), 0xe6, 0x80],
        // mov byte [0xfffff800], 0x77
        ...[0xc6, 0x05, 0x00, 0xf8, 0xff, 0xff, 0x77],
        ...[...read(0xfffff800), 0xe6, 0x80],
        // mov dword [0xd0000000], 1; mov al, [0xd0000000]; out 0x80, al
        ...[0xc7, 0x05, 0x00, 0x00, 0x00, 0xd0, 0x01, 0x00, 0x00, 0x00],
        ...[...read(0xd0000000), 0xe6, 0x80],
        ...asm.reset,
      ];
      const image = protectedImage(code);
      image[0x800] = 0x5a;
      const run = await bootFile(imageFile(image));
      expect(run.codes).toEqual([0x5a, 0x5a, 0xff]);
    });
  });

  describe('ends', () => {
    test.each([
      ['the keyboard controller', asm.out(0x64, 0xfe)],
      ['the keyboard controller’s output port', [...asm.out(0x64, 0xd1), ...asm.out(0x60, 0x02)]],
      ['system control port A', asm.out(0x92, 0x01)],
      ['the reset control register', asm.out(0xcf9, 0x06)],
    ])('by a reset through %s', async (_name, code) => {
      const run = await bootCode([...asm.post(7), ...code, ...asm.post(8), ...asm.loop]);
      expect(run.stop).toMatchObject({ reason: 'reset', detail: null });
      expect(run.phases).toEqual(['guest-entry', 'reset']);
      expect(run.codes).toEqual([7]);
    });

    test.each([1, 2])('by halting with interrupts off, on a machine of %d vCPUs', async (cpus) => {
      const run = await bootCode([...asm.post(1, 2), ...asm.halt], { cpus });
      expect(run.stop.reason).toBe('halt');
      expect(run.stop.detail).toContain('halted');
      expect(run.phases).toEqual(['guest-entry', 'halt']);
      expect(run.codes).toEqual([1, 2]);
    });

    test('not by halting with interrupts on', async () => {
      // sti; hlt; jmp to the hlt, with every interrupt masked: mov al, 0xff; out 0x21, al
      const code = [...asm.post(1), 0xb0, 0xff, 0xe6, 0x21, 0xfb, 0xf4, 0xeb, 0xfd];
      const run = await bootCode(code, { timeoutNs: 500 * MS });
      expect(run.stop.reason).toBe('timeout');
    });

    // Hardware gives a triple fault; software KVM may give an internal error instead.
    test('by crashing, in protected mode without an IDT', async () => {
      // lidt [0xff000 + 0x7f0], which is zero; mov al, 0x21; out 0x80, al; ud2
      const code = [0x0f, 0x01, 0x1d, 0xf0, 0xf7, 0x0f, 0x00, ...asm.post(0x21), 0x0f, 0x0b];
      const run = await bootFile(imageFile(protectedImage(code)));
      expect(run.codes).toEqual([0x21]);
      expect(run.stop.reason).toBe('crash');
      expect(run.stop.detail).toMatch(
        /^vCPU 0: (triple fault|KVM could not go on \(internal error 1\)); rip=0x[0-9a-f]+ .*cr0=0x[0-9a-f]*1 /,
      );
      expect(run.phases).toEqual(['guest-entry', 'crash']);
    });

    // Hardware gives a triple fault; software KVM an internal error, or it never leaves the guest by itself.
    test('by crashing or in a timeout, in real mode with an IDT limit of 0', async () => {
      // cli; lidt [cs:0xf800], which is zero; int3
      const code = [0xfa, ...asm.post(5), 0x2e, 0x0f, 0x01, 0x1e, 0x00, 0xf8, 0xcc, ...asm.loop];
      const run = await bootCode(code, { timeoutNs: 2000 * MS });
      expect(run.codes[0]).toBe(5);
      expect(['crash', 'timeout']).toContain(run.stop.reason);
      expect(run.stop.detail).not.toBeNull();
    });

    test('in a timeout that says how far it came', async () => {
      const run = await bootCode([...asm.post(0x40), ...asm.loop], { timeoutNs: 300 * MS });
      expect(run.stop.reason).toBe('timeout');
      expect(run.stop.detail).toMatch(
        /^the guest did not end within 0\.3 s; last code 0x40 at \d+\.\d{3} ms$/,
      );
      expect(run.wallMs).toBeGreaterThanOrEqual(300);
      expect(run.codes).toEqual([0x40]);
    });

    test('in a timeout that names the code that did not come', async () => {
      const run = await bootCode(asm.loop, { timeoutNs: 200 * MS, untilCode: 0x41 });
      expect(run.stop).toMatchObject({
        reason: 'timeout',
        detail: 'code 0x41 did not arrive within 0.2 s; no code was written',
      });
    });

    test('at once when the awaited code arrives', async () => {
      // inc al; out 0x80, al; jmp back: counts for ever
      const run = await bootCode([0xb0, 0x00, 0xfe, 0xc0, 0xe6, 0x80, 0xeb, 0xfa], { untilCode: 0x10 });
      expect(run.stop).toMatchObject({ reason: 'until', detail: 'code 0x10 arrived' });
      expect(run.codes).toEqual(Array.from({ length: 0x10 }, (_, index) => index + 1));
    });

    test('after an abort, and keeps what was captured', async () => {
      const abort = new AbortController();
      let abortedMs = 0;
      const onItem = (item: ReadItem) => {
        if (item.kind !== 'event' || item.event.kind !== 'code' || item.event.code !== 3) return;
        setTimeout(() => {
          abortedMs = performance.now();
          abort.abort();
        }, 50);
      };
      const code = [...asm.print(0x402, 'unfinished'), ...asm.post(1, 2, 3), ...asm.loop];
      const run = await bootCode(code, { signal: abort.signal, onItem });
      expect(performance.now() - abortedMs).toBeLessThan(PATIENCE_MS);
      expect(run.stop.reason).toBe('interrupted');
      expect(run.codes).toEqual([1, 2, 3]);
      expect(run.text('firmware-debug')).toEqual(['unfinished']);
    });

    test('before it ran, when the abort came first', async () => {
      const run = await bootCode([...asm.post(1), ...asm.loop], { signal: AbortSignal.abort() });
      expect(run.stop.reason).toBe('interrupted');
    });
  });

  describe('its items', () => {
    test('are a boot, its events in order of time from guest-entry on, and a stop', async () => {
      const run = await bootCode([
        ...asm.post(1, 2),
        ...asm.print(0x402, 'a\n'),
        ...asm.post(3),
        ...asm.reset,
      ]);
      expect(run.items[0]).toMatchObject({ kind: 'boot', boot: 5 });
      const afterEvents = run.items.slice(run.items.findLastIndex(({ kind }) => kind === 'event') + 1);
      expect(afterEvents).toContainEqual({ kind: 'stop', boot: 5, stop: run.stop });
      expect(run.items.every((item) => item.kind === 'diagnostic' || item.boot === 5)).toBe(true);
      expect(run.events[0]).toMatchObject({ kind: 'lifecycle', phase: 'guest-entry' });
      const times = run.codeEvents.map(({ timeNs }) => timeNs);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(run.events.every(({ timeNs }) => timeNs > ZERO && timeNs % 1000 === 0)).toBe(true);
      const boot = run.items[0]!;
      expect(boot.kind === 'boot' && boot.vmmStartNs !== null && boot.vmmStartNs > 0).toBe(true);
    });

    test('are not begun when the wiring is impossible', async () => {
      const items: ReadItem[] = [];
      const boot = bootCode(asm.reset, { debugConsolePort: 0x64, onItem: (item) => items.push(item) });
      await expect(boot).rejects.toThrow(InputError);
      await expect(boot).rejects.toThrow('the debug console cannot be at port 0x64: i8042 is there');
      expect(items).toEqual([]);
    });

    test('may be refused: the listener’s error ends the guest and comes out', async () => {
      const onItem = (item: ReadItem) => {
        if (item.kind === 'event' && item.event.kind === 'code') throw new Error('the disk is full');
      };
      const start = performance.now();
      // Floods, so that the ring would fill up if nobody emptied it any more.
      await expect(bootCode([0xe6, 0x80, 0xeb, 0xfc], { onItem })).rejects.toThrow('the disk is full');
      expect(performance.now() - start).toBeLessThan(PATIENCE_MS);
    });
  });

  test('needs its image', async () => {
    await expect(bootFile('/nowhere/rom.bin')).rejects.toThrow(
      'cannot read /nowhere/rom.bin: there is no such file',
    );
    const noReset = romImage([]);
    noReset.fill(0);
    await expect(bootFile(imageFile(noReset))).rejects.toThrow('no code at its reset vector');
  });

  test('a guest hears what is typed into its serial port', async () => {
    // again: in al, 0x3fd; test al, 1; jz again; in al, 0x3f8; out 0x80, al; cmp al, 'q'; jne again
    const echo = [
      ...[0xba, 0xfd, 0x03, 0xec, 0xa8, 0x01, 0x74, 0xf8],
      ...[0xba, 0xf8, 0x03, 0xec, 0xe6, 0x80, 0x3c, 0x71, 0x75, 0xee],
    ];
    const typed = [...Buffer.from('a line longer than one FIFO of sixteen bytes, q')];
    const take = (limit: number) => Uint8Array.from(typed.splice(0, limit));
    const { codes, stop } = await bootCode([...echo, ...asm.reset], { serialInput: { take } });
    expect(stop.reason).toBe('reset');
    expect(Buffer.from(codes).toString()).toBe('a line longer than one FIFO of sixteen bytes, q');
  });
});
