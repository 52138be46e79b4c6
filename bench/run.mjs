// All benchmarks: `npm run bench [-- NAME ...] [--rounds N] [--short] [--output FILE]`. Prints medians and ratios against a
// peer that runs side by side, then all of it as one table in Markdown; keeps the figures as JSON with the host they were
// taken on. `--short` shows in less than a minute that each one works. Timing never decides a test.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { benchDisks } from './disks.mjs';
import { benchExitCost } from './exit-cost.mjs';
import { benchLargeLogs } from './large-logs.mjs';
import { benchLinuxBoot } from './linux-boot.mjs';
import { markdownTable } from './measure.mjs';
import { benchNotifyCost } from './notify-cost.mjs';
import { benchOwnPaths } from './own-paths.mjs';
import { benchManyBoots, benchManyVcpus } from './scaling.mjs';
import { benchFirstInstruction, benchStartUp } from './start-up.mjs';
import { benchTimeFidelity } from './time-fidelity.mjs';

const BENCHMARKS = {
  'start-up': { run: benchStartUp, needs: [] },
  'first-instruction': { run: benchFirstInstruction, needs: ['kvm'] },
  'exit-cost': { run: benchExitCost, needs: ['kvm', 'cc'] },
  'time-fidelity': { run: benchTimeFidelity, needs: ['kvm', 'cc', 'nasm'] },
  'many-vcpus': { run: benchManyVcpus, needs: ['kvm', 'nasm'] },
  'many-boots': { run: benchManyBoots, needs: [] },
  'large-logs': { run: benchLargeLogs, needs: [] },
  'own-paths': { run: benchOwnPaths, needs: [] },
  'notify-cost': { run: benchNotifyCost, needs: ['kvm', 'cc'] },
  'linux-boot': { run: benchLinuxBoot, needs: ['lab'] },
  disks: { run: benchDisks, needs: ['lab', 'cc'] },
};

const isCommand = (name) => !spawnSync(name, ['--version']).error;

/** What a benchmark may need, and what to say when it is not there; null when it is. */
const NEEDS = {
  kvm: () => {
    try {
      closeSync(openSync('/dev/kvm', 'r+'));
      return null;
    } catch (error) {
      return `/dev/kvm cannot be opened (${error.code})`;
    }
  },
  cc: () => (isCommand('cc') ? null : 'no C compiler (cc) is installed'),
  nasm: () => (isCommand('nasm') ? null : 'nasm is not installed'),
  lab: () => {
    if (short) return 'it boots the nested lab, which takes minutes: not in the short form';
    return isCommand('qemu-system-x86_64') ? null : 'the nested lab needs qemu-system-x86';
  },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string' },
    short: { type: 'boolean', default: false },
    output: { type: 'string' },
  },
});
const { short, output } = values;
const unknown = positionals.filter((name) => !(name in BENCHMARKS));
if (unknown.length > 0)
  throw new Error(`no benchmark ${unknown.join(', ')}; there are ${Object.keys(BENCHMARKS).join(', ')}`);
const rounds = Number(values.rounds ?? (short ? 1 : 9));
if (!(Number.isInteger(rounds) && rounds > 0))
  throw new Error(`--rounds ${values.rounds} is no number of rounds`);

const root = path.join(import.meta.dirname, '..');
const folder = mkdtempSync(path.join(os.tmpdir(), 'boottrace-bench-'));
const context = { root, folder, bin: path.join(root, 'bin', 'run.js'), rounds, short };
const host = { cpu: os.cpus()[0].model, cpus: os.cpus().length, kernel: os.release(), node: process.version };
const about = `${host.cpu}, ${host.cpus} CPUs, Linux ${host.kernel}, Node ${host.node}, ${rounds} rounds`;
console.log(about);
const results = {};
const leftOut = {};
try {
  for (const [name, { run, needs }] of Object.entries(BENCHMARKS)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    const reason = needs.map((need) => NEEDS[need]()).find((text) => text !== null);
    if (reason === undefined) Object.assign(results, await run(context));
    else leftOut[name] = reason;
  }
  if (Object.keys(results).length > 0) console.log(`\n${about}\n\n${markdownTable(results)}`);
  for (const [name, reason] of Object.entries(leftOut)) console.log(`\nleft out: ${name}: ${reason}`);
  if (output !== undefined)
    writeFileSync(output, `${JSON.stringify({ host, rounds, short, results, leftOut }, null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
