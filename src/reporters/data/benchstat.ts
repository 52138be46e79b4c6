/**
 * Go's benchmark format (golang.org/design/14313-benchmark-format), which benchstat reads: a line for each row of each boot that
 * counts, in nanoseconds. Boots of a comparison say their side as `/side=base`: `benchstat -col /side` puts them side by side. Has no
 * place for notes and warnings.
 */
import type { BootsReport } from '../../trace/report/report.js';
import type { Reporter } from '../reporter.js';
import { bootRows } from '../words/boot-rows.js';
import { shortText } from '../words/short-text.js';

/** Characters allowed in a name: `/` would begin a part of it, white space would end it. */
const FOREIGN = /[^\p{L}\p{N}_.+:-]/gu;

/** `kernel` is `Kernel`: a lower-case letter behind `Benchmark` makes it some other word. */
function plainName(name: string): string {
  const word = shortText(name).replace(FOREIGN, '_');
  const first = word.charAt(0).toUpperCase();
  const whole = `${/\p{Ll}/u.test(first) ? '_' : ''}${first}${word.slice(1)}`;
  // A number after a dash would be read as the number of processors.
  return /-\d+$/.test(whole) ? `${whole}_` : whole;
}

/** Each row's own name, also where two would be written alike. */
function benchmarkNames(rows: Iterable<string>): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const names = new Map<string, string>();
  for (const row of rows) {
    if (names.has(row)) continue;
    const plain = plainName(row);
    let name = plain;
    for (let again = 2; taken.has(name); again++) name = `${plain}_${again}`;
    taken.add(name);
    names.set(row, name);
  }
  return names;
}

function* render(report: BootsReport): Generator<string> {
  const boots = bootRows(report);
  const names = benchmarkNames(boots.flatMap((rows) => rows.map(({ name }) => name)));
  yield 'pkg: boottrace\n';
  for (const rows of boots) {
    for (const { name, side, timeNs } of rows)
      yield `Benchmark${names.get(name)}${side === null ? '' : `/side=${side}`} 1 ${timeNs} ns/op\n`;
  }
}

export const benchstatReporter: Reporter<BootsReport> = {
  id: 'benchstat',
  title: 'Go benchmark format, for benchstat',
  extension: 'txt',
  render,
};
