/**
 * The jobs of docs/ci.md: each is a valid workflow or pipeline by the host's own schema, and each of its lines runs.
 * What is not here, the host's own commands and a build, is stood in for by functions of the shell.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { describeWith, requirement } from '../helpers/requirements.js';
import { type CliResult, ROOT, runShell, SAMPLES } from '../helpers/run-cli.js';
import { sampleBoot, sampleLog } from '../helpers/sample-log.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { findWorkflowCommands, readBencher, readBenchmarkAction, readJunit } from '../reporters/consumers.js';

const folder = temporaryFolder();

/** Blocks of code below a heading, with their language. */
function blocks(heading: string): readonly string[] {
  const page = readFileSync(path.join(ROOT, 'docs', 'ci.md'), 'utf8');
  const section = page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`))!;
  return [...section.matchAll(/^```\w+\n([\s\S]*?)^```$/gm)].map(([, code]) => code!);
}

interface Step {
  readonly name?: string;
  readonly run?: string;
}

interface Job {
  readonly script: readonly string[];
  readonly before_script: readonly string[];
}

const [workflow = '', budgets = ''] = blocks('GitHub workflow');
const [pipeline = ''] = blocks('GitLab job');
const [series = ''] = blocks('Series over time');

/** A build here gives the sample guest; only root may change udev, and the package is not installed but built. */
const STAND_INS = `
  make() ( if [ "$1" = -C ]; then cd "$2"; fi; cp "${SAMPLES}/guest/sample-guest.bin" firmware.bin )
  npm() { echo "npm $*"; }
  sudo() { if [ "$1" = tee ]; then cat > udev.rules; else echo "sudo $*"; fi; }
`;

/** Runs lines as the host would: the first failure ends them. */
function runLines(lines: string): Promise<CliResult> {
  const cwd = folder.file('.');
  return runShell(`set -eo pipefail\n${STAND_INS}\n${lines}`, {
    cwd,
    env: { GITHUB_STEP_SUMMARY: path.join(cwd, 'summary.md') },
  });
}

function stepsWithCommands(): readonly Step[] {
  const { jobs } = parse(workflow) as { jobs: { 'boot-time': { steps: Step[] } } };
  return jobs['boot-time'].steps.filter(({ run }) => run !== undefined);
}

/** Boots with a kernel that takes about so long, as a log that any command takes for a trace. */
function boots(kernelUs: number): string {
  return sampleLog(Array.from({ length: 12 }, (_, at) => sampleBoot(kernelUs + at * 100)));
}

describe('schema', () => {
  test("the workflow is one by GitHub's own parser", async () => {
    const bundle = folder.file('workflow-parser.mjs');
    buildSync({
      stdin: { contents: "export * from '@actions/workflow-parser'", resolveDir: ROOT },
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: bundle,
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
    });
    const { parseWorkflow, NoOperationTraceWriter } = await import(bundle);
    const errorsOf = (content: string): readonly string[] =>
      parseWorkflow({ name: 'boot-time.yml', content }, new NoOperationTraceWriter())
        .context.errors.getErrors()
        .map(String);
    expect(errorsOf(workflow)).toEqual([]);
    expect(errorsOf(workflow.replace('timeout-minutes', 'timeout-hours'))).not.toEqual([]);
    expect(errorsOf(workflow.replace('github.event', 'gitlab.event'))).not.toEqual([]);
    const withBudgets = workflow.replace(/\n {6}- name: Keep/, `\n${budgets.replace(/^/gm, '      ')}$&`);
    expect(errorsOf(withBudgets)).toEqual([]);
  });

  test("the pipeline is one by GitLab's own schema", () => {
    const options = { cwd: folder.file('.'), encoding: 'utf8', stdio: 'pipe' } as const;
    const tool = path.join(ROOT, 'node_modules', 'gitlab-ci-local', 'dist', 'index.js');
    // It is made for a Node that knows the union of sets.
    const union = 'Set.prototype.union ??= function (other) { return new Set([...this, ...other]); }';
    const preload = `data:text/javascript,${encodeURIComponent(union)}`;
    execFileSync('git', ['init'], options);
    execFileSync('git', ['remote', 'add', 'origin', 'git@gitlab.example:group/project.git'], options);
    const list = (content: string): string => {
      writeFileSync(folder.file('.gitlab-ci.yml'), content);
      return execFileSync(process.execPath, ['--import', preload, tool, '--list-all'], options);
    };
    expect(list(pipeline)).toMatch(/^boot-time-baseline .*\nboot-time /m);
    expect(() => list(pipeline.replace('artifacts:', 'artefacts:'))).toThrow();
  });
});

/** Too few for a verdict, so that the noise of this machine gives none. */
const few = (lines: string): string => lines.replaceAll('--runs 20', '--runs 3');

describeWith([requirement.kvm()], 'lines', () => {
  test('of the workflow run one after another', async () => {
    for (const name of ['base', 'head']) mkdirSync(folder.file(name));
    const scripts = stepsWithCommands().map(({ run }) => few(run!));
    expect(scripts).toHaveLength(5);
    for (const script of scripts) {
      expect(await runLines(script)).toMatchObject({ exitCode: 0 });
    }
    expect(readFileSync(folder.file('udev.rules'), 'utf8')).toContain('KERNEL=="kvm"');
    expect(readFileSync(folder.file('summary.md'), 'utf8')).toMatch(/^### .*\n[\s\S]*\| kernel \|/);
    expect(readFileSync(folder.file('boot-time.html'), 'utf8')).toMatch(/^<!doctype html>/i);
    const cases = readJunit(readFileSync(folder.file('boot-time.xml'), 'utf8'));
    expect(cases.filter(({ suite, name }) => suite === 'diff' && name === 'kernel')).toHaveLength(1);
    expect((await runLines(parse(budgets)[0].run)).exitCode).toBe(0);
    expect((await runLines(series)).exitCode).toBe(0);
    readBencher(readFileSync(folder.file('bencher.json'), 'utf8'));
    readBenchmarkAction(readFileSync(folder.file('benchmark.json'), 'utf8'));
  });

  test('of the pipeline run one after another', async () => {
    const jobs = parse(pipeline) as Readonly<Record<string, Job>>;
    const lines = [
      ...jobs['.boot-time']!.before_script,
      ...jobs['boot-time-baseline']!.script,
      ...jobs['boot-time']!.script,
    ];
    for (const line of lines) expect(await runLines(few(line))).toMatchObject({ exitCode: 0 });
    expect(readJunit(readFileSync(folder.file('boot-time.xml'), 'utf8')).length).toBeGreaterThan(5);
  });
});

describe('a change', () => {
  const gate = (): string => (parse(pipeline) as Readonly<Record<string, Job>>)['boot-time']!.script.at(-1)!;

  test.each([
    [
      'that slows the kernel stops the pipeline, and the report says where',
      80_000,
      99_000,
      1,
      ['baseline kernel', 'baseline total'],
    ],
    ['that does not lets it pass', 80_000, 80_000, 0, []],
  ])('%s', async (_, before, after, exitCode, failures) => {
    folder.write('baseline.ndjson', boots(before));
    folder.write('head.ndjson', boots(after));
    expect((await runLines(gate())).exitCode).toBe(exitCode);
    const cases = readJunit(readFileSync(folder.file('boot-time.xml'), 'utf8'));
    expect(cases.filter(({ outcome }) => outcome === 'failure').map(({ name }) => name)).toEqual(failures);
  });

  test('that breaks a budget stops the workflow, and is annotated', async () => {
    folder.write('boots.ndjson', boots(6_000_000));
    const { stdout, exitCode } = await runLines(parse(budgets)[0].run);
    expect(exitCode).toBe(1);
    expect(findWorkflowCommands(stdout)[0]).toMatchObject({
      command: 'error',
      properties: { title: 'check: max kernel=5s (median)' },
    });
  });
});
