/** Reports of every command for tests of reporters, made by the real pipeline. */
import { parseAssertions } from '../../src/checks/assertion.js';
import type { RenderContext, Reporter } from '../../src/reporters/reporter.js';
import { analyse } from '../../src/reports/boots.js';
import { checkReport } from '../../src/reports/check.js';
import { diffReports } from '../../src/reports/comparison.js';
import { type TrendSet, trendReport } from '../../src/reports/trend.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import { DEFAULT_COMPARE } from '../../src/stats/compare.js';
import type { Boot, Reading, Side } from '../../src/trace/boot.js';
import type { TraceEvent } from '../../src/trace/event.js';
import type { BootsReport, Report } from '../../src/trace/report/report.js';
import { bootOf, codeAt, momentAt, type Written } from '../stages/build-boot.js';
import { PROFILE } from '../trace/sample-profile.js';

export const PLAIN: RenderContext = { color: false, columns: 80, unicode: true };

export const BOOT: readonly Written[] = [
  [0x01, 11_200],
  [0x02, 14_000],
  [0x20, 19_004],
  [0x40, 60_100],
  [0x80, 90_000],
  [0x05, 93_000],
  [0x41, 402_744],
  [0x60, 480_000.5],
];

/** Everything a guest could print to harm whoever reads a report. */
export const HOSTILE = '=cmd|calc\u001b[2J\u009b31m\u202eevil\u0007\r\n\u2028</script>"\t\u0000\ud800é漢';

export const TABLE = { ...BUILT_IN_TABLE, names: new Map([[0x40, 'kernel entered']]) };

export function reading(...boots: readonly Boot[]): Reading {
  return { boots, diagnostics: [] };
}

export function report(command: BootsReport['command'], readings: readonly Reading[]): BootsReport {
  return analyse(readings, { command, table: TABLE, keepNoise: false });
}

export function scaled(factor: number): Boot {
  return bootOf(
    BOOT.map(([code, us]) => [code, Math.round(us * factor)]),
    { vmmStartNs: 758_000 },
  );
}

export function set(factor: number): Boot[] {
  return Array.from({ length: 10 }, (_, at) => scaled(factor * (1 + ((at * 7) % 10) / 1000)));
}

function onSide(side: Side, boots: readonly Boot[]): Boot[] {
  return boots.map((boot) => ({ ...boot, side }));
}

const OTHER_EVENTS: readonly TraceEvent[] = [
  { kind: 'lifecycle', phase: 'guest-entry', timeNs: 900_000, line: null, vcpu: 0 },
  { kind: 'text', channel: 'firmware-debug', text: HOSTILE, timeNs: 2_000_000, line: null, vcpu: null },
];

const runBoot = bootOf([], {
  events: [...OTHER_EVENTS, ...bootOf(BOOT).events],
  format: 'bundled',
  input: HOSTILE,
  stop: { reason: 'crash', detail: HOSTILE },
});

const hostileProfile = {
  ...PROFILE,
  stacks: PROFILE.stacks.map((stack) => ({ ...stack, frames: [...stack.frames, HOSTILE] })),
};

const INITCALLS: readonly TraceEvent[] = ['acpi_init', HOSTILE, 'inet_init'].map((name, at) => ({
  kind: 'function',
  initcall: true,
  name,
  timeNs: 61_000_000 + at * at * 20_000_000,
  line: null,
  vcpu: 0,
}));

const profiledBoot = bootOf(BOOT, {
  profile: hostileProfile,
  events: [...bootOf(BOOT).events, ...INITCALLS],
});

/** A firmware whose phases are known, and its kernel. */
export const PHASED: Boot = bootOf([], {
  events: [
    codeAt(0x00, 1000),
    momentAt('edk2:pei', 2000),
    momentAt('edk2:dxe', 5000),
    momentAt('edk2:bds', 5000),
    codeAt(0x01, 9000),
    codeAt(0x40, 12_000),
    codeAt(0x41, 20_000),
  ],
});

const hostileReading: Reading = {
  boots: [runBoot],
  diagnostics: [
    { severity: 'warning', code: 'torn-line', message: `torn: ${HOSTILE}`, input: HOSTILE, line: 3 },
  ],
};

const ASSERTIONS = parseAssertions(
  { max: ['kernel=1ms', 'total=10s', 'vmm=1s'], require: ['0x40,0x99'] },
  { table: TABLE, statistic: 'median' },
);

function trendSet(input: string, startedAt: string | null, factor: number): TrendSet {
  return { input, startedAt, report: report('report', [reading(...set(factor))]) };
}

/** One or more reports of each command. */
export const SAMPLE_REPORTS: Readonly<Record<string, Report>> = {
  run: report('run', [hostileReading]),
  'run of a profiled boot': report('run', [reading(profiledBoot)]),
  'run of several boots': report('run', [reading(...set(1))]),
  'report of two sides': report('report', [reading(...onSide('base', set(1)), ...onSide('head', set(1.2)))]),
  'run of two sides': report('run', [
    reading(
      { ...scaled(1), warmup: true, side: 'base' },
      ...onSide('base', set(1)),
      ...onSide('head', set(1.2)),
    ),
  ]),
  parse: report('parse', [hostileReading, reading(scaled(1))]),
  'parse of a firmware with phases': report('parse', [reading(PHASED)]),
  'parse of nothing': report('parse', [reading()]),
  'parse of a boot without codes': report('parse', [reading(bootOf([]))]),
  report: report('report', [reading(...set(1), bootOf([]))]),
  'report of one boot': report('report', [reading(scaled(1))]),
  diff: diffReports(
    report('report', [reading(...set(1))]),
    report('report', [reading(...set(1.2))]),
    DEFAULT_COMPARE,
  ),
  'diff of single boots': diffReports(
    report('report', [reading(scaled(1))]),
    report('report', [
      reading(
        bootOf([
          [0x01, 5],
          [0x60, 9],
        ]),
      ),
    ]),
    DEFAULT_COMPARE,
  ),
  'diff of nothing': diffReports(report('report', []), report('report', []), DEFAULT_COMPARE),
  check: checkReport({
    report: report('report', [reading(...set(1))]),
    assertions: ASSERTIONS,
    baseline: null,
  }),
  'check of nothing': checkReport({ report: report('report', []), assertions: ASSERTIONS, baseline: null }),
  trend: trendReport(
    [
      trendSet('a.ndjson', '2026-11-01T03:00:00Z', 1),
      trendSet(HOSTILE, null, 1),
      trendSet('c.ndjson', null, 1.2),
    ],
    TABLE,
    DEFAULT_COMPARE,
  ),
  classify: { command: 'classify', codes: [{ code: 0x40, stage: 'kernel', name: HOSTILE }], table: TABLE },
  'classify without codes': { command: 'classify', codes: [], table: TABLE },
  doctor: {
    command: 'doctor',
    findings: [
      {
        subject: '/dev/kvm',
        status: 'failed',
        message: `permission denied ${HOSTILE}`,
        nextSteps: ['join the group kvm'],
      },
      { subject: 'qemu', status: 'warning', message: 'not installed', nextSteps: [] },
      { subject: 'node', status: 'ok', message: 'v20', nextSteps: [] },
    ],
  },
};

export function render(reporter: Reporter, given: Report, context: Partial<RenderContext> = {}): string {
  return [...reporter.render(given, { ...PLAIN, ...context })].join('');
}
