/** The sockets that QEMU writes a guest's ports to: with the kernel's own times where native code loads, else with those of arrival. */
import type { Duplex } from 'node:stream';
import type { StampedSocket, StampedSockets } from '../../vmm/index.js';
import { isWithoutNativeCode } from '../../vmm/kvm/native-host.js';
import { loadRunner } from '../native-runner.js';
import { ArrivalSockets } from './arrival-sockets.js';

export interface PortSocket extends Omit<StampedSocket, 'peerFd'> {
  /** What the other process inherits: a descriptor, or an end of the stream that Node then makes. */
  readonly peerFd: number | 'pipe';
  /** Takes the stream that Node made. */
  attach?(stream: Duplex): void;
}

export interface PortSockets
  extends Pick<StampedSockets, 'originSeconds' | 'nowNs' | 'wallOffsetNs' | 'readable'> {
  /** Why times are those of arrival; absent where they are not. */
  readonly whyLate?: string;
  open(): PortSocket;
}

export async function openPortSockets(): Promise<PortSockets> {
  try {
    const { StampedSockets } = await loadRunner();
    return new StampedSockets();
  } catch (error) {
    if (!isWithoutNativeCode(error)) throw error;
    return new ArrivalSockets(error.message);
  }
}
