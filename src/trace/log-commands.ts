/**
 * Text that the log of a continuous integration service would execute as a command. Escaping its last character
 * disables the command, which also works when the text arrives in pieces.
 */

export interface LogCommand {
  /** Whose logs obey it. */
  readonly service: string;
  readonly examples: readonly string[];
  /** Matches the one character that completes it. `^` is where a line begins. */
  readonly end: RegExp;
}

export const LOG_COMMANDS: readonly LogCommand[] = [
  {
    service: 'GitHub Actions',
    examples: ['::error::text', '::add-mask::text', '  ::stop-commands::text'],
    end: /(?<=^\s*:):/,
  },
  {
    service: 'Azure Pipelines, TeamCity, and GitHub Actions before 2019',
    examples: ['##vso[task.complete]', '##[error]text', "##teamcity[buildStop comment='text']"],
    end: /(?<=##[\w.-]{0,40})\[/,
  },
  {
    service: 'GitLab CI',
    examples: ['section_start:123:name\r\x1b[0K', 'section_end:123:name\r\x1b[0K'],
    end: /(?<=section_(?:start|end)):/,
  },
  {
    service: 'Buildkite',
    examples: ['--- text', '+++ text', '~~~ text', '^^^ +++'],
    end: /(?<=^(?:---|\+\+\+|~~~|\^\^\^))[ \t]/,
  },
];

/** The last character of each of them, as the source of an expression. */
export const LOG_COMMAND_ENDS = LOG_COMMANDS.map(({ end }) => end.source).join('|');

/** No command, with what may come before it in its line, is longer than this, but for white space. */
export const LONGEST_LOG_COMMAND = 64;
