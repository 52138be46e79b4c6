/** `--vs "GUEST FLAGS"`: one text, split as a shell would, on top of the guest flags of the command line. */
import { type Interfaces, Parser } from '@oclif/core';
import { split } from 'shlex';
import { InputError, UsageError } from '../../trace/errors.js';
import type { RunFlags } from '../flags/run-plan.js';
import { completeBareFlags } from '../program/bare-flags.js';
import { refuseIdleFlags } from '../program/flag-needs.js';
import { type CommandFacts, explainParseError } from '../program/usage-errors.js';

type FlagTable = Interfaces.FlagInput;

const EXAMPLE = `boottrace run --vs '--cpus 2 --cmdline "console=ttyS0 quiet"'`;

/**
 * The flags of the other guest: what `text` names replaces what was given, the rest is inherited. `guestFlags` is the
 * part of the table of flags that belongs to the guest. Throws InputError for anything else in the text.
 */
export async function overlayGuestFlags<F extends RunFlags>(
  flags: F,
  text: string,
  guestFlags: FlagTable,
): Promise<F> {
  const named = await parseGuestFlags(completeBareFlags(splitWords(text)), withoutDefaults(guestFlags));
  const merged = { ...withoutOtherImage(flags, named), ...named };
  const given = Object.keys(guestFlags).filter((name) => merged[name as keyof F] !== undefined);
  refuseIdleFlags('run', { flags: new Map(given.map((name) => [name, []])), args: [] });
  return merged;
}

function splitWords(text: string): string[] {
  try {
    return split(text);
  } catch {
    throw new InputError('bad-vs', `--vs ${JSON.stringify(text)}: a quotation mark is not closed`, [EXAMPLE]);
  }
}

/** A flag that is not named must not come back with its default. */
function withoutDefaults(flags: FlagTable): FlagTable {
  return Object.fromEntries(
    Object.entries(flags).map(([name, flag]) => [name, { ...flag, default: undefined }]),
  ) as FlagTable;
}

async function parseGuestFlags(words: string[], flags: FlagTable): Promise<Partial<RunFlags>> {
  try {
    const parsed = await Parser.parse(words, { flags, args: {}, strict: true });
    return Object.fromEntries(Object.entries(parsed.flags).filter(([, value]) => value !== undefined));
  } catch (error) {
    const guest: CommandFacts = { id: 'a guest', flags, args: [], argv: words, ownersOf: () => [] };
    const reason = explainParseError(error, guest);
    if (!(reason instanceof UsageError)) throw reason;
    const names = Object.keys(flags).map((name) => `--${name}`);
    throw new UsageError('bad-vs', `--vs: ${reason.message}. The flags of a guest: ${names.join(', ')}`, [
      EXAMPLE,
    ]);
  }
}

/** `--firmware` replaces a kernel, and `--kernel` replaces firmware, unless the first guest has both. */
function withoutOtherImage<F extends RunFlags>(flags: F, named: Partial<RunFlags>): F {
  const hasBoth = flags.firmware !== undefined && flags.kernel !== undefined;
  if (hasBoth || (named.firmware !== undefined && named.kernel !== undefined)) return flags;
  if (named.firmware !== undefined && named.kernel === undefined) {
    return { ...flags, kernel: undefined, initramfs: undefined, cmdline: undefined };
  }
  return named.kernel === undefined ? flags : { ...flags, firmware: undefined, flash: undefined };
}
