/**
 * The Linux boots that test/lab/lab.test.ts looks at: each a command line of `boottrace run`, all run one after another
 * in one boot of the lab, or on the host itself where its KVM has hardware to build on.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeAll } from 'vitest';
import { type Requirement, requirement } from '../helpers/requirements.js';
import { BIN, cleanEnv } from '../helpers/run-cli.js';
import { BOOT_DISK_PACKAGES, buildBootDisk, buildDiskInitramfs } from './boot-disk.mjs';
import { buildEfiDisk, EFI_PACKAGES, OVMF } from './efi-disk.mjs';
import { debianKernel, type UnpackedKernel } from './kernel.mjs';
import { debianKernelRequirement } from './kernel-requirement.js';
import { buildGuestInitramfs, LAB_PACKAGES, LAB_TIMEOUT_MS, labCache, runInLab } from './lab.mjs';

const SEABIOS = '/usr/share/seabios/bios-256k.bin';

/** What `runScenarios` needs of the machine. */
export function scenarioRequirements(): readonly Requirement[] {
  const packages = [...LAB_PACKAGES, ...BOOT_DISK_PACKAGES, ...EFI_PACKAGES, ['seabios', SEABIOS] as const];
  return [
    ...packages.map(([name, probe]) => requirement.debianPackage(name, probe)),
    debianKernelRequirement(),
  ];
}

/** Where the files are that guests boot from. */
export interface LabImages {
  readonly kernel: string;
  /** Of the release's backports; null where it was not asked for. */
  readonly newerKernel: string | null;
  readonly initramfs: string;
  /** Brings virtio's modules; see disk/init. */
  readonly diskInitramfs: string;
  /** See boot-disk.mjs. */
  readonly bootDisk: string;
  readonly seabios: string;
  /** See efi-disk.mjs. */
  readonly efiDisk: string;
  readonly ovmf: string;
}

export interface Scenario {
  readonly name: string;
  /** Flags beside what is booted, and output. */
  readonly flags: readonly string[];
  /** Beside `console=ttyS0`. */
  readonly commandLine: string;
  /** What is booted; a kernel with the initramfs of most scenarios when nothing is said. */
  readonly boot?: (images: LabImages, commandLine: string) => readonly string[];
  /** True of a guest that is to crash. Another that does is booted once more: the lab's emulator breaks a boot now and then. */
  readonly crashes?: true;
  /** Shell commands before and after the run, in the folder of the results. */
  readonly setUp?: string;
  readonly tearDown?: string;
}

interface ScenarioEvent {
  readonly kind: string;
  readonly timeNs: number;
  readonly hex?: string;
  readonly key?: string;
  readonly channel?: string;
  readonly text?: string;
}
export interface ScenarioBoot {
  readonly totalNs: number;
  readonly stop: { readonly reason: string; readonly detail: string | null };
  readonly events: readonly ScenarioEvent[];
  readonly stages: readonly { readonly phases?: readonly { readonly name: string }[] }[];
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
  readonly diagnostics: readonly {
    readonly severity: string;
    readonly code: string;
    readonly message: string;
  }[];
  /** What a scenario's own commands left in a file of this name. */
  text(file: string): string;
}

/** What an unmodified kernel says when it starts and when it starts its first program. */
const LINUX_MARKS = ['--mark', 'Linux version=0x40:linux', '--mark', 'Run /init as init process=0x41:init'];

export const SCENARIOS: readonly Scenario[] = [
  { name: 'one-cpu', flags: LINUX_MARKS, commandLine: 'loglevel=7' },
  { name: 'four-cpus', flags: ['--cpus', '4'], commandLine: 'quiet' },
  { name: 'high-memory', flags: ['--memory', 'size=5G'], commandLine: 'quiet' },
  { name: 'reboot', flags: [], commandLine: 'quiet end=reboot' },
  { name: 'panic', flags: [], commandLine: 'quiet panic=-1 end=panic', crashes: true },
  { name: 'hang', flags: ['--timeout', '40s', '--until', '0x62'], commandLine: 'quiet end=hang' },
  { name: 'until-mark', flags: ['--mark', 'online:=0x62', '--until', '0x62'], commandLine: 'quiet end=hang' },
];

const q = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;

const directly = ({ kernel, initramfs }: LabImages, commandLine: string) =>
  ['--kernel', kernel, '--initramfs', initramfs, '--cmdline', commandLine] as const;

function shellLines(scenario: Scenario, images: LabImages): string {
  const {
    name,
    flags,
    commandLine,
    boot = directly,
    crashes = false,
    setUp = ':',
    tearDown = ':',
  } = scenario;
  const memory = flags.includes('--memory') ? [] : ['--memory', '256M'];
  // Of a machine that may be busy.
  const timeout = flags.includes('--timeout') ? [] : ['--timeout', '180s'];
  const words = ['run', ...boot(images, `console=ttyS0 ${commandLine}`), ...memory, ...timeout, ...flags];
  const command = [...words, '--json', '--output', `${name}.json`].map(q).join(' ');
  const once = `${setUp}\nboottrace ${command} 2>${name}.err; echo $? >${name}.code\n`;
  const again = `if grep -q '"reason":"crash"' ${name}.json; then\nmv ${name}.json ${name}.first.json\n${once}fi\n`;
  return `${once}${crashes ? '' : again}${tearDown}`;
}

