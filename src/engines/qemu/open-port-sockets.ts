/** The sockets that QEMU writes a guest's ports to: with the kernel's own times where native code loads, else with those of arrival. */
import { isWithoutNativeCode } from '../../vmm/kvm/native-host.js';
import { loadRunner } from '../load-runner.js';
import { ArrivalSockets } from './arrival-sockets.js';
import type { PortSockets } from './port-sockets.js';

export async function openPortSockets(): Promise<PortSockets> {
  try {
    const { StampedSockets } = await loadRunner();
    return new StampedSockets();
  } catch (error) {
    if (!isWithoutNativeCode(error)) throw error;
    return new ArrivalSockets(error.message);
  }
}
