/** Guests of a few bytes in the installed QEMU: what they write, how they end, and what is left behind. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { stepsAfterFailedStart } from '../../src/engines/qemu/run.js';
import { describeWith } from '../helpers/requirements.js';
import { BIN, cleanEnv } from '../helpers/run-cli.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { asm, romImage } from '../kvm/guest-image.js';
import { bootCode, needsQemu } from './boot-in-qemu.js';

/** mov ax, 0x1234; out 0x80, ax */
const WIDE_WRITE = [0xb8, 0x34, 0x12, 0xe7, 0x80];
/** lidt cs:[0xf000 + offset of zeros]; int3: no handler, no handler for that, triple fault */
const TRIPLE_FAULT = [0x2e, 0x0f, 0x01, 0x1e, 0x00, 0xf8, 0xcc];
/** mov dx, 0x3f8; in al, dx loop: waits for a key by the line status register and writes it to port 0x80 */
const ECHO_KEY = [
  ...[0xba, 0xfd, 0x03, 0xec, 0xa8, 0x01, 0x74, 0xfb],
  ...[0xba, 0xf8, 0x03, 0xec, 0xe6, 0x80],
];

describeWith([needsQemu], 'a guest in QEMU', () => {
  const folder = temporaryFolder();

  test('writes to all ports at once, in one order, and its reset is its own', async () => {
    const run = await bootCode([
      ...asm.post(0x01),
      ...asm.print(0x402, 'firmware\n'),
      ...asm.post(0x02),
      ...asm.print(0xe9, 'console\r\n'),
      ...asm.post(0x03),
      ...asm.print(0x3f8, 'serial\n'),
      ...asm.post(0x04),
      ...asm.reset,
    ]);
    expect(run.stop).toMatchObject({ reason: 'reset', detail: null });
    const order = run.events.map((event) =>
      event.kind === 'code'
        ? event.code
        : event.kind === 'text'
          ? event.text
          : event.kind === 'lifecycle'
            ? event.phase
            : event.kind === 'function'
              ? event.name
              : event.key,
    );
    expect(order).toEqual(['guest-entry', 1, 'firmware', 2, 'console', 3, 'serial', 4, 'reset']);
    expect(run.vmmStartNs).toBeGreaterThan(0);
    expect(run.events.every(({ timeNs }) => timeNs >= 0 && timeNs % 1000 === 0)).toBe(true);
    expect(run.diagnostics.map(({ code }) => code)).toEqual(['qemu-times']);
    expect(run.diagnostics[0]!.message).toContain('emulator (TCG)');
  });

  test('finds the ports by what they read as', async () => {
    const run = await bootCode([...asm.echo(0x402), ...asm.echo(0xe9), ...asm.echo(0x80), ...asm.reset]);
    expect(run.codes).toEqual([0xe9, 0xe9, 0xff]);
  });

  test('has no debug console and no serial port unless it was given them', async () => {
    const run = await bootCode([...asm.print(0xe9, 'x\n'), ...asm.print(0x3f8, 'x\n'), ...asm.reset], {
      debugConsolePort: null,
      serial: false,
    });
    expect(run.events.filter(({ kind }) => kind === 'text')).toEqual([]);
  });

  test('is not given an image as raw that is not', async () => {
    const path = folder.write('disk.raw', new Uint8Array([0x51, 0x46, 0x49, 0xfb, ...new Uint8Array(4096)]));
    const disks = [{ path, readOnly: false, snapshot: true }];
    await expect(bootCode(asm.reset, { disks })).rejects.toThrow('is a qcow2 image');
  });

  test('may have its debug console elsewhere', async () => {
    const run = await bootCode([...asm.print(0x3e9, 'here\n'), ...asm.reset], { debugConsolePort: 0x3e9 });
    expect(run.text('debug-console')).toEqual(['here']);
  });

  test.each(['q35', 'microvm', 'microvm,rtc=on,x-option-roms=off'])('runs on machine %s', async (machine) => {
    const run = await bootCode([...asm.post(0x42), ...asm.print(0xe9, 'hi\n'), ...asm.halt], {
      engineArguments: ['-accel', 'tcg', '-machine', machine],
      rng: true,
    });
    expect(run.codes).toEqual([0x42]);
    expect(run.text('debug-console')).toEqual(['hi']);
    expect(run.stop.reason).toBe('halt');
    expect(run.diagnostics[0]!.message).toContain(machine.includes('microvm') ? ' microvm,' : ' pc-q35');
  });

  test('has a code lost when it is written with 16 bits to the emulator, and that is said', async () => {
    const run = await bootCode([...asm.post(1), ...WIDE_WRITE, ...asm.reset]);
    expect(run.codes).toEqual([1]);
    expect(run.diagnostics.map(({ code }) => code)).toEqual(['qemu-times', 'dropped-writes']);
    expect(run.diagnostics[1]!.message).toContain('wrote 1 times');
  });

  test('may write faster than anybody reads: nothing is lost', async () => {
    // mov cx, 20000; mov al, cl; out 0x80, al; loop
    const flood = [0xb9, 0x20, 0x4e, 0x88, 0xc8, 0xe6, 0x80, 0xe2, 0xfa];
    const run = await bootCode([...flood, ...asm.reset]);
    expect(run.codes.length).toBe(20_000);
    expect(run.codes.every((code, index) => code === ((20_000 - index) & 0xff))).toBe(true);
  });
});

