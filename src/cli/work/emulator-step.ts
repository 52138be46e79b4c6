/**
 * Advice for a Linux that did not start on a KVM without hardware virtualisation. Such a KVM interprets a kernel for
 * hours before any output; the same boot in QEMU's emulator takes seconds.
 */
import { join } from 'shlex';
import { hostFingerprint } from '../../engines/host-fingerprint.js';
import { chooseAccelerator, findQemu, INSTALL_QEMU } from '../../engines/qemu/engine.js';
import type { GuestRun } from '../../session/order.js';
import type { RunPlan } from '../flags/run-plan.js';

export interface TypedRun {
  readonly engine: string;
  /** What stood behind `run`, up to `--`. */
  readonly words: readonly string[];
  /** What stood behind `--`. */
  readonly engineArguments: readonly string[];
  /** Something was to be seen inside the guest, which QEMU cannot show. */
  readonly isInspected: boolean;
}

/** The command that boots it; null where the run was slow for another reason. `software`: KVM has no hardware behind it. */
export function emulatorStep(
  run: Pick<GuestRun<RunPlan>, 'order' | 'reading'>,
  typed: TypedRun,
  {
    software = hostFingerprint().kvm === 'software',
    qemu = findQemu(),
    accelerator = chooseAccelerator(typed.engineArguments),
  } = {},
): string | null {
  const ranOnKvm = typed.engine !== 'qemu' || accelerator === 'kvm';
  if (!software || !ranOnKvm || !mayBeLinux(run) || hasCome(run)) return null;
  const lead = "this KVM is software and too slow for Linux; QEMU's emulator boots it";
  return `${lead}: ${qemu === null ? `${INSTALL_QEMU}, then ` : ''}${emulatorCommand(run, typed)}`;
}

/** A kernel, or what a firmware finds on a disk. */
function mayBeLinux({ order }: Pick<GuestRun<RunPlan>, 'order'>): boolean {
  const { kernel, disks } = order.plan.request;
  return kernel !== undefined || disks.length > 0;
}

/** A guest that wrote codes has run. SeaBIOS, which QEMU starts before a kernel, writes zeros. */
function hasCome({ reading }: Pick<GuestRun<RunPlan>, 'reading'>): boolean {
  return reading.boots.some(({ events }) =>
    events.some((event) => event.kind === 'code' && event.code !== 0),
  );
}

/** The longest boot that is given less time than this gets the usual time. */
const USUAL_TIMEOUT_NS = 60e9;

function emulatorCommand({ order }: Pick<GuestRun<RunPlan>, 'order'>, typed: TypedRun): string {
  const { engine, words, engineArguments, isInspected } = typed;
  const own = engine === 'qemu' ? engineArguments : [];
  const behind = join([...own, '-accel', 'tcg']);
  if (isInspected) {
    return `boottrace run with the same flags, without those that look into the guest, and --engine qemu -- ${behind}`;
  }
  const dropped = ['--engine', ...(order.plan.timeoutNs < USUAL_TIMEOUT_NS ? ['--timeout'] : [])];
  return `boottrace run ${join([...withoutFlags(words, dropped), '--engine', 'qemu'])} -- ${behind}`;
}

/** Leaves out `--flag value` and `--flag=value`. */
function withoutFlags(words: readonly string[], flags: readonly string[]): string[] {
  return words.filter((word, index) => {
    const isValue = flags.includes(words[index - 1] ?? '');
    return !isValue && !flags.includes(word.split('=')[0]!);
  });
}
