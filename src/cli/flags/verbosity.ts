/** `-v`, `-vv`, `-v -v`: each counts. */

/** How many times `-v` was given: oclif keeps of a repeated flag only that it was there. */
export function countVerbosity(argv: readonly string[]): number {
  const count = (word: string) => (/^-v+$/.test(word) ? word.length - 1 : word === '--verbose' ? 1 : 0);
  return argv.reduce((sum, word) => sum + count(word), 0);
}
