/** Whatever a guest, a log or a file name says goes through every format: the output stays what it is, and does nothing. */
import { describe, expect, it } from 'vitest';
import { findReporter, formatsOf, type ReporterId, reporters } from '../../src/reporters/index.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import type { Boot, ExitCount } from '../../src/trace/boot.js';
import type { Diagnostic } from '../../src/trace/diagnostic.js';
import { TEXT_CHANNELS } from '../../src/trace/event.js';
import { LOG_COMMANDS } from '../../src/trace/log-commands.js';
import type {
  CheckReport,
  DiffReport,
  DoctorReport,
  Report,
  TrendReport,
} from '../../src/trace/report/report.js';
import { findLogCommands } from '../helpers/log-commands.js';
import { bootOf } from '../stages/build-boot.js';
import { PROFILE } from '../trace/sample-profile.js';
import { CONSUMERS, readCsv, readJunit, readTap } from './consumers.js';
import { BOOT, render, report } from './sample-reports.js';

const PAYLOADS: Readonly<Record<string, string>> = {
  'control characters': Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).join('x'),
  'escape sequences':
    '\u001b[2J\u001b]0;title\u0007\u001b[31mred\u009b5n\u001b]8;;https://evil.example\u001b\\link',
  'bidirectional overrides': 'user\u202etxt.exe\u2066\u2069\u200f\u061c',
  'line ends of every kind': 'a\r\nb\rc\nd\u0085e\u2028f\u2029g\u000bh\u000ci',
  'lone surrogates and noncharacters': '\ud800 \udfff \ufffe \uffff \ufffd \ufeff',
  'characters beyond the BMP': `${'🚀'.repeat(60)}\u{e0041}\u{1fffe}`,
  markup: '<script>alert(1)</script><img src=x onerror=alert(1)><!-- --><svg onload=alert(1)>&lt;&#x3c;',
  'the end of CDATA': ']]><testcase name="injected"/><![CDATA[ <!ENTITY x SYSTEM "file:///etc/passwd"> &x;',
  'an attribute that ends': `" onmouseover="alert(1)" x='y' \\" \\\\`,
  formulas: '=HYPERLINK("https://evil.example","x")',
  'more formulas': '+1+cmd|" /C calc"!A0\t-2+3\t@SUM(A1)',
  'workflow commands': '::error file=a,line=1::injected\n::add-mask::e\n  ::stop-commands::x',
  'old workflow commands': 'x ##[error]injected ##[add-path]/tmp ###[warning]y',
  'every log command': LOG_COMMANDS.flatMap(({ examples }) => examples).join('\n'),
  ...Object.fromEntries(LOG_COMMANDS.flatMap(({ examples }) => examples).map((text) => [text, text])),
  'what replaced semicolons make': ';:error::injected;;error::injected',
  'percent escapes': 'a%0A::error::injected%0D%25,line=1::b%3A',
  'TAP directives': 'ok # SKIP injected \\# TODO later # TODO',
  'TAP lines': 'x\nnot ok 99 - injected\nBail out! injected\n1..1\n  ---\n  a: b\n  ...\npragma +strict',
  'a markdown table': 'a | b\n|---|---|\n| [x](javascript:alert(1)) | ![x](https://evil.example/pixel.png) |',
  'markdown of other kinds': '@everyone #1 `code` **bold** ~~gone~~ <details open> # heading\n\n---\n> quote',
  'what ends a fence': '```\n</details>\n````\n~~~',
  'the names of objects': '__proto__',
  numbers: '1e309',
  'next to nothing': ' ',
  'a line of a megabyte': '<a ::error::\u001b[31m"=,|'.repeat(40_000),
};

/** A megabyte goes through every format some ten times; a busy machine needs long for it. */
const SLOW_MS = 120_000;

const ACTIVE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\p{Surrogate}/u;

function diagnostic(text: string, input: string): Diagnostic {
  return { severity: 'warning', code: 'torn-line', message: text, input, line: 3 };
}

function hostileBoot(text: string): Boot {
  const exit: ExitCount = {
    stage: 'kernel',
    kind: 'pio',
    address: 0x3f8,
    direction: 'write',
    device: text,
    count: 3,
    totalNs: 1e8,
  };
  const codes = bootOf(BOOT).events.map((event, at) => (at === 3 ? { ...event, name: text } : event));
  const texts = TEXT_CHANNELS.map(
    (channel) => ({ kind: 'text', channel, text, timeNs: 1, line: 1, vcpu: 0 }) as const,
  );
  const initcalls = [1, 2].map(
    (at) =>
      ({ kind: 'function', initcall: true, name: text, timeNs: at * 1e9, line: null, vcpu: 0 }) as const,
  );
  return bootOf([], {
    events: [...texts, ...codes, ...initcalls] as Boot['events'],
    input: text,
    stop: { reason: 'crash', detail: text },
    exits: [exit],
    units: [{ name: text, startNs: null, durationNs: 1e9 }],
    profile: {
      ...PROFILE,
      symbols: { ...PROFILE.symbols, detail: text },
      stacks: PROFILE.stacks.map((stack) => ({ ...stack, frames: [...stack.frames, text] })),
    },
    provenance: {
      boottrace: text,
      engine: text,
      guest: { [text]: text, firmware: text },
      host: { cpuModel: text, kernel: text },
    },
  });
}

