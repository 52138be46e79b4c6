// All benchmarks: `npm run bench [-- NAME ...] [--rounds N]`. Prints medians and ratios against a peer that runs side by
// side, and keeps the figures as JSON with the host they were taken on. Timing never decides a test.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { benchDisks } from './disks.mjs';
import { benchExitCost } from './exit-cost.mjs';
import { benchLargeLogs } from './large-logs.mjs';
import { benchLinuxBoot } from './linux-boot.mjs';
import { benchNotifyCost } from './notify-cost.mjs';
import { benchStartUp } from './start-up.mjs';

const BENCHMARKS = {
  'start-up': benchStartUp,
  'exit-cost': benchExitCost,
  'large-logs': benchLargeLogs,
  'linux-boot': benchLinuxBoot,
  'notify-cost': benchNotifyCost,
  disks: benchDisks,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '9' }, output: { type: 'string' } },
});
const unknown = positionals.filter((name) => !(name in BENCHMARKS));
if (unknown.length > 0)
  throw new Error(`no benchmark ${unknown.join(', ')}; there are ${Object.keys(BENCHMARKS).join(', ')}`);

const root = path.join(import.meta.dirname, '..');
const folder = mkdtempSync(path.join(os.tmpdir(), 'boottrace-bench-'));
const context = { root, folder, bin: path.join(root, 'bin', 'run.js'), rounds: Number(values.rounds) };
const host = { cpu: os.cpus()[0].model, cpus: os.cpus().length, kernel: os.release(), node: process.version };
console.log(
  `${host.cpu}, ${host.cpus} CPUs, Linux ${host.kernel}, Node ${host.node}, ${context.rounds} rounds`,
);
try {
  const results = {};
  for (const [name, run] of Object.entries(BENCHMARKS)) {
    if (positionals.length === 0 || positionals.includes(name)) Object.assign(results, await run(context));
  }
  if (values.output !== undefined)
    writeFileSync(values.output, `${JSON.stringify({ host, results }, null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
