/** The Debian kernel that guests of the lab boot, as a requirement of a test. */
import type { Requirement } from '../helpers/requirements.js';
import { knowsKernel } from './kernel.mjs';

export function debianKernelRequirement(): Requirement {
  return {
    name: 'a Debian kernel',
    present: knowsKernel(),
    reason: 'the package lists know no linux-image-cloud-amd64; on Debian: apt-get update',
    enforced: process.env['BOOTTRACE_REQUIRE_PACKAGES'] === '1',
  };
}