/**
 * Runs them before the tests of the `describe` that this is called in; returns what gives the result of one. When the lab
 * comes to no results, every test fails with its reason: a hook that fails would have them skipped.
 */
export function useScenarios(
  scenarios: readonly Scenario[],
  newer: UnpackedKernel | null = null,
): (name: string) => ScenarioResult {
  let results: Map<string, ScenarioResult> | Error = new Error('the lab has not run');
  beforeAll(async () => {
    results = await runScenarios(scenarios, newer).catch((error: Error) => error);
  }, LAB_TIMEOUT_MS);
  return (name) => {
    if (results instanceof Error) throw results;
    return results.get(name)!;
  };
}

/** Runs them all; in the lab unless the host's KVM has hardware to build on. `newer`: a second kernel to bring along. */
async function runScenarios(
  scenarios: readonly Scenario[],
  newer: UnpackedKernel | null = null,
): Promise<Map<string, ScenarioResult>> {
  const folder = hostHasHardware() ? runOnHost(scenarios, newer) : await runNested(scenarios, newer);
  return new Map(scenarios.map(({ name }) => [name, readResult(folder, name)]));
}

/** What the EFI disk starts. */
const efiKernel = (initramfs: string) => ({ initramfs, commandLine: 'console=ttyS0 quiet' });

function hostHasHardware(): boolean {
  return /^flags\s*:.*\b(vmx|svm)\b/m.test(readFileSync('/proc/cpuinfo', 'utf8'));
}

async function runNested(scenarios: readonly Scenario[], newer: UnpackedKernel | null): Promise<string> {
  const images = {
    kernel: '/lab/vmlinuz',
    newerKernel: newer === null ? null : '/lab/newer-vmlinuz',
    initramfs: '/lab/initrd.gz',
    diskInitramfs: '/lab/images/disk-initrd.gz',
    bootDisk: '/lab/images/boot-disk.raw',
    seabios: '/lab/bios.bin',
    efiDisk: '/lab/images/efi-disk.raw',
    ovmf: '/lab/OVMF.fd',
  };
  const work = mkdtempSync(path.join(os.tmpdir(), 'boottrace-lab-images-'));
  try {
    const folders = {
      images: path.join(work, 'images'),
      'bios.bin': SEABIOS,
      'OVMF.fd': OVMF,
      ...(newer === null ? {} : { 'newer-vmlinuz': newer.image }),
    };
    mkdirSync(folders.images);
    const initramfs = path.join(folders.images, 'disk-initrd.gz');
    buildDiskInitramfs(work, initramfs);
    buildBootDisk(work, initramfs, path.join(folders.images, 'boot-disk.raw'));
    const plain = path.join(work, 'initrd.gz');
    buildGuestInitramfs(work, plain);
    buildEfiDisk(work, efiKernel(plain), path.join(folders.images, 'efi-disk.raw'));
    const script = scenarios.map((scenario) => shellLines(scenario, images)).join('\n');
    const { folder } = await runInLab({ script: `${script}\n`, folders });
    return folder;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function runOnHost(scenarios: readonly Scenario[], newer: UnpackedKernel | null): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'boottrace-lab-'));
  const file = (name: string) => path.join(folder, name);
  const images = {
    kernel: debianKernel(labCache()).image,
    newerKernel: newer?.image ?? null,
    initramfs: file('initrd.gz'),
    diskInitramfs: file('disk-initrd.gz'),
    bootDisk: file('boot-disk.raw'),
    seabios: SEABIOS,
    efiDisk: file('efi-disk.raw'),
    ovmf: OVMF,
  };
  buildGuestInitramfs(folder, images.initramfs);
  buildEfiDisk(folder, efiKernel(images.initramfs), images.efiDisk);
  buildDiskInitramfs(folder, images.diskInitramfs);
  buildBootDisk(folder, images.diskInitramfs, images.bootDisk);
  for (const scenario of scenarios) {
    const line = `boottrace() { "${process.execPath}" "${BIN}" "$@"; }\n${shellLines(scenario, images)}`;
    spawnSync('bash', ['-c', line], { cwd: folder, env: cleanEnv() });
  }
  return folder;
}

function readResult(folder: string, name: string): ScenarioResult {
  const text = (file: string) => readFileSync(path.join(folder, file), 'utf8');
  if (existsSync(path.join(folder, `${name}.first.json`)))
    console.warn(
      `lab: the guest of ${name} crashed and was booted once more: ${crashOf(text(`${name}.first.json`))}`,
    );
  const { boots, diagnostics } = JSON.parse(text(`${name}.json`)) as {
    readonly boots: readonly ScenarioBoot[];
    readonly diagnostics: ScenarioResult['diagnostics'];
  };
  const exitCode = Number(text(`${name}.code`));
  return { exitCode, stderr: text(`${name}.err`), boot: boots[0]!, diagnostics, text };
}

function crashOf(json: string): string {
  const { boots } = JSON.parse(json) as { readonly boots: readonly ScenarioBoot[] };
  return boots[0]?.stop.detail ?? 'no boot';
}
