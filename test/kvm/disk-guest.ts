/** The guest of disk-requests.asm, assembled for one of its tasks. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';

export function assembleDiskGuest(task: 'LONG' | 'HIGH', into: string): string {
  const source = path.join(import.meta.dirname, 'disk-requests.asm');
  execFileSync('nasm', ['-f', 'bin', '-Wall', '-Werror', '-D', task, '-o', into, source]);
  return into;
}
