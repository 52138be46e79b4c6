/** The bundled KVM runner as an engine. Its native code is loaded when a guest is started, not before. */
import type { Diagnostic } from '../trace/diagnostic.js';
import { EnvironmentError, InputError } from '../trace/errors.js';
import { takeEarlyThread, workerFileOf } from './early-thread.js';
import type { Engine, GuestRequest } from './engine.js';
import type { Boot } from './inspection/run-inspected.js';
import { findQemu, INSTALL_QEMU } from './qemu.js';

export const bundled: Engine = {
  id: 'bundled',
  title: 'the bundled KVM runner',
  needsKvm: true,
  inspects: true,
  async confine() {
    const { confineProcess } = await import('../vmm/index.js');
    return confineProcess() ? [] : [UNCONFINED];
  },
  async run(request, { packageRoot, inspection = null, ...options }) {
    if ((request.engineArguments ?? []).length > 0) throw withoutArguments();
    const { runGuest } = await import('../vmm/index.js');
    const workerFile = workerFileOf(packageRoot);
    const boot: Boot = (guest: GuestRequest, control) =>
      runGuest(guest, { ...control, workerFile, firstThread: takeEarlyThread() });
    try {
      if (inspection === null) return await boot(request, options);
      const { runInspected } = await import('./inspection/run-inspected.js');
      return await runInspected({ request, options, inspection, boot });
    } catch (error) {
      throw offerEmulator(error, findQemu());
    }
  },
};

const UNCONFINED: Diagnostic = {
  severity: 'note',
  code: 'unconfined',
  message: "this host's kernel filters no system calls (seccomp): the runner keeps all that its user may do",
  input: null,
  line: null,
};

/** Why /dev/kvm cannot be had. */
const WITHOUT_KVM: ReadonlySet<string> = new Set(['no-kvm', 'kvm-permission']);

/** A host without KVM can still run guests, slowly. Any other error is left as it is. */
export function offerEmulator(error: unknown, qemu: string | null): unknown {
  if (!(error instanceof EnvironmentError) || !WITHOUT_KVM.has(error.code)) return error;
  const how = 'boottrace run --engine qemu with the same flags';
  const step =
    qemu === null
      ? `without KVM, QEMU's emulator runs guests, slowly: ${INSTALL_QEMU}, then ${how}`
      : `without KVM, QEMU's emulator runs guests, slowly: ${how}`;
  return new EnvironmentError(error.code, error.message, [...error.nextSteps, step]);
}

function withoutArguments(): InputError {
  return new InputError(
    'engine-arguments',
    'arguments after -- are for a program; the bundled runner is none',
    ['boottrace run --engine qemu ... -- ARGUMENTS'],
  );
}
