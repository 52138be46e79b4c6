/**
 * What oclif has no word for, put right before parsing: a flag whose value may be left out is given its value, and one whose
 * value is a text that may be a flag itself (`--vs --rng`) has a space put before it.
 */
import { GUEST_OPTIONS, type GuestOption } from '../../engines/guest-options.js';

/** Samples a second without a number: enough that functions of a kernel show. */
export const DEFAULT_PROFILE_HZ = '1000';

/** The default value of each flag, and the pattern of a real value. Other words are not consumed. */
const BARE_VALUES: Readonly<Record<string, NonNullable<GuestOption['bare']>>> = {
  '--profile': { value: DEFAULT_PROFILE_HZ, looksLikeValue: /^\d+$/ },
  ...Object.fromEntries(GUEST_OPTIONS.flatMap(({ flag, bare }) => (bare ? [[`--${flag}`, bare]] : []))),
};

/** `--rng --log-file x` → `--rng=src=/dev/urandom --log-file x`. */
export function completeBareFlags(argv: readonly string[]): string[] {
  return spaceTexts(argv).map((word, index, words) => {
    const bare = Object.hasOwn(BARE_VALUES, word) ? BARE_VALUES[word] : undefined;
    if (bare === undefined || bare.looksLikeValue.test(words[index + 1] ?? '')) return word;
    return `${word}=${bare.value}`;
  });
}

const TEXT_FLAG = '--vs';

/** `--vs --rng` → `--vs " --rng"`: the same after splitting, but not a flag for oclif. */
function spaceTexts(argv: readonly string[]): string[] {
  return argv.map((word, index) => {
    if (argv[index - 1] === TEXT_FLAG) return ` ${word}`;
    return word.startsWith(`${TEXT_FLAG}=`) ? word.replace('=', '= ') : word;
  });
}