function reportsFrom(text: string): readonly Report[] {
  const readings = [{ boots: [hostileBoot(text)], diagnostics: [diagnostic(text, text)] }];
  const table = { ...BUILT_IN_TABLE, names: new Map([[0x01, text]]) };
  const run = { ...report('run', readings), table };
  const { diagnostics } = run;
  const check: CheckReport = {
    command: 'check',
    passed: false,
    results: [false, true].map((passed) => ({
      assertion: text,
      passed,
      unit: 'ns',
      actual: 1,
      limit: 2,
      values: [1],
      message: text,
    })),
    diagnostics,
  };
  const row = {
    kind: 'stage',
    name: 'kernel',
    baseNs: 1e6,
    headNs: 2e6,
    deltaNs: 1e6,
    deltaPct: 100,
    baseN: 10,
    headN: 10,
    p: 0.001,
    pAdjusted: 0.001,
    ciNs: [9e5, 11e5],
    neededN: 34,
    baseOutliers: [5e6],
    headOutliers: [],
    baseHumps: null,
    headHumps: [
      { n: 5, medianNs: 2e6 },
      { n: 5, medianNs: 4e6 },
    ],
  } as const;
  const trend: TrendReport = {
    command: 'trend',
    points: [{ input: text, startedAt: null, boots: 1, failedBoots: 1 }],
    rows: [
      {
        kind: 'stage',
        name: 'kernel',
        values: [{ n: 1, medianNs: 1e6, ciNs: null, previousPct: null, firstPct: 0, change: 'regression' }],
      },
    ],
    diagnostics,
    table,
  };
  const diff: DiffReport = {
    command: 'diff',
    rows: (['regression', 'gone', 'improvement', 'unchanged', 'inconclusive', 'not-tested'] as const).map(
      (verdict) => ({ ...row, verdict }),
    ),
    marks: [],
    verdict: 'regression',
    diagnostics,
    table,
  };
  const doctor: DoctorReport = {
    command: 'doctor',
    findings: (['ok', 'warning', 'failed'] as const).map((status) => ({
      subject: text,
      status,
      message: text,
      nextSteps: [text],
    })),
  };
  return [
    run,
    report('parse', readings),
    report('report', [...readings, ...readings]),
    check,
    diff,
    trend,
    { command: 'classify', codes: [{ code: 1, stage: 'firmware', name: text }], table },
    doctor,
  ];
}

/** What the text would have done in one format or another. */
const INERT: Readonly<Partial<Record<ReporterId, (text: string, given: Report) => void>>> = {
  csv: (text) => {
    for (const cell of readCsv(text).flat()) expect(cell).not.toMatch(/^\s*[=+@]|^\s*-(?!\d+(\.\d+)?$)/);
  },
  junit: (text, given) => {
    expect(text).not.toContain('<testcase name="injected"');
    const cases = readJunit(text);
    if (given.command === 'check') expect(cases.map(({ outcome }) => outcome)).toEqual(['failure', 'passed']);
    if (given.command === 'diff') {
      const outcomes = ['failure', 'failure', 'passed', 'passed', 'skipped', 'skipped'];
      expect(cases.map(({ outcome }) => outcome)).toEqual(outcomes);
    }
  },
  tap: (text, given) => {
    const points = readTap(text);
    expect(points.some(({ todo }) => todo !== undefined && todo !== false)).toBe(false);
    if (given.command === 'check') {
      expect(points.map(({ ok, skip }) => [ok, skip ?? false])).toEqual([
        [false, false],
        [true, false],
      ]);
    }
  },
};

/** The annotations that this format is made of. */
function withoutOwn(text: string): string {
  return text.replace(/^::(?:error|warning|notice) /gm, '');
}

describe.each(Object.entries(PAYLOADS))('%s', (_, payload) => {
  const given = reportsFrom(payload);

  it.each(reporters.map(({ id }) => id))(
    'as %s',
    async (id) => {
      const reporter = await findReporter(id);
      for (const one of given.filter(({ command }) => formatsOf(command).includes(id))) {
        const text = render(reporter, one, { columns: 20 + (payload.length % 100) });
        expect([one.command, ACTIVE.exec(text)?.index ?? null]).toEqual([one.command, null]);
        expect(findLogCommands(id === 'github' ? withoutOwn(text) : text)).toEqual([]);
        CONSUMERS[id](text, one.command);
        INERT[id]?.(text, one);
      }
    },
    SLOW_MS,
  );
});

/** Every string of a document, names of fields too. */
function stringsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => [key, ...stringsOf(one)]);
}

it.each(['json', 'ndjson'] as const)('%s loses nothing of what it takes the force from', async (id) => {
  const reporter = await findReporter(id);
  const text = LOG_COMMANDS.flatMap(({ examples }) => examples).join('\n');
  for (const one of reportsFrom(text)) {
    const lines = id === 'json' ? [render(reporter, one)] : render(reporter, one).trim().split('\n');
    const strings = lines.flatMap((line) => stringsOf(JSON.parse(line)));
    expect(strings.filter((found) => found === text).length).toBeGreaterThan(0);
  }
});