describeWith([needsQemu], 'the end of a guest in QEMU', () => {
  test('by a triple fault is a crash', async () => {
    const run = await bootCode([...asm.post(1), ...TRIPLE_FAULT]);
    expect(run.stop).toMatchObject({ reason: 'crash', detail: expect.stringContaining('triple fault') });
    expect(run.phases).toEqual(['guest-entry', 'crash']);
  });

  test('by halting for good is noticed, on every processor', async () => {
    const run = await bootCode([...asm.post(1), ...asm.halt], { cpus: 2 });
    expect(run.stop).toMatchObject({ reason: 'halt', detail: 'every vCPU halted with interrupts off' });
    expect(run.phases).toEqual(['guest-entry', 'halt']);
  });

  test('by switching off is a shutdown', async () => {
    // The power management registers of machine pc, put where a BIOS puts them: PMBASE 0x600, then SLP_EN in PM1_CNT.
    const pci = (register: number, value: readonly number[]) => [
      ...[0x66, 0xb8, register, 0x0b, 0x00, 0x80, 0xba, 0xf8, 0x0c, 0x66, 0xef],
      ...[0x66, 0xb8, ...value, 0xba, 0xfc, 0x0c, 0x66, 0xef],
    ];
    const run = await bootCode([
      ...pci(0x40, [0x01, 0x06, 0x00, 0x00]),
      ...pci(0x80, [0x01, 0x00, 0x00, 0x00]),
      ...[0xb8, 0x00, 0x20, 0xba, 0x04, 0x06, 0xef],
      ...asm.loop,
    ]);
    expect(run.stop).toMatchObject({ reason: 'shutdown', detail: null });
  });

  test('by the timeout says what the last code was, and takes no longer', async () => {
    const startMs = performance.now();
    const run = await bootCode([...asm.post(0x17), ...asm.loop], { timeoutNs: 0.5e9 });
    expect(run.stop.reason).toBe('timeout');
    expect(run.stop.detail).toContain('within 0.5 s; last code 0x17');
    expect(performance.now() - startMs).toBeLessThan(20_000);
  });

  test('by a code leaves out what came after it', async () => {
    const run = await bootCode([...asm.post(1, 2, 3, 4), ...asm.reset], { untilCode: 2 });
    expect(run.stop).toMatchObject({ reason: 'until', detail: 'code 0x02 arrived' });
    expect(run.codes).toEqual([1, 2]);
  });

  test('may be a line of text', async () => {
    const marks = [{ pattern: /^ready/, code: 0x62, name: 'ready' }];
    const run = await bootCode([...asm.print(0x3f8, 'ready to go\n'), ...asm.loop], {
      marks,
      untilCode: 0x62,
    });
    expect(run.stop.reason).toBe('until');
    expect(run.codeEvents.map(({ code, name, port }) => [code, name, port])).toEqual([
      [0x62, 'ready', 0x3f8],
    ]);
  });

  test('by an abort keeps what was captured', async () => {
    const abort = new AbortController();
    const run = await bootCode([...asm.post(9), ...asm.loop], {
      signal: abort.signal,
      onItem: (item) => item.kind === 'event' && item.event.kind === 'code' && abort.abort(),
    });
    expect(run.stop).toMatchObject({ reason: 'interrupted', detail: null });
    expect(run.codes).toEqual([9]);
  });

  test('by an abort before it began is one too', async () => {
    const run = await bootCode(asm.loop, { signal: AbortSignal.abort() });
    expect(run.stop.reason).toBe('interrupted');
    expect(run.codes).toEqual([]);
  });

  test('by isa-debug-exit is its own way out', async () => {
    const run = await bootCode([...asm.post(1), ...asm.out(0xf4, 0x10), ...asm.loop], {
      engineArguments: ['-accel', 'tcg', '-device', 'isa-debug-exit,iobase=0xf4,iosize=4'],
    });
    expect(run.stop).toMatchObject({ reason: 'shutdown', detail: 'isa-debug-exit: exit code 33' });
  });

  test('by its last words comes soon, with all of them', async () => {
    const words = 'ASSERT [DxeCore] /build/Image.c(1778): !EFI_ERROR (Status)';
    const run = await bootCode([...asm.print(0x402, `${words}\nand more\n`), ...asm.loop], {
      timeoutNs: 300e9,
    });
    expect(run.stop).toMatchObject({
      reason: 'crash',
      detail: `firmware assertion: ${words}; then --on-panic stop ended the run`,
    });
    expect(run.text('firmware-debug')).toEqual([words, 'and more']);
    expect(run.phases).not.toContain('crash');
  });

  test('by a panic that it reports is a crash', async () => {
    const run = await bootCode([...asm.out(0x505, 1), ...asm.loop], {
      engineArguments: ['-accel', 'tcg', '-device', 'pvpanic'],
    });
    expect(run.stop).toMatchObject({ reason: 'crash', detail: 'the guest reported a panic' });
  });
});

