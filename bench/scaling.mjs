// How time and memory grow with the number of boots in a log, and with the number of vCPUs of a guest.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeBoots } from './large-log.mjs';
import { interleave, peakMiB, piped, printRows, timeShell } from './measure.mjs';
import { assemble, RESET, romImage } from './rom-image.mjs';
import { bootImage } from './traces.mjs';

const BOOTS = [1, 10, 100, 1000];
const CODES_PER_BOOT = 1000;
const VCPUS = [1, 2, 4, 8];
const CODES_PER_VCPU = 2000;
const SHORT_CODES_PER_VCPU = 200;

export async function benchManyBoots({ folder, bin, rounds, short }) {
  const command = (boots) => [
    process.execPath,
    bin,
    'report',
    '--csv',
    path.join(folder, `${boots}-boots.log`),
  ];
  const sizes = short ? BOOTS.slice(0, -1) : BOOTS;
  for (const boots of sizes) writeBoots(command(boots).at(-1), { boots, codes: CODES_PER_BOOT });
  const candidates = sizes.map((boots) => [`boots: ${boots}`, () => timeShell(piped(command(boots)))]);
  const rows = await interleave(Object.fromEntries(candidates), rounds);
  const title = `report --csv, boots of ${CODES_PER_BOOT} codes each`;
  const manyBoots = printRows(title, 'ms', rows);
  const memory = sizes.map((boots) => ({ boots, peakMiB: peakMiB(command(boots)) }));
  console.log(
    `  peak memory: ${memory.map(({ boots, peakMiB: mib }) => `${mib} MiB for ${boots}`).join(', ')}`,
  );
  return { manyBoots, manyBootsMemory: memory };
}

export async function benchManyVcpus({ rounds, short, ...context }) {
  const codes = short ? SHORT_CODES_PER_VCPU : CODES_PER_VCPU;
  const empty = path.join(context.folder, 'empty-guest.bin');
  writeFileSync(empty, romImage([0xe6, 0x80, ...RESET]));
  const boot = (image, cpus) => bootImage(image, { ...context, args: ['--cpus', `${cpus}`] });
  const byVcpus = (measure) =>
    interleave(Object.fromEntries(VCPUS.map((cpus) => [`vCPUs: ${cpus}`, () => measure(cpus)])), rounds);
  const start = await byVcpus((cpus) => {
    const { vmmStartNs, codesNs } = boot(empty, cpus);
    return (vmmStartNs + codesNs[0]) / 1e6;
  });
  const images = VCPUS.map((CPUS) =>
    assemble('all-vcpus', { ...context, constants: { CPUS, COUNT: codes } }),
  );
  const cost = await byVcpus((cpus) => {
    const { codesNs } = boot(images[VCPUS.indexOf(cpus)], cpus);
    if (codesNs.length !== cpus * codes) throw new Error(`${codesNs.length} codes of ${cpus} vCPUs`);
    return (codesNs.at(-1) - codesNs[0]) / codesNs.length / 1000;
  });
  return {
    vcpuStart: printRows('run: zero of its clock to the first code, by vCPUs', 'ms', start),
    vcpuCost: printRows('a code while all vCPUs write codes, by vCPUs', 'µs', cost, `${codes} codes each`),
  };
}
