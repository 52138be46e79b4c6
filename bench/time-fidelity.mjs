// How true the times of codes are: a guest reads its processor's clock right before each code, and what lies between two
// codes by that clock is compared with what lies between them in the trace. The peer takes its times in C.
import path from 'node:path';
import { compare, mapValues, printRows, quantile } from './measure.mjs';
import { assemble } from './rom-image.mjs';
import { bootImage, bootInC, buildExitLoop, differences, wordsOf } from './traces.mjs';

const CODES = 4000;
const SHORT_CODES = 500;
const FIGURES = { median: 0.5, p99: 0.99, worst: 1 };

/** How far each difference in the trace is from the guest's own, in microseconds. */
function errorsOf(codesNs, stamps, tscKhz) {
  if (codesNs.length !== stamps.length)
    throw new Error(`${codesNs.length} codes, ${stamps.length} of the guest`);
  const guestUs = differences([...stamps]).map((ticks) => (Number(ticks) / tscKhz) * 1000);
  return differences(codesNs).map((ns, at) => Math.abs(ns / 1000 - guestUs[at]));
}

export async function benchTimeFidelity({ rounds, short, ...context }) {
  const codes = short ? SHORT_CODES : CODES;
  const image = assemble('stamps', { ...context, constants: { COUNT: codes } });
  const program = buildExitLoop(context);
  const notes = path.join(context.folder, 'stamps.out');
  const errors = { 'C loop': [], 'boottrace run': [] };
  for (let round = 0; round < rounds; round++) {
    const inC = bootInC(program, image, { ...context, console: notes });
    errors['C loop'].push(errorsOf(inC.codesNs, wordsOf(notes), inC.tscKhz));
    const ours = bootImage(image, { ...context, args: ['--debug-console', `file=${notes}`] });
    errors['boottrace run'].push(errorsOf(ours.codesNs, wordsOf(notes), inC.tscKhz));
  }
  return Object.fromEntries(
    Object.entries(FIGURES).map(([name, share]) => {
      const rows = compare(mapValues(errors, (runs) => runs.map((values) => quantile(values, share))));
      const title = `time between two codes, off the guest's own clock, ${name}`;
      return [`timeFidelity ${name}`, printRows(title, 'µs', rows, `${codes} codes a run`)];
    }),
  );
}
