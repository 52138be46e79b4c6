/** The Debian kernels that guests of the lab boot, as requirements of a test. */
import type { Requirement } from '../helpers/requirements.js';
import { knowsKernel, type UnpackedKernel } from './kernel.mjs';

export function debianKernelRequirement(): Requirement {
  return {
    name: 'a Debian kernel',
    present: knowsKernel(),
    reason: 'the package lists know no linux-image-cloud-amd64; on Debian: apt-get update',
    enforced: process.env['BOOTTRACE_REQUIRE_PACKAGES'] === '1',
  };
}

/** `kernel` is what `backportsKernel` gave. Not every mirror has one, so nothing fails without it. */
export function backportsRequirement(kernel: UnpackedKernel | null): Requirement {
  return {
    name: "a newer Debian kernel, from the release's backports",
    present: kernel !== null,
    reason: 'the mirror of this system has no backports with a cloud kernel',
    enforced: false,
  };
}
