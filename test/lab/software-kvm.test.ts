/** Linux on a KVM in software, which does not get through: the advice that `run` prints then is followed to the letter. */
import { mkdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeWith, type Requirement, requirement } from '../helpers/requirements.js';
import { runShell } from '../helpers/run-cli.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { debianKernel } from './kernel.mjs';
import { debianKernelRequirement } from './kernel-requirement.js';
import { buildGuestInitramfs, LAB_PACKAGES, labCache } from './lab.mjs';

const folder = temporaryFolder();
const software: Requirement = {
  name: 'a KVM in software',
  present: !/^flags\s*:.*\b(vmx|svm)\b/m.test(readFileSync('/proc/cpuinfo', 'utf8')),
  reason: 'the KVM of this host has hardware behind it: Linux boots on it',
  enforced: false,
};
const packages = LAB_PACKAGES.map(([name, probe]) => requirement.debianPackage(name, probe));

describeWith(
  [requirement.kvm(), software, ...packages, debianKernelRequirement()],
  'Linux on a slow KVM',
  () => {
    test('is advised to boot in the emulator, by a command that boots it', { timeout: 180_000 }, async () => {
      const [work, initrd] = [folder.file('work'), folder.file('the initrd.gz')];
      mkdirSync(work);
      buildGuestInitramfs(work, initrd);
      const guest = `--kernel '${debianKernel(labCache()).image}' --initramfs '${initrd}' --cmdline 'console=ttyS0 panic=-1'`;
      const slow = await runShell(`boottrace run ${guest} --until 0x61 --timeout 3s --json`);
      expect(slow.exitCode).toBe(4);
      const [command = ''] = /boottrace run .*$/m.exec(slow.stderr) ?? [];
      expect(command).toMatch(/^boottrace run --kernel .* --until 0x61 --json --engine qemu -- -accel tcg$/);
      const { stdout, exitCode } = await runShell(command);
      const { boots } = JSON.parse(stdout) as { boots: { format: string; stop: { reason: string } }[] };
      expect({ exitCode, boots }).toMatchObject({
        exitCode: 0,
        boots: [{ format: 'qemu', stop: { reason: 'until' } }],
      });
    });
  },
);
