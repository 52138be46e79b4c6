// Whole-process wall time of small jobs, against a Node process that does nothing.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { interleave, printRows, timeCommand } from './measure.mjs';

const TEN_LINES = Array.from({ length: 10 }, (_, i) => {
  const micros = 19_000 + i * 1000;
  const code = `[Debug I/O port: Kernel code 0x${(0x40 + i).toString(16)}] 0.0${micros} seconds`;
  return `cloud-hypervisor:   0.0${micros + 3000}s: <vcpu0> WARN:devices/src/legacy/debug_port.rs:74 -- ${code}\r\n`;
}).join('');

export async function benchStartUp({ folder, bin, rounds }) {
  const log = path.join(folder, 'ten-lines.log');
  writeFileSync(log, TEN_LINES);
  const node = process.execPath;
  const rows = await interleave(
    {
      'node -e 0': () => timeCommand([node, '-e', '0']),
      'boottrace --version': () => timeCommand([node, bin, '--version']),
      'boottrace parse, ten lines': () => timeCommand([node, bin, 'parse', log]),
    },
    rounds,
  );
  printRows('start-up', 'ms', rows);
  return { startUp: rows };
}
