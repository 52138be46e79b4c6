/** The second door of the runner: what works, and can be told, where its native code does not load. Loads none. */

export { checkDiskFile } from './disks/disk-file.js';
export {
  capabilityProblem,
  isWithoutNativeCode,
  koffiProblem,
  kvmDeviceProblem,
  platformProblem,
} from './kvm/native-host.js';
export { checkImageFile } from './machine/boot-images.js';
export { toTraceResolution } from './threads/clock.js';
