/** A pseudo-terminal, from the one place that may load native code, and only when one is asked for. */
import type { Pty } from '../vmm/index.js';

export async function openPty(): Promise<Pty> {
  const vmm = await import('../vmm/index.js');
  return vmm.openPty();
}
