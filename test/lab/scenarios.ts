/**
 * The Linux boots that test/lab/lab.test.ts looks at: each a command line of `boottrace run`, all run one after another
 * in one boot of the lab, or on the host itself where its KVM has hardware to build on.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { BIN, cleanEnv } from '../helpers/run-cli.js';
import { debianKernel } from './kernel.mjs';
import { buildGuestInitramfs, labCache, runInLab } from './lab.mjs';

export interface Scenario {
  readonly name: string;
  /** Flags beside kernel, initramfs and output. */
  readonly flags: readonly string[];
  /** Beside `console=ttyS0 quiet`. */
  readonly commandLine: string;
}

interface ScenarioEvent {
  readonly kind: string;
  readonly timeNs: number;
  readonly hex?: string;
  readonly channel?: string;
  readonly text?: string;
}
export interface ScenarioBoot {
  readonly totalNs: number;
  readonly stop: { readonly reason: string; readonly detail: string | null };
  readonly events: readonly ScenarioEvent[];
  readonly ledger: readonly { readonly name: string; readonly durationNs: number }[];
  readonly exits: readonly {
    readonly stage: string;
    readonly kind: string;
    readonly address: number | null;
    readonly count: number;
    readonly totalNs: number;
  }[];
}

export interface ScenarioResult {
  readonly exitCode: number;
  readonly stderr: string;
  readonly boot: ScenarioBoot;
}

/** What an unmodified kernel says when it starts and when it starts its first program. */
const LINUX_MARKS = ['--mark', 'Linux version=0x40:linux', '--mark', 'Run /init as init process=0x41:init'];

export const SCENARIOS: readonly Scenario[] = [
  { name: 'one-cpu', flags: LINUX_MARKS, commandLine: 'loglevel=7' },
  { name: 'four-cpus', flags: ['--cpus', '4'], commandLine: 'quiet' },
  { name: 'high-memory', flags: ['--memory', 'size=5G'], commandLine: 'quiet' },
  { name: 'reboot', flags: [], commandLine: 'quiet end=reboot' },
  { name: 'panic', flags: [], commandLine: 'quiet panic=-1 end=panic' },
  { name: 'hang', flags: ['--timeout', '15s', '--until', '0x62'], commandLine: 'quiet end=hang' },
  { name: 'until-mark', flags: ['--mark', 'online:=0x62', '--until', '0x62'], commandLine: 'quiet end=hang' },
];

const q = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;

function shellLine(
  { name, flags, commandLine }: Scenario,
  images: { kernel: string; initramfs: string },
): string {
  const boot = [
    '--kernel',
    images.kernel,
    '--initramfs',
    images.initramfs,
    '--cmdline',
    `console=ttyS0 ${commandLine}`,
  ];
  const memory = flags.includes('--memory') ? [] : ['--memory', '256M'];
  const words = ['run', ...boot, ...memory, ...flags, '--json', '--output', `${name}.json`].map(q).join(' ');
  return `boottrace ${words} 2>${name}.err; echo $? >${name}.code`;
}

/** Runs them all; in the lab unless the host's KVM has hardware to build on. */
export async function runScenarios(scenarios: readonly Scenario[]): Promise<Map<string, ScenarioResult>> {
  const folder = hostHasHardware() ? runOnHost(scenarios) : await runNested(scenarios);
  return new Map(scenarios.map(({ name }) => [name, readResult(folder, name)]));
}

function hostHasHardware(): boolean {
  return /^flags\s*:.*\b(vmx|svm)\b/m.test(readFileSync('/proc/cpuinfo', 'utf8'));
}

async function runNested(scenarios: readonly Scenario[]): Promise<string> {
  const images = { kernel: '/lab/vmlinuz', initramfs: '/lab/initrd.gz' };
  const script = scenarios.map((scenario) => shellLine(scenario, images)).join('\n');
  const { folder } = await runInLab({ script: `${script}\n` });
  return folder;
}

function runOnHost(scenarios: readonly Scenario[]): string {
  const folder = path.join(os.tmpdir(), `boottrace-lab-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  const initramfs = path.join(folder, 'initrd.gz');
  buildGuestInitramfs(folder, initramfs);
  const images = { kernel: debianKernel(labCache()).image, initramfs };
  for (const scenario of scenarios) {
    const line = `boottrace() { "${process.execPath}" "${BIN}" "$@"; }\n${shellLine(scenario, images)}`;
    spawnSync('bash', ['-c', line], { cwd: folder, env: cleanEnv() });
  }
  return folder;
}

function readResult(folder: string, name: string): ScenarioResult {
  const read = (extension: string) => readFileSync(path.join(folder, `${name}.${extension}`), 'utf8');
  const document = JSON.parse(read('json')) as { readonly boots: readonly ScenarioBoot[] };
  return { exitCode: Number(read('code')), stderr: read('err'), boot: document.boots[0]! };
}
