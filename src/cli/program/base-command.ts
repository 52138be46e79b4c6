/**
 * What all commands share: their words are parsed by oclif and refused in plain English, and errors go to `main`, which
 * maps them, and never through oclif's process.exit.
 */
import { Command, type Interfaces } from '@oclif/core';
import { refuseIdleFlags, type TypedWords } from './flag-needs.js';
import { type CommandFacts, explainParseError, refuseSwitchValue } from './usage-errors.js';

type Output = Interfaces.OutputFlags<Interfaces.FlagInput>;
type Arguments = Interfaces.OutputArgs<Interfaces.ArgInput>;

export abstract class BaseCommand extends Command {
  protected override async catch(error: Error): Promise<never> {
    throw error;
  }

  /** Throws UsageError for words that the command does not take, and for flags that would do nothing. */
  protected override async parse<F extends Output, B extends Output, A extends Arguments>(
    options?: Interfaces.Input<F, B, A>,
    argv: string[] = this.argv,
  ): Promise<Interfaces.ParserOutput<F, B, A>> {
    const facts = this.#facts(argv);
    refuseSwitchValue(facts);
    const output = await super.parse(options, argv).catch((error: unknown) => {
      throw explainParseError(error, facts);
    });
    refuseIdleFlags(facts.id, typedWords(output.raw));
    return output;
  }

  #facts(argv: readonly string[]): CommandFacts {
    const { flags, args } = this.ctor;
    return {
      id: this.id ?? '',
      flags,
      args: Object.keys(args),
      argv,
      ownersOf: (flag) =>
        this.config.commands.filter((command) => Object.hasOwn(command.flags, flag)).map(({ id }) => id),
      takersOf: (flag, value) =>
        this.config.commands
          .filter(({ flags: others }) => {
            const own = others[flag];
            return own?.type === 'option' && own.options?.includes(value);
          })
          .map(({ id }) => id),
    };
  }
}

function typedWords(raw: Interfaces.ParserOutput['raw']): TypedWords {
  const flags = new Map<string, string[]>();
  for (const token of raw) {
    if (token.type === 'flag') flags.set(token.flag, [...(flags.get(token.flag) ?? []), token.input]);
  }
  return { flags, args: raw.filter(({ type }) => type === 'arg').map(({ input }) => input) };
}
