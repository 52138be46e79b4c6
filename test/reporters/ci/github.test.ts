import { describe, expect, it } from 'vitest';
import { githubReporter } from '../../../src/reporters/ci/github.js';
import type { Diagnostic } from '../../../src/trace/diagnostic.js';
import type { BootsReport, CheckReport, DoctorReport } from '../../../src/trace/report/report.js';
import { readGithub } from '../consumers.js';
import { PLAIN, SAMPLE_REPORTS } from '../sample-reports.js';

function write(given: object): string {
  return [...githubReporter.render(given as CheckReport, PLAIN)].join('');
}

function sample(name: string) {
  return readGithub(write(SAMPLE_REPORTS[name]!));
}

function noted(diagnostics: readonly Diagnostic[]) {
  const nothing = SAMPLE_REPORTS['parse of nothing'] as BootsReport;
  return readGithub(write({ ...nothing, diagnostics })).filter(({ properties }) =>
    properties['title']!.startsWith('boottrace: '),
  );
}

const NOTE: Diagnostic = { severity: 'note', code: 'some-note', message: 'words', input: 'a.log', line: 7 };

describe('annotations', () => {
  it('are errors for what failed, warnings for what was not judged, and a notice in the end', () => {
    const commands = sample('check');
    expect(commands.map(({ command, properties }) => [command, properties['title']])).toEqual([
      ['error', 'check: max kernel=1ms (median)'],
      ['error', 'check: require 0x40,0x99'],
      ['notice', 'boottrace check'],
    ]);
    expect(commands[0]!.data).toMatch(/^expected kernel at most 1 ms, found median 34\d/);
    expect(commands[2]!.data).toBe('2 of 4 assertions hold');
  });

  it('stand at the line of the log that they are about', () => {
    expect(noted([NOTE])).toEqual([
      {
        command: 'notice',
        properties: { file: 'a.log', line: '7', title: 'boottrace: some-note' },
        data: 'words',
      },
    ]);
  });

  it('stand nowhere when the log was standard input', () => {
    expect(noted([{ ...NOTE, severity: 'warning', input: '-' }])).toEqual([
      { command: 'warning', properties: { title: 'boottrace: some-note' }, data: 'words' },
    ]);
  });

  it('keep what is special in properties and data', () => {
    const message = 'a%0Ab, c: d\nsecond ::error::line';
    const input = 'odd,name:100%.log';
    expect(noted([{ ...NOTE, message, input }])[0]).toMatchObject({
      properties: { file: input },
      data: message,
    });
  });

  it('beyond what GitHub shows are counted in the last', () => {
    const nothing = SAMPLE_REPORTS['parse of nothing'] as BootsReport;
    const diagnostics = Array.from({ length: 12 }, (_, at) => ({
      ...NOTE,
      severity: 'warning' as const,
      line: at + 1,
    }));
    const many = readGithub(write({ ...nothing, diagnostics }));
    expect(many.filter(({ command }) => command === 'warning')).toHaveLength(10);
    expect(many.find(({ data }) => data.startsWith('and '))!.data).toMatch(/^and \d+ more of this kind/);
  });
});

it.each([
  ['report', '11 boots, total median 482.161 ms'],
  ['report of one boot', '1 boot, total 480.001 ms'],
  ['parse of nothing', '0 boots, nothing measured'],
  ['diff', 'verdict: regression'],
  [
    'report of two sides',
    '20 boots, total median of base 482.161 ms, total median of head 578.593 ms, verdict: regression',
  ],
  ['doctor', '1 of 3 findings are fine'],
])('%s ends with how it went: %s', (name, conclusion) => {
  const commands = sample(name);
  expect(commands.filter(({ command, data }) => command === 'notice' && data === conclusion)).toHaveLength(1);
});

it('doctor: what failed is an error with its advice', () => {
  const commands = readGithub(write(SAMPLE_REPORTS['doctor'] as DoctorReport));
  expect(commands[0]).toMatchObject({ command: 'error', properties: { title: 'doctor: /dev/kvm' } });
  expect(commands[0]!.data).toContain('try: join the group kvm');
});

describe('of a level', () => {
  const passed = {
    assertion: 'a',
    passed: true,
    unit: 'ns',
    actual: null,
    limit: null,
    values: [],
    message: 'm',
  };
  const failing = (count: number) =>
    readGithub(
      write({
        ...SAMPLE_REPORTS['check']!,
        diagnostics: [],
        results: [passed, ...Array.from({ length: count }, () => ({ ...passed, passed: false }))],
      }),
    ).filter(({ command }) => command === 'error');

  it('ten are shown as they are', () =>
    expect(failing(10).map(({ data }) => data)).toEqual(Array(10).fill('m')));

  it('of more, nine, and how many there are beside', () => {
    expect(failing(11)).toHaveLength(10);
    expect(failing(11).at(-1)).toEqual({
      command: 'error',
      properties: { title: 'boottrace' },
      data: 'and 2 more of this kind; other formats list all',
    });
  });

  it('what passed is none', () => expect(failing(0)).toEqual([]));
});

it('a message is cut to what an annotation takes', () => {
  const [annotation] = noted([{ ...NOTE, message: 'x'.repeat(10_000) }]);
  expect(annotation!.data).toHaveLength(4000);
});
