/** The bundled KVM runner as an engine. Its native code is loaded when a guest is started, not before. */
import { note } from '../trace/diagnostic.js';
import { EnvironmentError, InputError } from '../trace/errors.js';
import type { GuestRequest } from '../trace/guest.js';
import { isWithoutNativeCode, kvmDeviceProblem } from '../vmm/kvm/native-host.js';
import { takeEarlyThread, workerFileOf } from './early-thread.js';
import type { Engine } from './engine.js';
import { hostFingerprint } from './host-fingerprint.js';
import type { Boot } from './inspection/run-inspected.js';
import { loadRunner } from './load-runner.js';
import { findQemu, INSTALL_QEMU } from './qemu/engine.js';

export const bundled: Engine = {
  id: 'bundled',
  title: 'the bundled KVM runner',
  needsKvm: true,
  inspects: true,
  async confine() {
    try {
      const { confineProcess } = await loadRunner();
      return confineProcess() ? [] : [UNCONFINED];
    } catch (error) {
      throw explainRefusal(error);
    }
  },
  async run(request, { packageRoot, inspection = null, ...options }) {
    if ((request.engineArguments ?? []).length > 0) throw withoutArguments();
    try {
      const { runGuest } = await loadRunner();
      const workerFile = workerFileOf(packageRoot);
      const boot: Boot = (guest: GuestRequest, control) =>
        runGuest(guest, { ...control, workerFile, firstThread: takeEarlyThread(), hasSoftwareKvm });
      if (inspection === null) return await boot(request, options);
      const { runInspected } = await import('./inspection/run-inspected.js');
      return await runInspected({ request, options, inspection, boot });
    } catch (error) {
      throw explainRefusal(error);
    }
  },
};

const hasSoftwareKvm = () => hostFingerprint().kvm === 'software';

const UNCONFINED = note(
  'unconfined',
  "this host's kernel has no system call filter (seccomp): the runner keeps all permissions of its user",
);

/** What doctor would say first: KVM comes before the native code that is of no use without it. */
function explainRefusal(error: unknown): unknown {
  const isNative = isWithoutNativeCode(error) && error.code !== 'wrong-platform';
  return offerEmulator((isNative ? kvmDeviceProblem() : null) ?? error, findQemu());
}

/** Why the runner cannot be had, by the code of the error, as the beginning of a sentence about QEMU. */
const WITHOUT: Readonly<Record<string, string>> = {
  'no-kvm': "without KVM, QEMU's emulator runs guests, slowly",
  'kvm-permission': "without KVM, QEMU's emulator runs guests, slowly",
  'wrong-platform': "QEMU's emulator runs guests here, slowly",
  'no-native-code': 'QEMU runs guests without it',
  'no-libc': 'QEMU runs guests without it',
};

/** A host where the runner does not work can still run guests. Any other error is left as it is. */
export function offerEmulator(
  error: unknown,
  qemu: string | null,
  platform: string = process.platform,
): unknown {
  if (!(error instanceof EnvironmentError) || platform !== 'linux') return error;
  const lead = WITHOUT[error.code];
  if (lead === undefined) return error;
  const how = 'boottrace run --engine qemu with the same flags';
  const step = qemu === null ? `${lead}: ${INSTALL_QEMU}, then ${how}` : `${lead}: ${how}`;
  return new EnvironmentError(error.code, error.message, [...error.nextSteps, step]);
}

function withoutArguments(): InputError {
  return new InputError(
    'engine-arguments',
    'arguments after -- are for an external engine; the bundled runner takes none',
    ['boottrace run --engine qemu ... -- ARGUMENTS'],
  );
}
