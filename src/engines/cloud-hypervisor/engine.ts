/** An installed Cloud Hypervisor as an engine: the same flags, its log followed live. docs/engines.md. */
import { EnvironmentError, InputError } from '../../trace/errors.js';
import type { Engine } from '../engine.js';
import { describeMissing, findProgram, programVersion } from '../program.js';
import { parseRelease } from './release.js';

/** The installed program; null if there is none. `BOOTTRACE_CLOUD_HYPERVISOR` selects another. */
export function findCloudHypervisor(environment = process.env): string | null {
  const chosen = environment['BOOTTRACE_CLOUD_HYPERVISOR'];
  const name = chosen === undefined || chosen === '' ? 'cloud-hypervisor' : chosen;
  return findProgram(name, environment['PATH']);
}

const WANTED = {
  title: 'Cloud Hypervisor',
  program: 'cloud-hypervisor',
  variable: 'BOOTTRACE_CLOUD_HYPERVISOR',
} as const;

function requireCloudHypervisor(): string {
  const program = findCloudHypervisor();
  if (program !== null) return program;
  throw new EnvironmentError('engine-not-installed', describeMissing(WANTED), [
    'install a release: https://github.com/cloud-hypervisor/cloud-hypervisor/releases',
    'name the program: BOOTTRACE_CLOUD_HYPERVISOR=/path/to/cloud-hypervisor boottrace run --engine cloud-hypervisor',
  ]);
}

export const cloudHypervisor: Engine = {
  id: 'cloud-hypervisor',
  title: 'an installed Cloud Hypervisor',
  needsKvm: true,
  inspects: false,
  async installed() {
    const program = findCloudHypervisor();
    return program === null ? null : ((await programVersion(program)) ?? program);
  },
  async run(request, options) {
    const program = requireCloudHypervisor();
    const [{ checkImageFile }, { CloudHypervisorRun }, version] = await Promise.all([
      import('../../vmm/without-native.js'),
      import('./run.js'),
      programVersion(program),
    ]);
    const { firmware, kernel } = request;
    if (firmware !== undefined && kernel !== undefined) {
      throw new InputError(
        'two-images',
        'Cloud Hypervisor starts a guest from --firmware or from --kernel, not from both',
        ['leave one of them out', 'let the firmware load the kernel: --engine bundled, or --engine qemu'],
      );
    }
    for (const file of [firmware, kernel?.kernel, kernel?.initramfs]) {
      if (typeof file === 'string') checkImageFile(file);
    }
    const release = parseRelease(version ?? '');
    return new CloudHypervisorRun({ program, version, release, request, options }).run();
  },
};
