// What one port-write exit costs: `boottrace run` against the same loop in C, both booting the same ROM.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { interleave, printRows } from './measure.mjs';

const EXITS = 40_000;
const IMAGE_SIZE = 4096;
const RESET_VECTOR = IMAGE_SIZE - 16;

/** mov ecx, EXITS; again: out 0x80, al; dec ecx; jnz again; mov al, 0xfe; out 0x64, al; hlt */
function loopImage() {
  const image = new Uint8Array(IMAGE_SIZE);
  const count = [...new Uint8Array(new Uint32Array([EXITS]).buffer)];
  image.set([
    0xb0,
    0x80,
    0x66,
    0xb9,
    ...count,
    0xe6,
    0x80,
    0x66,
    0x49,
    0x75,
    0xfa,
    0xb0,
    0xfe,
    0xe6,
    0x64,
    0xf4,
  ]);
  // jmp to the start of the image, from behind this instruction of three bytes.
  const distance = new Uint8Array(new Int16Array([-(RESET_VECTOR + 3)]).buffer);
  image.set([0xe9, ...distance], RESET_VECTOR);
  return image;
}

function meanOfTrace(file) {
  const codes = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.includes('"kind":"code"'))
    .map((line) => JSON.parse(line).event.timeNs);
  if (codes.length !== EXITS) throw new Error(`${codes.length} codes instead of ${EXITS}`);
  return (codes.at(-1) - codes[0]) / (codes.length - 1);
}

/** @param folder for what the benchmark makes; @param bin the built program */
export async function benchExitCost({ folder, bin, root, rounds }) {
  const image = path.join(folder, 'exit-loop.bin');
  const peer = path.join(folder, 'exit-loop');
  const trace = path.join(folder, 'exit-loop.ndjson');
  writeFileSync(image, loopImage());
  execFileSync('cc', ['-O2', '-o', peer, path.join(root, 'bench', 'exit-loop.c')]);
  const rows = await interleave(
    {
      'C loop': () => JSON.parse(execFileSync(peer, [image], { encoding: 'utf8' })).meanNs / 1000,
      'boottrace run': () => {
        const args = [bin, 'run', '--firmware', image, '--save', trace, '--json', '--output', '/dev/null'];
        execFileSync(process.execPath, args);
        return meanOfTrace(trace) / 1000;
      },
    },
    rounds,
  );
  printRows('one port-write exit', 'µs', rows, `${EXITS} exits a run`);
  return { exitCost: rows };
}
