/** `run ... -- WORDS`: words after the first `--` are passed to the engine's own program. */

export interface SplitArguments {
  /** What is ours to parse. */
  readonly own: string[];
  readonly engineArguments: string[];
}

export function splitEngineArguments(argv: readonly string[]): SplitArguments {
  const at = argv.indexOf('--');
  if (at < 0) return { own: [...argv], engineArguments: [] };
  return { own: argv.slice(0, at), engineArguments: argv.slice(at + 1) };
}
