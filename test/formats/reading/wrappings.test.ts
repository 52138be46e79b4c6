import { describe, expect, it } from 'vitest';
import { unwrapLine, unwrapWriter } from '../../../src/formats/reading/wrappings.js';
import { readText } from '../read-text.js';

const KERNEL = [
  '[    0.000000] Linux version 6.1.0 (a@b)',
  '[    0.500000] text',
  '[    1.250000] Run /init as init process',
];

const WRAPPINGS: readonly (readonly [string, (line: string, index: number) => string])[] = [
  ['a mail', (line) => `> > ${line}`],
  ['an indent', (line) => `    ${line}`],
  ['grep -n', (line, index) => `${index + 7}:${line}`],
  ['a build tool', (line) => `[info] ${line}`],
  ['GitHub', (line, index) => `2026-05-01T10:00:0${index}.1234567Z ${line}`],
  ['GitLab', (line, index) => `2026-05-01T10:00:0${index}.123456Z 01O ${line}`],
  ['CRI', (line, index) => `2026-05-01T10:00:0${index}.123456789Z stdout F ${line}`],
  ['Jenkins', (line, index) => `[2026-05-01T10:00:0${index}.123Z] ${line}`],
  ['a terminal', (line, index) => `[2026-05-01 10:00:0${index}.123] ${line}`],
  ['a terminal, time of day', (line, index) => `[10:00:0${index}.123] ${line}`],
  ['ts', (line, index) => `May 01 10:00:0${index} ${line}`],
  ['syslog', (line, index) => `May  1 10:00:0${index} vm-3 kernel: ${line}`],
  ['syslog with a year', (line, index) => `2026-05-01T10:00:0${index}.123+02:00 vm-3 kernel: ${line}`],
  ['logread', (line, index) => `Fri May  1 10:00:0${index} 2026 kern.info kernel: ${line}`],
  ['kubectl', (line) => `[pod/vm-a/qemu] ${line}`],
  ['compose', (line) => `vm-a-1  | ${line}`],
  ['Kata', (line) => `time="2026-05-01T10:00:00Z" level=debug sandbox=s1 vmconsole="${line}"`],
  ['Kata in a journal', (line) => `May 01 10:00:00 n1 kata[7]: time="x" sandbox=s1 vmconsole="${line}"`],
  ['a screen that was cleared', (line) => `Booting from ROM..\x1bc\x1b[?7l\x1b[2J${line}`],
  ['colours', (line) => `\x1b[32m${line}\x1b[0m`],
];

describe('a log of the kernel', () => {
  it.each(WRAPPINGS)('in %s is read as the bare one is', (_, wrap) => {
    const events = (lines: readonly string[]) =>
      readText(`${lines.join('\n')}\n`).boots.map((boot) => [boot.format, boot.clock, boot.events]);
    expect(events(KERNEL.map(wrap))).toEqual(events(KERNEL));
  });

  it.each(['kubectl', 'compose'])('of two writers in one stream is two boots: %s', (name) => {
    const wrap = WRAPPINGS.find(([other]) => other === name)![1];
    const lines = KERNEL.flatMap((line) => [wrap(line, 0), wrap(line, 0).replace('vm-a', 'vm-b')]);
    const { boots } = readText(`${lines.join('\n')}\n`);
    expect(boots.map(({ writer, events }) => [writer?.slice(0, 4), events.length])).toEqual([
      ['vm-a', 5],
      ['vm-b', 5],
    ]);
  });
});

describe('a journal', () => {
  const LINES = [
    ['kernel:', 'Linux version 6.8.0 (a@b)'],
    ['kernel:', 'Run /init as init process'],
    ['systemd[1]:', 'systemd 255.4-1 running in system mode (+PAM)'],
    ['sshd[77]:', 'listening'],
    ['systemd[1]:', 'Startup finished in 1.9s (kernel) + 1.1s (userspace) = 3.0s.'],
  ];

  it.each([
    ['short-monotonic', (index: number) => `[    ${index}.250000]`],
    ['short-iso-precise', (index: number) => `2026-05-01T10:00:0${index}.250000+0200`],
    ['short-precise', (index: number) => `May 01 10:00:0${index}.250000`],
    ['short', (index: number) => `May 01 10:00:0${index}`],
    ['short, in Finnish', (index: number) => `touko 01 10:00:0${index}`],
  ])('has its boundaries in the form %s', (_, time) => {
    const text = LINES.map(([program, words], index) => `${time(index)} box ${program} ${words}\n`).join('');
    const codes = readText(text).boots.flatMap(({ events }) =>
      events.flatMap((event) =>
        event.kind === 'code' ? [[event.code, event.timeNs - events[0]!.timeNs]] : [],
      ),
    );
    expect(codes).toEqual([
      [0x40, 0],
      [0x41, 1e9],
      [0x60, 2e9],
      [0x61, 4e9],
    ]);
  });
});

it('leaves the log of any program alone', () => {
  const text = '2026-05-01T10:00:00.123456Z INFO server: a\n2026-05-01T10:00:01.123456Z INFO server: b\n';
  expect(readText(text).boots).toEqual([]);
  expect(unwrapLine('plain [text] > here')).toEqual({
    text: 'plain [text] > here',
    arrival: null,
    writer: null,
    program: null,
  });
  expect(unwrapWriter('vm-b-1  | x')).toEqual({ row: 'x', writer: 'vm-b-1' });
  expect(unwrapWriter('x')).toBeNull();
});
