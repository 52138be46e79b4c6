/** What a virtio device is to its transport (Virtual I/O Device 1.1, chapter 5). */
import type { DescriptorChain } from './virtqueue.js';

/**
 * Called after each piece of data with the bytes that were moved; other threads may use the devices meanwhile. False when the
 * rest of the request is to be left and no more of the guest's memory touched.
 */
export type GoesOn = (moved: number) => boolean;

export interface VirtioDevice {
  /** For the exit table and messages. */
  readonly name: string;
  /** Virtio's device ID: 2 for a block device, 4 for an entropy source. */
  readonly deviceId: number;
  /** PCI class, subclass and programming interface in 24 bits. */
  readonly classCode: number;
  /** Feature bits 0 to 31 that the device offers. */
  readonly features: number;
  /** Entries of each of its queues, powers of two. */
  readonly queueSizes: readonly number[];
  /** Device-specific configuration, read-only for the driver. */
  readonly config: Uint8Array;
  /**
   * Serves one request and returns how many bytes of its writable part, from the first on, it has written; null when it left
   * the rest, upon which the request is not given back. Throws VirtqueueError for a request that has not the shape of one.
   */
  serve(chain: DescriptorChain, goesOn: GoesOn): number | null;
}
