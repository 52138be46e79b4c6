// Small jobs as whole processes, against a Node process that does nothing; and how long `run` takes to the first
// instruction of a guest that does nothing but end.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { interleave, median, printRows, shellLine, timeShell } from './measure.mjs';
import { RESET, romImage } from './rom-image.mjs';
import { bootImage } from './traces.mjs';

const TEN_LINES = Array.from({ length: 10 }, (_, i) => {
  const micros = 19_000 + i * 1000;
  const code = `[Debug I/O port: Kernel code 0x${(0x40 + i).toString(16)}] 0.0${micros} seconds`;
  return `cloud-hypervisor:   0.0${micros + 3000}s: <vcpu0> WARN:devices/src/legacy/debug_port.rs:74 -- ${code}\r\n`;
}).join('');

const node = process.execPath;
const whole = (command) => () => timeShell(`${shellLine(command)} >/dev/null`);

export async function benchStartUp({ folder, bin, rounds }) {
  const log = path.join(folder, 'ten-lines.log');
  writeFileSync(log, TEN_LINES);
  const rows = await interleave(
    {
      'node -e 0': whole([node, '-e', '0']),
      'boottrace --version': whole([node, bin, '--version']),
      'boottrace parse, ten lines': whole([node, bin, 'parse', log]),
    },
    rounds,
  );
  return { startUp: printRows('start-up, whole process', 'ms', rows) };
}

/** From the start of a process to the zero of its own clock, in milliseconds: what a process cannot see of itself. */
function launchMs() {
  const before = performance.timeOrigin + performance.now();
  const { stdout } = spawnSync(node, ['-p', 'performance.timeOrigin'], { encoding: 'utf8' });
  return Number(stdout) - before;
}

export async function benchFirstInstruction({ rounds, ...context }) {
  const image = path.join(context.folder, 'first-instruction.bin');
  // mov al, 0x80; out 0x80, al
  writeFileSync(image, romImage([0xb0, 0x80, 0xe6, 0x80, ...RESET]));
  const launch = median(Array.from({ length: Math.max(3, rounds) }, launchMs));
  const sinceStart = () => {
    const { vmmStartNs, codesNs } = bootImage(image, context);
    return launch + (vmmStartNs + codesNs[0]) / 1e6;
  };
  const command = [node, context.bin, 'run', '--firmware', image];
  const first = await interleave(
    {
      'node -e 0, whole process': () => timeShell(shellLine([node, '-e', '0'])).value,
      'run to first code': sinceStart,
    },
    rounds,
  );
  const note = `${launch.toFixed(1)} ms of it from the start of the process to the zero of its clock`;
  const all = await interleave(
    { 'node -e 0': whole([node, '-e', '0']), 'boottrace run': whole(command) },
    rounds,
  );
  return {
    firstInstruction: printRows("start of the process to the guest's first instruction", 'ms', first, note),
    shortestRun: printRows('run of a guest of three instructions, whole process', 'ms', all),
  };
}
