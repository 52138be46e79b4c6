/** An entropy source (Virtual I/O Device 1.1, 5.4): one queue, whose buffers it fills with the host's random bytes. */
import type { VirtioDevice } from './device.js';
import { VirtqueueError } from './virtqueue.js';

const DEVICE_ID = 4;
const CLASS_OTHER = 0xff_00_00;
const QUEUE_SIZE = 64;
/** Maximum size for one request; the driver asks again. A guest must not keep the host busy. */
const MAX_BYTES = 64 * 1024;

/** @param fillRandom fills at most 64 KiB with random bytes */
export function createVirtioRng(fillRandom: (bytes: Uint8Array) => void): VirtioDevice {
  return {
    name: 'virtio-rng',
    deviceId: DEVICE_ID,
    classCode: CLASS_OTHER,
    features: 0,
    queueSizes: [QUEUE_SIZE],
    config: new Uint8Array(0),
    serve({ readable, writable }) {
      if (readable.length > 0 || writable.length === 0) {
        throw new VirtqueueError('a request for random bytes must have only writable buffers');
      }
      let written = 0;
      for (const buffer of writable) {
        const part = buffer.subarray(0, MAX_BYTES - written);
        fillRandom(part);
        written += part.length;
      }
      return written;
    },
  };
}
