/**
 * Inputs of `check` and `diff` must contain a boot; otherwise an empty log would pass like a log with good boots. Files
 * of a folder that are not logs are left out with a note.
 */
import type { Reading } from '../../trace/boot.js';
import { note } from '../../trace/diagnostic.js';
import { InputError } from '../../trace/errors.js';
import type { FoundInput, InputReading } from './inputs.js';

/** Maximum number of inputs named in a message. */
const MAX_NAMED = 10;

export interface ReadInputs {
  readonly inputs: readonly FoundInput[];
  /** One for each input. */
  readonly readings: readonly InputReading[];
}

/**
 * The readings of logs, with a note for each file of a folder that is none.
 * @throws InputError `no-boot` for a named file without a boot, for such a log in a folder, and where no input has any
 */
export function keepBoots({ inputs, readings }: ReadInputs): readonly Reading[] {
  const isNamed = (at: number): boolean => inputs[at]?.isNamed ?? true;
  const without = readings.filter(({ boots }) => boots.length === 0);
  const faulty = readings.filter(
    ({ boots, content }, at) => boots.length === 0 && (isNamed(at) || content !== 'other'),
  );
  if (faulty.length > 0) throw noBoot(faulty);
  if (without.length > 0 && without.length === readings.length) throw noBoot(without);
  return readings.map((reading) => (reading.boots.length > 0 ? reading : leftOut(reading)));
}

function noBoot(readings: readonly InputReading[]): InputError {
  const named = readings.slice(0, MAX_NAMED).map((reading) => `${reading.input}: ${whyNone(reading)}`);
  const more = readings.length - MAX_NAMED;
  const list = more > 0 ? [...named, `and ${more} more`] : named;
  const [first] = readings;
  return new InputError('no-boot', `an input without a boot cannot be judged. ${list.join('; ')}`, [
    `boottrace parse ${first!.input} shows what was read`,
    '--input-format FORMAT selects another format',
    'leave out files that are not boot logs',
  ]);
}

/** `it is empty`, or the first two sentences of what the reader has to say: what it missed, and what it saw. */
function whyNone({ content, diagnostics }: InputReading): string {
  if (content === 'empty') return 'it is empty';
  const finding = diagnostics.find(({ severity }) => severity === 'warning') ?? diagnostics[0];
  if (finding === undefined) return 'no boot was found in it';
  const [sentences] = /^.*?\.(?: [A-Z].*?\.)?(?= [A-Z]|$)/s.exec(finding.message) ?? [finding.message];
  return sentences.replace(/\.$/, '');
}

function leftOut({ input }: InputReading): Reading {
  const message = 'this file was left out: it has no line of a known format and no line with a time';
  return { boots: [], diagnostics: [note('not-a-log', message, { input })] };
}
