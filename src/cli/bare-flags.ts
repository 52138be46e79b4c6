/** Flags whose value may be left out, which oclif has no word for: a bare one is given its value before parsing. */
import { DEFAULT_RNG } from '../engines/disk-flag.js';

/** The value of each when there is none, and how a value that is one looks: any other word is not swallowed. */
const BARE_VALUES: Readonly<Record<string, { readonly value: string; readonly looksLikeValue: RegExp }>> = {
  '--rng': { value: DEFAULT_RNG, looksLikeValue: /^\w+=/ },
};

/** `--rng --log-file x` → `--rng=src=/dev/urandom --log-file x`. */
export function completeBareFlags(argv: readonly string[]): string[] {
  return argv.map((word, index) => {
    const bare = Object.hasOwn(BARE_VALUES, word) ? BARE_VALUES[word] : undefined;
    if (bare === undefined || bare.looksLikeValue.test(argv[index + 1] ?? '')) return word;
    return `${word}=${bare.value}`;
  });
}
