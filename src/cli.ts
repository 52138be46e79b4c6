/** Entry of the bundled program: the command table that oclif reads, and `main`. */
import { run, settings } from '@oclif/core';

export const COMMANDS = {};

/** Runs the command line of `process.argv`. `root` is the folder of package.json. */
export async function main(root: string): Promise<void> {
  settings.enableAutoTranspile = false;
  await run(process.argv.slice(2), { root });
}
