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

interface Collection {
  readonly line: string;
  /** Since the process started. */
  readonly atMs: number;
}

/** What V8 says of each collection of garbage in the vCPU's thread, and in the main thread, which keeps every code and so has more. */
function collections(
  exits: number,
  ...flags: readonly string[]
): { vcpu: readonly Collection[]; main: readonly Collection[] } {
  const firmware = imageFile(loopImage(exits));
  const args = ['--trace-gc', BIN, 'run', '--timeout', '5m', '--firmware', firmware, ...flags];
  const said = execFileSync(process.execPath, [...args, '--json', '--output', '/dev/null'], {
    encoding: 'utf8',
    env: cleanEnv(),
  });
  const byThread = new Map<string, Collection[]>();
  for (const [line, thread = '', ms] of said.matchAll(
    /^\[\d+:(0x[0-9a-f]+)\] +(\d+) ms: .*(?:Scavenge|Mark-Compact).*$/gm,
  ))
    byThread.set(thread, [...(byThread.get(thread) ?? []), { line, atMs: Number(ms) }]);
  const [main = [], vcpu = []] = [...byThread.values()].sort((a, b) => b.length - a.length);
  return { vcpu, main };
}

describeWith([requirement.kvm()], 'the exit loop', () => {
  useGuests();

  test('makes no garbage once it is compiled', () => {
    // When V8 has compiled the loop is its own affair, and later on a busy machine; so is a collection that only gives memory
    // back. The guest runs for about half of the process, the report takes the rest. One number an exit would make a
    // collection after each 120,000 exits: three in the guest's second half.
    const { vcpu, main } = collections(800_000);
    const halfwayMs = main.at(-1)!.atMs / 4;
    const late = vcpu.filter(({ line, atMs }) => line.includes('Scavenge') && atMs > halfwayMs);
    expect(late.length, late.map(({ line }) => line).join('\n')).toBeLessThanOrEqual(1);
  });

  test('is not interrupted because V8 takes guest memory for its own', () => {
    const about = (reason: RegExp, { vcpu }: { vcpu: readonly Collection[] }) =>
      vcpu.filter(({ line }) => reason.test(line));
    // No device of this guest reaches its memory.
    expect(about(/external memory|incremental/, collections(20_000, '--memory', '1G'))).toEqual([]);
    // Here one does: all is collected at once, before the guest runs, and nothing step by step while it does.
    const withDevice = collections(20_000, '--memory', '1G', '--rng');
    expect(about(/external memory/, withDevice)).toHaveLength(1);
    expect(about(/incremental/, withDevice)).toEqual([]);
    expect(about(/external memory/, collections(20_000, '--memory', '128M', '--rng'))).toHaveLength(1);
  });
});
