// What a request to a virtual device costs its guest: served by the vCPU's own thread, or by one that an ioeventfd wakes.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { interleave, printRows } from './measure.mjs';

/** @param folder for what the benchmark makes */
export async function benchNotifyCost({ folder, root, rounds }) {
  const program = path.join(folder, 'notify-cost');
  execFileSync('cc', ['-O2', '-pthread', '-o', program, path.join(root, 'bench', 'notify-cost.c')]);
  const measure = () => JSON.parse(execFileSync(program, { encoding: 'utf8' }));
  const rows = await interleave(
    {
      'the vCPU serves it': () => measure().directNs / 1000,
      'an ioeventfd wakes a thread': () => measure().ioeventfdNs / 1000,
    },
    rounds,
  );
  return { notifyCost: printRows('one request to a device', 'µs', rows, '5000 requests a run') };
}