describeWith([needsQemu], 'keys', () => {
  test('reach the serial port of the guest', async () => {
    const typed = [...Buffer.from('ok')];
    const run = await bootCode([...ECHO_KEY, ...ECHO_KEY, ...asm.reset], {
      serialInput: { take: (limit) => Uint8Array.from(typed.splice(0, limit)) },
    });
    expect(run.codes).toEqual([...Buffer.from('ok')]);
  });
});

describeWith([needsQemu], 'a QEMU that does not start', () => {
  test('because of the arguments that were added is wrong usage, with what QEMU said', async () => {
    const attempt = bootCode(asm.reset, { engineArguments: ['-machine', 'nonsense'] });
    await expect(attempt).rejects.toMatchObject({ code: 'engine-arguments', exitCode: 2 });
    await expect(attempt).rejects.toThrow(/exit code 1.*unsupported machine type/s);
  });
});

/** Command lines of the running processes that hold `word`, by process number. */
function processesWith(word: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((id) => commandLine(id).includes(word) && Number(id) !== process.pid)
    .map(Number);
}

function commandLine(id: string): string {
  try {
    return readFileSync(`/proc/${id}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

async function waitUntil(condition: () => boolean): Promise<boolean> {
  for (let round = 0; round < 400; round++) {
    if (condition()) return true;
    await sleep(25);
  }
  return false;
}

describeWith([needsQemu], 'what is left behind', () => {
  const folder = temporaryFolder();
  const leftovers = () => readdirSync(os.tmpdir()).filter((name) => name.startsWith('boottrace-rom-'));

  /** A guest that runs for ever, in a QEMU that can be told from all others by what it is called. */
  const startLooping = async (name: string) => {
    const firmware = folder.write('loop.bin', romImage([...asm.post(1), ...asm.loop]));
    const args = [
      'run',
      '--engine',
      'qemu',
      '--firmware',
      firmware,
      '--json',
      '--',
      '-accel',
      'tcg',
      '-name',
      name,
    ];
    const child = spawn(process.execPath, [BIN, ...args], {
      env: cleanEnv(),
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const qemus = () => processesWith(name).filter((id) => id !== child.pid);
    expect(await waitUntil(() => qemus().length === 1)).toBe(true);
    return { child, qemus };
  };

  test.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
    'is nothing when this program gets %s',
    async (signal) => {
      const { child, qemus } = await startLooping(`boottrace-left-${signal}-${process.pid}`);
      const ended = new Promise((resolve) => child.on('exit', resolve));
      child.kill(signal);
      await ended;
      expect(await waitUntil(() => qemus().length === 0)).toBe(true);
      expect(leftovers()).toEqual([]);
    },
  );
});

test.each([
  ['another reason', 'QEMU did not start the guest (code 1)\nqemu: no such machine', ['boottrace doctor']],
  [
    'a feature that KVM offers and refuses',
    'QEMU did not start the guest (signal SIGABRT)\nqemu-system-x86_64: error: failed to set MSR 0x10a to 0x69',
    [expect.stringContaining('-- -cpu max,-arch-capabilities'), 'boottrace doctor'],
  ],
])('a start that failed for %s has the steps that help', (_, text, steps) => {
  expect(stepsAfterFailedStart(text)).toEqual(steps);
});
