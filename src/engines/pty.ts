/** A pseudo-terminal, from the one place that may load native code, and only when one is asked for. */
import { EnvironmentError } from '../trace/errors.js';
import type { Pty } from '../vmm/index.js';
import { isWithoutNativeCode } from '../vmm/kvm/native-host.js';
import { loadRunner } from './load-runner.js';

/** Throws EnvironmentError where the host has none to give, or native code does not load. */
export async function openPty(): Promise<Pty> {
  try {
    const runner = await loadRunner();
    return runner.openPty();
  } catch (error) {
    if (!isWithoutNativeCode(error)) throw error;
    const { code, message, nextSteps } = error;
    throw new EnvironmentError(code, `--debug-console pty needs native code; ${message}`, [
      '--debug-console tty or --debug-console file=PATH, which need none',
      ...nextSteps,
    ]);
  }
}
