/** The exit loop makes no garbage: V8 says of each thread when it collects, and more exits make no more of it. */
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { describeWith, requirement } from '../helpers/requirements.js';
import { BIN, cleanEnv } from '../helpers/run-cli.js';
import { imageFile, useGuests } from './boot-guest.js';
import { romImage } from './guest-image.js';

/** mov ecx, EXITS; again: out 0x80, al; dec ecx; jnz again; mov al, 0xfe; out 0x64, al; hlt */
function loopImage(exits: number): Uint8Array {
  const count = new Uint8Array(new Uint32Array([exits]).buffer);
  return romImage([0x66, 0xb9, ...count, 0xe6, 0x80, 0x66, 0x49, 0x75, 0xfa, 0xb0, 0xfe, 0xe6, 0x64, 0xf4]);
}

/** What V8 says of each collection of garbage in the vCPU's thread. The main thread, which keeps every code, has more. */
function collections(exits: number, ...flags: readonly string[]): readonly string[] {
  const firmware = imageFile(loopImage(exits));
  const args = ['--trace-gc', BIN, 'run', '--timeout', '5m', '--firmware', firmware, ...flags];
  const said = execFileSync(process.execPath, [...args, '--json', '--output', '/dev/null'], {
    encoding: 'utf8',
    env: cleanEnv(),
  });
  const byThread = new Map<string, string[]>();
  for (const [line, thread = ''] of said.matchAll(/^\[\d+:(0x[0-9a-f]+)\].*(?:Scavenge|Mark-Compact).*$/gm))
    byThread.set(thread, [...(byThread.get(thread) ?? []), line]);
  return [...byThread.values()].sort((a, b) => b.length - a.length)[1] ?? [];
}

describeWith([requirement.kvm()], 'the exit loop', () => {
  useGuests();

  test('makes no garbage', () => {
    // One number an exit would make six more: a collection after each 120,000 of them. V8 itself makes one more or less.
    expect(collections(800_000).length).toBeLessThanOrEqual(collections(10_000).length + 3);
  });

  test('is not interrupted because V8 takes guest memory for its own', () => {
    const about = (reason: RegExp, lines: readonly string[]) => lines.filter((line) => reason.test(line));
    // No device of this guest reaches its memory.
    expect(about(/external memory|incremental/, collections(20_000, '--memory', '1G'))).toEqual([]);
    // Here one does: all is collected at once, before the guest runs, and nothing step by step while it does.
    const withDevice = collections(20_000, '--memory', '1G', '--rng');
    expect(about(/external memory/, withDevice)).toHaveLength(1);
    expect(about(/incremental/, withDevice)).toEqual([]);
    expect(about(/external memory/, collections(20_000, '--memory', '128M', '--rng'))).toHaveLength(1);
  });
});
