/** Can this host run guests, and if not, what to do about it: the findings of `boottrace doctor`. */
import { BoottraceError } from '../trace/errors.js';
import { hostLimit } from '../trace/host-limit.js';
import type { DoctorFinding } from '../trace/report/report.js';
import type { KvmFacts } from '../vmm/index.js';
import { capabilityProblem, kvmDeviceProblem, platformProblem } from '../vmm/kvm/native-host.js';
import { bundled } from './bundled.js';
import type { Engine } from './engine.js';
import { type HostFingerprint, hostFingerprint } from './host-fingerprint.js';
import { engines } from './index.js';
import { loadRunner } from './load-runner.js';
import { INSTALL_QEMU } from './qemu/engine.js';
import { bootSampleGuest, type SampleBoot } from './sample-guest.js';

/** If an exit costs more than this, KVM almost certainly has no hardware virtualisation. */
const SLOW_EXIT_NS = 5000;

const KVM = '/dev/kvm';
const SAMPLE_GUEST = 'sample guest';

/** @param runner what boots the sample guest */
export async function examineHost(
  packageRoot: string,
  runner: Engine = bundled,
): Promise<readonly DoctorFinding[]> {
  // This comes first, because a process that is confined for its guests cannot start programs.
  const found = await Promise.all(
    engines.map(async ({ id, needsKvm, installed: find }) => ({
      id,
      needsKvm,
      program: find === undefined ? 'part of boottrace' : await find(),
    })),
  );
  const findings: DoctorFinding[] = [];
  for await (const finding of examineRunner(packageRoot, runner)) findings.push(finding);
  const isFine = (subject: string) =>
    findings.some((finding) => finding.subject === subject && finding.status === 'ok');
  return describeHost(findings, found, { hasKvm: isFine(KVM), runnerWorks: isFine(SAMPLE_GUEST) });
}

/** The way of `run` step by step, to its end or to the first step that fails. No step loads what only a later one needs. */
async function* examineRunner(packageRoot: string, runner: Engine): AsyncGenerator<DoctorFinding> {
  const platform = platformProblem();
  yield platform === null ? fine('platform', 'Linux on x86-64') : failed('platform', platform);
  if (platform !== null) return;
  const device = kvmDeviceProblem();
  if (device !== null) return yield failed(KVM, device);
  let subject = 'native code';
  try {
    const { Libc, probeKvm } = await loadRunner();
    new Libc();
    yield fine(subject, 'koffi and glibc load');
    subject = KVM;
    const facts = probeKvm();
    yield* describeKvm(facts, hostFingerprint());
    if (facts.missing.length > 0) return;
    subject = 'confinement';
    const [note] = (await runner.confine?.()) ?? [];
    yield note === undefined
      ? fine(subject, 'system calls that guests do not need are filtered (seccomp)')
      : { subject, status: 'warning', message: note.message, nextSteps: [] };
    subject = SAMPLE_GUEST;
    yield describeSample(await bootSampleGuest(runner, packageRoot));
  } catch (error) {
    const known = error instanceof BoottraceError ? error : hostLimit(error);
    if (known === null) throw error;
    yield failed(subject, known);
  }
}

function fine(subject: string, message: string): DoctorFinding {
  return { subject, status: 'ok', message, nextSteps: [] };
}

/** In the words with which `run` ends. Its advice to ask doctor is followed already. */
function failed(subject: string, { message, nextSteps }: BoottraceError): DoctorFinding {
  return {
    subject,
    status: 'failed',
    message,
    nextSteps: nextSteps.filter((step) => step !== 'boottrace doctor'),
  };
}

export function describeSample({ codes, timeNs, failure }: SampleBoot): DoctorFinding {
  if (failure === null) return fine(SAMPLE_GUEST, `${codes} codes in ${Math.round(timeNs / 1e6)} ms`);
  return {
    subject: SAMPLE_GUEST,
    status: 'failed',
    message: failure,
    nextSteps: ['see the failure: boottrace run', 'use another engine: boottrace run --engine qemu'],
  };
}

/** An engine as it was found on this host. */
export interface FoundEngine {
  readonly id: string;
  readonly needsKvm: boolean;
  /** Null when it is not installed. */
  readonly program: string | null;
}

export interface HostState {
  readonly hasKvm: boolean;
  /** The bundled runner has booted the sample guest. */
  readonly runnerWorks: boolean;
}

/**
 * What the runner and the engines come to. That KVM is missing is no failure where an engine does without; that the runner
 * does not work for another reason always is one.
 */
export function describeHost(
  runner: readonly DoctorFinding[],
  found: readonly FoundEngine[],
  state: HostState,
): DoctorFinding[] {
  const usable = found.filter(
    ({ id, program, needsKvm }) =>
      program !== null && (id === bundled.id ? state.runnerWorks : state.hasKvm || !needsKvm),
  );
  const softened = runner.map((finding) =>
    finding.subject === KVM && finding.status === 'failed' && usable.length > 0
      ? { ...finding, status: 'warning' as const }
      : finding,
  );
  return [
    ...softened,
    ...found.map((engine) => describeEngine(engine, state)),
    {
      subject: 'engines',
      status: usable.length > 0 ? 'ok' : 'failed',
      message:
        usable.length > 0
          ? `guests run with ${usable.map(({ id }) => `--engine ${id}`).join(', ')}`
          : 'no engine can run a guest here',
      nextSteps: usable.length > 0 ? [] : [`run guests in QEMU's emulator: ${INSTALL_QEMU}`],
    },
  ];
}

function describeEngine(
  { id, needsKvm, program }: FoundEngine,
  { hasKvm, runnerWorks }: HostState,
): DoctorFinding {
  const subject = `engine ${id}`;
  // A host does not need all engines, so a missing one is not a failure.
  if (program === null) return fine(subject, 'not installed');
  const warn = (message: string): DoctorFinding => ({ subject, status: 'warning', message, nextSteps: [] });
  if (!hasKvm && needsKvm) return warn(`${program}; it needs /dev/kvm`);
  if (id === bundled.id && !runnerWorks) return warn(`${program}; it does not work here`);
  return fine(subject, hasKvm ? program : `${program}; without KVM it uses its emulator, which is slow`);
}

/** What an answering /dev/kvm can do. */
export function describeKvm(facts: KvmFacts, host: HostFingerprint): DoctorFinding[] {
  const { apiVersion, maxVcpus, missing, exitNs } = facts;
  const lacking = capabilityProblem(missing);
  const hardware = host.kvm === 'intel' || host.kvm === 'amd';
  const kind = host.kvm === 'intel' ? 'Intel VT-x' : 'AMD-V';
  const cost = `one exit costs ${(exitNs / 1000).toFixed(1)} µs`;
  return [
    fine(KVM, `opens, API version ${apiVersion}, up to ${maxVcpus} vCPUs`),
    lacking === null ? fine('capabilities', 'everything the runner needs') : failed('capabilities', lacking),
    {
      subject: 'speed',
      status: hardware && exitNs < SLOW_EXIT_NS ? 'ok' : 'warning',
      message: hardware
        ? `hardware KVM (${kind}), ${cost}`
        : `software KVM (no vmx or svm flag), ${cost}: small guests and firmware run, a Linux kernel takes too long`,
      nextSteps: hardware
        ? []
        : [
            'for Linux guests, use a host with VT-x or AMD-V, or turn on nested virtualisation',
            "for Linux guests here, use QEMU's emulator: boottrace run --kernel PATH --engine qemu -- -accel tcg",
          ],
    },
  ];
}
