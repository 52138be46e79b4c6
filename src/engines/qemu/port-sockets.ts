/** A socket that QEMU writes one of its guest's ports to, and what opens them. */
import type { Duplex } from 'node:stream';
import type { StampedSocket, StampedSockets } from '../../vmm/index.js';

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
