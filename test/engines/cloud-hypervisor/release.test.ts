import { expect, test } from 'vitest';
import { NEWEST, parseRelease, verbosityFlags } from '../../../src/engines/cloud-hypervisor/release.js';

test.each<[string, number, readonly string[] | null]>([
  ['cloud-hypervisor v0.1.0', 1, null],
  ['cloud-hypervisor v0.2.0', 2, ['-vvv']],
  ['cloud-hypervisor v0.10.0', 10, ['-vvv']],
  ['cloud-hypervisor v0.11.0', 11, ['-vv']],
  ['cloud-hypervisor v0.14.1', 14, ['-vv']],
  ['cloud-hypervisor v19.0', 19, ['-vv']],
  ['cloud-hypervisor v20.0', 20, ['-v']],
  ['cloud-hypervisor v23.1', 23, ['-v']],
  ['cloud-hypervisor v24.0', 24, []],
  ['cloud-hypervisor v53.0.0', 53, []],
  ['cloud-hypervisor v38.0-15-g1a2b3c4d-dirty', 38, []],
  ['something else', NEWEST, []],
])('%s is release %s and needs %j', (version, release, flags) => {
  expect(parseRelease(version)).toBe(release);
  expect(verbosityFlags(release)).toEqual(flags);
});
