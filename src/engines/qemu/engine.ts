/** An installed QEMU as an engine: any machine type that has an ISA bus, KVM or the emulator. docs/engines.md. */
import { EnvironmentError } from '../../trace/errors.js';
import type { GuestRequest } from '../../trace/guest.js';
import { kvmDeviceProblem, platformProblem } from '../../vmm/kvm/native-host.js';
import type { Engine } from '../engine.js';
import { describeMissing, findProgram, programVersion } from '../program.js';
import { choosesAccelerator } from './arguments.js';

/** The last one is where Red Hat's distributions keep it. */
const PROGRAMS = ['qemu-system-x86_64', '/usr/libexec/qemu-kvm'] as const;

export const INSTALL_QEMU = 'sudo apt-get install qemu-system-x86';

/** The installed program; null if there is none. `BOOTTRACE_QEMU` selects another. */
export function findQemu(environment = process.env): string | null {
  const chosen = environment['BOOTTRACE_QEMU'];
  const names = chosen === undefined || chosen === '' ? PROGRAMS : [chosen];
  for (const name of names) {
    const program = findProgram(name, environment['PATH']);
    if (program !== null) return program;
  }
  return null;
}

function requireQemu(): string {
  const program = findQemu();
  if (program !== null) return program;
  throw new EnvironmentError(
    'engine-not-installed',
    describeMissing({ title: 'QEMU', program: PROGRAMS[0], variable: 'BOOTTRACE_QEMU' }),
    [
      `${INSTALL_QEMU} (Debian, Ubuntu), sudo dnf install qemu-system-x86-core (Fedora)`,
      'name the program: BOOTTRACE_QEMU=/path/to/qemu-system-x86_64 boottrace run --engine qemu',
    ],
  );
}

export const qemu: Engine = {
  id: 'qemu',
  title: 'an installed QEMU, with KVM or its emulator',
  needsKvm: false,
  async installed() {
    const program = findQemu();
    return program === null ? null : ((await programVersion(program)) ?? program);
  },
  inspects: false,
  async run(request, options) {
    const program = requireQemu();
    const { checkDiskFile, checkImageFile } = await import('../../vmm/without-native.js');
    for (const file of imagesOf(request)) checkImageFile(file);
    for (const disk of request.disks) checkDiskFile(disk);
    const [{ QemuRun }, { openPortSockets }] = await Promise.all([
      import('./run.js'),
      import('./open-port-sockets.js'),
    ]);
    const accelerator = chooseAccelerator(request.engineArguments ?? []);
    const sockets = await openPortSockets();
    return new QemuRun({ program, request, accelerator, options, sockets }).run();
  },
};

function imagesOf({ firmware, kernel, flash }: GuestRequest): string[] {
  return [firmware, kernel?.kernel, kernel?.initramfs, flash?.path].filter(
    (file) => typeof file === 'string',
  );
}

/** KVM when it can be had; null when the user said what to use. */
export function chooseAccelerator(extra: readonly string[]): 'kvm' | 'tcg' | null {
  if (choosesAccelerator(extra)) return null;
  // The KVM of another processor runs none of this one's guests.
  return platformProblem() === null && kvmDeviceProblem() === null ? 'kvm' : 'tcg';
}
