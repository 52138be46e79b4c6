/** The second door of the runner: what works, and can be told, where its native code does not load. Loads none. */
export { toTraceResolution } from './clock.js';
export { checkDiskFile } from './disk-file.js';
export { checkImageFile } from './images.js';
export {
  capabilityProblem,
  isWithoutNativeCode,
  koffiProblem,
  kvmDeviceProblem,
  platformProblem,
} from './kvm/native-host.js';
