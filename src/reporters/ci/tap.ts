/**
 * TAP 14 (testanything.org): a point per case, why it failed in a YAML block, notes and warnings as comments. The plan
 * comes last, so that points are written as they are made.
 */
import type { Diagnostic } from '../../trace/diagnostic.js';
import { encodeJson } from '../data/json-text.js';
import type { Reporter } from '../reporter.js';
import { shortText } from '../words/short-text.js';
import { type TestableReport, type TestCase, testSuites } from './test-cases.js';

const MAX_NOTE = 8000;

/** What is left is a description: `#` would begin a directive, a backslash an escape, a dash or a number at the start is eaten. */
function description(text: string): string {
  return text.replace(/[\\#]/g, '\\$&');
}

/** A string as YAML: JSON's double quotes are YAML's. */
function yamlBlock(message: string, durationNs: number | null): string {
  const duration = durationNs === null ? '' : `  duration_ms: ${durationNs / 1e6}\n`;
  return `  ---\n  message: ${encodeJson(message)}\n${duration}  ...\n`;
}

function point(number: number, suite: string, { name, outcome, timeNs, message }: TestCase): string {
  const head = `${outcome === 'failed' ? 'not ok' : 'ok'} ${number} - ${description(`${suite}: ${name}`)}`;
  if (outcome === 'skipped') return `${head} # SKIP ${description(message)}\n`;
  return `${head}\n${yamlBlock(message, timeNs)}`;
}

function comment({ severity, message, input, line }: Diagnostic): string {
  const place = [input, line].filter((part) => part !== null).join(':');
  return `# ${shortText(`${severity}: ${place === '' ? '' : `${place}: `}${message}`, MAX_NOTE)}\n`;
}

function* render(report: TestableReport): Generator<string> {
  yield 'TAP version 14\n';
  let number = 0;
  for (const { name, cases } of testSuites(report)) {
    for (const one of cases) {
      number += 1;
      yield point(number, name, one);
    }
  }
  for (const diagnostic of 'diagnostics' in report ? report.diagnostics : []) yield comment(diagnostic);
  yield number === 0 ? '1..0 # SKIP nothing to judge\n' : `1..${number}\n`;
}

export const tapReporter: Reporter<TestableReport> = {
  id: 'tap',
  title: 'TAP 14',
  extension: 'tap',
  render,
};
