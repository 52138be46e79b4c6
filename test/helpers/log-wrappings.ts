/** What collectors put in front of a line, by the index of the line: each is undone by the table of wrappings. */

const two = (value: number) => `${value}`.padStart(2, '0');
/** Rises by a second a line. */
const clock = (index: number) =>
  `${two(10 + Math.floor(index / 3600))}:${two(Math.floor(index / 60) % 60)}:${two(index % 60)}`;

export const LOG_WRAPPINGS: readonly (readonly [string, (line: string, index: number) => string])[] = [
  ['a mail', (line) => `> > ${line}`],
  ['a build tool', (line) => `[info] ${line}`],
  ['GitHub', (line, index) => `2026-05-01T${clock(index)}.1234567Z ${line}`],
  ['GitLab', (line, index) => `2026-05-01T${clock(index)}.123456Z 01O ${line}`],
  ['CRI', (line, index) => `2026-05-01T${clock(index)}.123456789Z stdout F ${line}`],
  ['docker -t', (line, index) => `2026-05-01T${clock(index)}.123456789Z ${line}`],
  ['Jenkins', (line, index) => `[2026-05-01T${clock(index)}.123Z] ${line}`],
  ['a terminal', (line, index) => `[2026-05-01 ${clock(index)}.123] ${line}`],
  ['a terminal, time of day', (line, index) => `[${clock(index)}.123] ${line}`],
  ['ts', (line, index) => `May 01 ${clock(index)} ${line}`],
  ['kubectl', (line) => `[pod/vm-a/qemu] ${line}`],
  ['compose', (line) => `vm-a-1  | ${line}`],
  ['compose with times', (line, index) => `vm-a-1  | 2026-05-01T${clock(index)}.123456789Z ${line}`],
  ['colours', (line) => `\x1b[32m${line}\x1b[0m`],
  ['CR LF', (line) => `${line}\r`],
  [
    'Kata',
    (line) =>
      `time="2026-05-01T10:00:00Z" level=debug sandbox=s1 vmconsole="${line.replace(/["\\]/g, '\\$&')}"`,
  ],
];

/** Those that name a writer, here twice. */
export const TWO_WRITERS: readonly (readonly [string, (line: string, writer: string) => string])[] = [
  ['kubectl', (line, writer) => `[pod/${writer}/qemu] ${line}`],
  ['compose', (line, writer) => `${writer}-1  | ${line}`],
];
