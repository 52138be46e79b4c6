/**
 * JUnit XML in the dialect that Jenkins, GitLab and the actions of GitHub read: suites of cases with a time in seconds.
 * GitLab shows the content of a failure, Jenkins its message, so both say why. Has no place for notes and warnings.
 */
import type { Nanoseconds } from '../../trace/event.js';
import type { Reporter } from '../reporter.js';
import { type TestableReport, type TestCase, type TestSuite, testSuites } from './test-cases.js';
import { xmlText } from './xml-text.js';

/** Seconds with all nine decimals. */
function seconds(timeNs: Nanoseconds): string {
  const fraction = `${timeNs % 1e9}`.padStart(9, '0');
  return `${Math.trunc(timeNs / 1e9)}.${fraction}`;
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${xmlText(`${value}`)}"`)
    .join('');
}

interface Totals {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
}

function countCases(cases: Iterable<TestCase>): Totals {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { outcome } of cases) counts[outcome] += 1;
  const { passed, failed, skipped } = counts;
  return { tests: passed + failed + skipped, failures: failed, errors: 0, skipped };
}

function* allCases(report: TestableReport): Generator<TestCase> {
  for (const { cases } of testSuites(report)) yield* cases;
}

function caseElement({ name, outcome, timeNs, message }: TestCase, suite: string): string {
  const time = timeNs === null ? {} : { time: seconds(Math.max(timeNs, 0)) };
  const start = `    <testcase${attributes({ classname: suite, name, ...time })}`;
  if (outcome === 'passed') {
    return message === ''
      ? `${start}/>\n`
      : `${start}><system-out>${xmlText(message)}</system-out></testcase>\n`;
  }
  const element = outcome === 'failed' ? 'failure' : 'skipped';
  const type = outcome === 'failed' ? { type: 'boottrace' } : {};
  return `${start}><${element}${attributes({ message, ...type })}>${xmlText(message)}</${element}></testcase>\n`;
}

function* suiteElement({ name, cases }: TestSuite): Generator<string> {
  yield `  <testsuite${attributes({ name, ...countCases(cases) })}>\n`;
  for (const one of cases) yield caseElement(one, name);
  yield '  </testsuite>\n';
}

function* render(report: TestableReport): Generator<string> {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield `<testsuites${attributes({ name: `boottrace ${report.command}`, ...countCases(allCases(report)) })}>\n`;
  for (const suite of testSuites(report)) yield* suiteElement(suite);
  yield '</testsuites>\n';
}

export const junitReporter: Reporter<TestableReport> = {
  id: 'junit',
  title: 'JUnit XML',
  extension: 'xml',
  render,
};
