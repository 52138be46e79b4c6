/** What the services that run builds look for in a log, as their documents and sources say it, not as boottrace does. */

const COMMANDS: readonly RegExp[] = [
  // github.com/actions/runner, ActionCommand.cs: TryParseV2, TryParse
  /^\s*::/,
  /##\[/,
  // github.com/microsoft/azure-pipelines-agent, Command.cs
  /##vso\[/i,
  // www.jetbrains.com/help/teamcity/service-messages.html
  /##teamcity\[/,
  // docs.gitlab.com/ci/jobs/job_logs
  /section_(?:start|end):\d+:/,
  // buildkite.com/docs/pipelines/configure/managing-log-output
  /^(?:---|\+\+\+|~~~|\^\^\^)\s/,
];

/** The lines of a log that one of them would obey. */
export function findLogCommands(text: string): readonly string[] {
  return text
    .split(/\r\n|\r|\n/)
    .filter((line) => COMMANDS.some((command) => command.test(line)))
    .map((line) => line.slice(0, 200));
}
