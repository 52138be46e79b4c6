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

/** Collections of the vCPU's thread. The main thread, which began first, keeps every code and collects more. */
function collections(exits: number): number {
  const args = ['--trace-gc', BIN, 'run', '--timeout', '5m', '--firmware', imageFile(loopImage(exits))];
  const said = execFileSync(process.execPath, [...args, '--json', '--output', '/dev/null'], {
    encoding: 'utf8',
    env: cleanEnv(),
  });
  const counts = new Map<string, number>();
  for (const [, thread = ''] of said.matchAll(/^\[\d+:(0x[0-9a-f]+)\].*(?:Scavenge|Mark-Compact)/gm))
    counts.set(thread, (counts.get(thread) ?? 0) + 1);
  return [...counts.values()].sort((a, b) => b - a)[1] ?? 0;
}

describeWith([requirement.kvm()], 'the exit loop', () => {
  useGuests();

  test('makes no garbage', () => {
    // What the thread collects until its loop is compiled differs by one or two; one number an exit would make four more.
    expect(collections(150_000)).toBeLessThanOrEqual(collections(10_000) + 2);
  });
});
