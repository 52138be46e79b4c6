/** Entry of the bundled program: the command table that oclif reads, and `main`, which bin/run.js calls. */
import { runProgram } from './cli/main.js';
import Check from './commands/check.js';
import Classify from './commands/classify.js';
import Diff from './commands/diff.js';
import Doctor from './commands/doctor.js';
import MarkTool from './commands/mark-tool.js';
import Parse from './commands/parse.js';
import Report from './commands/report.js';
import Run from './commands/run.js';
import { endEarlyThread, startEarlyThread } from './engines/early-thread.js';

export const COMMANDS = {
  run: Run,
  parse: Parse,
  report: Report,
  diff: Diff,
  check: Check,
  classify: Classify,
  doctor: Doctor,
  'mark-tool': MarkTool,
};

/** Words that say that no vCPU of ours will run. One that is overlooked costs a thread, no more. */
const WITHOUT_THREAD: ReadonlySet<string> = new Set(['--help', 'qemu', 'cloud-hypervisor']);

/** Runs the command line of `process.argv`. `root` is the folder of package.json. */
export async function main(root: string): Promise<void> {
  const argv = process.argv.slice(2);
  if (argv[0] === 'run' && !argv.some((word) => WITHOUT_THREAD.has(word))) startEarlyThread(root);
  await runProgram(root, argv, Object.keys(COMMANDS));
  await endEarlyThread();
}
