/** Which moments begin a phase of a stage, and what the phase is called. A moment that is not in the table begins none. */
import { BANNERS } from '../trace/banners.js';

export interface PhaseName {
  readonly key: string;
  readonly name: string;
}

interface Row extends PhaseName {
  /** Keys of the moments that say so, of which the first to come counts. */
  readonly begunBy: readonly string[];
}

function row(key: string, name: string, ...begunBy: readonly string[]): Row {
  return { key, name, begunBy };
}

/** A phase that is all of a program, from the line with which it greets. */
function program(source: string, name: string): Row {
  return row(source, name, `${source}:start`);
}

const ROWS: readonly Row[] = [
  // coreboot: lines of its console, and ids of its timestamps (commonlib/timestamp_serialized.h).
  row('coreboot:bootblock', 'bootblock', 'coreboot:start', 'coreboot:11'),
  row('coreboot:verstage', 'verstage', 'coreboot:verstage'),
  row('coreboot:romstage', 'romstage', 'coreboot:romstage', 'coreboot:1'),
  row('coreboot:postcar', 'postcar', 'coreboot:postcar', 'coreboot:100'),
  row('coreboot:ramstage', 'ramstage', 'coreboot:ramstage', 'coreboot:10'),
  row('coreboot:depthcharge', 'depthcharge', 'coreboot:1000'),
  // EDK2: PEI is over where its last module, the DXE IPL, begins to load DXE.
  row('edk2:sec', 'SEC', 'edk2:sec'),
  row('edk2:pei', 'PEI', 'edk2:pei'),
  row('edk2:dxe', 'DXE', 'edk2:dxe-ipl', 'edk2:dxe'),
  // Release builds say nothing before BDS connects a console.
  row('edk2:bds', 'BDS', 'edk2:bds', 'edk2:console'),
  row('edk2:boot', 'boot option', 'edk2:boot-option', 'edk2:load-option'),
  // U-Boot: banners, and marks of its bootstage report. On x86 U-Boot proper has no board_init_f there.
  row('u-boot:tpl', 'TPL', 'u-boot-tpl:start', 'u-boot:TPL', 'u-boot:tpl'),
  row('u-boot:vpl', 'VPL', 'u-boot:VPL', 'u-boot:vpl'),
  row('u-boot:spl', 'SPL', 'u-boot-spl:start', 'u-boot:SPL', 'u-boot:spl'),
  row('u-boot:proper', 'U-Boot proper', 'u-boot:start', 'u-boot:board_init_f', 'u-boot:board_init_r'),
  row('slim-bootloader:1a', 'Stage 1A', 'slim-bootloader:1010'),
  row('slim-bootloader:1b', 'Stage 1B', 'slim-bootloader:2000'),
  row('slim-bootloader:2', 'Stage 2', 'slim-bootloader:3000'),
  program('tf-a-bl1', 'TF-A BL1'),
  program('tf-a-bl2', 'TF-A BL2'),
  program('tf-a-bl31', 'TF-A BL31'),
  program('opensbi', 'OpenSBI'),
  row('seabios', 'SeaBIOS POST', 'seabios:start'),
  row('seabios:option-roms', 'option ROMs', 'seabios:option-roms'),
  row('seabios:boot', 'boot', 'seabios:boot'),
  row('rust-hypervisor-firmware', 'rust-hypervisor-firmware', 'rust-hypervisor-firmware:start'),
  row('rust-hypervisor-firmware:load', 'loading', 'rust-hypervisor-firmware:partition'),
  program('barebox', 'barebox'),
  program('grub', 'GRUB'),
  program('ipxe', 'iPXE'),
  // What firmware starts may be a loader of any kind, or a kernel with its own.
  row('edk2:program', 'EFI program', 'edk2:start-option'),
  row('systemd-boot', 'systemd-boot', 'systemd-boot:menu'),
  row('efi-stub', 'EFI stub', 'efi-stub:start'),
  // systemd-analyze: userspace has a moment of its own only where something of userspace came before it.
  row('systemd:initrd', 'initrd', 'systemd:initrd begins'),
  row('systemd:soft-reboot', 'soft reboot', 'systemd:soft reboot begins'),
  row('systemd:userspace', 'userspace proper', 'systemd:userspace begins'),
];

const BY_MOMENT: ReadonlyMap<string, PhaseName> = new Map(
  ROWS.flatMap(({ key, name, begunBy }) => begunBy.map((moment) => [moment, { key, name }] as const)),
);

/** The phase that begins with a moment; null for most. */
export function phaseOfMoment(key: string): PhaseName | null {
  return BY_MOMENT.get(key) ?? null;
}

/** Boundaries that a text names are codes without keys; the source's name identifies the moment. */
const KEY_OF_BOUNDARY: ReadonlyMap<string, string> = new Map([
  ...BANNERS.map(({ name, key }) => [name, key] as const),
  ['board_init_f', 'u-boot:board_init_f'],
  ['board_init_r', 'u-boot:board_init_r'],
  ['depthcharge start', 'coreboot:1000'],
  // dp's first phase, where a release prints none of SEC.
  ['EDK2 PEI', 'edk2:pei'],
  ['EDK2 DXE', 'edk2:dxe'],
  ['EDK2 BDS', 'edk2:bds'],
  ['initrd begins', 'systemd:initrd begins'],
  ['soft reboot begins', 'systemd:soft reboot begins'],
]);

/** The phase that begins with a boundary that a text names; null for most. */
export function phaseOfBoundary(name: string): PhaseName | null {
  const key = KEY_OF_BOUNDARY.get(name);
  return key === undefined ? null : phaseOfMoment(key);
}
