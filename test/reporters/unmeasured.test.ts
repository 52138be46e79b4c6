/** In no report does a 0 stand for a stage that was not measured: docs/stages.md. */
import { expect, it } from 'vitest';
import { findReporter, formatsOf } from '../../src/reporters/index.js';
import { bootOf } from '../stages/build-boot.js';
import { reading, render, report } from './sample-reports.js';

/** A kernel that hung: it began, went on for a while, and nobody saw its end. */
const hung = () =>
  bootOf([
    [0x01, 11_200],
    [0x02, 14_700],
    [0x40, 61_300],
    [0x45, 92_900],
  ]);

/** Formats for programs, whose counts may be 0; what they say of the kernel's time is looked at field by field. */
const DATA: readonly string[] = ['json', 'ndjson', 'csv'];

/** Lines for people in which a time of 0 would be the kernel's. */
function zeros(text: string): readonly string[] {
  return text
    .split(/\n|(?<=[>}])(?=[<{,])/)
    .filter((line) => /\bkernel\b/.test(line) && !/from 0|kernel\.\./.test(line))
    .filter((line) => /(?<![\d.])0(\.0+)?(?= ms| µs| %|,|$)/.test(line));
}

const KERNEL_OF = { parse: [hung()], report: [hung(), hung()] } as const;

it.each(
  formatsOf('report').flatMap((id) => (['parse', 'report'] as const).map((command) => ({ id, command }))),
)('$id of $command has no 0 for a kernel that hung', async ({ id, command }) => {
  if (!formatsOf(command).includes(id)) return;
  const reporter = await findReporter(id);
  const given = report(command, [reading(...KERNEL_OF[command])]);
  const written = render(reporter, given, { columns: 120 });
  expect(written).not.toMatch(
    /"name":"kernel"[^{}]*"(durationNs|medianNs|minNs|maxNs|meanNs|p95Ns|value)":0\b/,
  );
  expect(written).not.toMatch(/"stage":"kernel"[^{}]*"durationNs":0\b/);
  expect(written).not.toMatch(/^kernel,stage,(?!0,,,,,,$)/m);
  if (!DATA.includes(id)) expect(zeros(written)).toEqual([]);
});
