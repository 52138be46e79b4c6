/**
 * The options of a guest that are one flag each: the syntax of the flag, its effect on the guest, and the arguments for QEMU
 * and Cloud Hypervisor. A row carries an option from the command line to every engine (docs/adding-a-guest-option.md).
 */

import { InputError } from '../trace/errors.js';
import type { Guest, GuestFlash, PciDevices } from '../trace/guest.js';
import { DEFAULT_RNG, parseFlash, parseRng } from './disk-flag.js';
import { parseCpus, parseMemory } from './guest-flags.js';

/** Fields of a guest that rows of the table fill. */
export type OptionFields = Pick<Guest, 'cpus' | 'memorySize' | 'flash'> & PciDevices;

export interface GuestOption {
  /** Without the dashes. */
  readonly flag: string;
  readonly summary: string;
  readonly helpValue: string;
  /** Value when the flag is absent. Without a default, the option is then off. */
  readonly default?: string;
  /** For a flag that may have no value: the value it then means, and the pattern of a word that is its value. */
  readonly bare?: { readonly value: string; readonly looksLikeValue: RegExp };
  /** `text` is null when the flag is absent and has no default. Throws UsageError. */
  parse(text: string | null): Partial<OptionFields>;
  /** @param bus `pci`, or `device` for a machine without PCI */
  qemu(guest: Guest, bus: string): readonly string[];
  cloudHypervisor(guest: Guest): readonly string[];
}

const ROWS = [
  {
    flag: 'cpus',
    summary: 'Virtual CPUs: 4 or boot=4.',
    helpValue: 'N',
    default: '1',
    parse: (text) => ({ cpus: parseCpus(text ?? '') }),
    qemu: ({ cpus }) => ['-smp', `${cpus}`],
    cloudHypervisor: ({ cpus }) => ['--cpus', `boot=${cpus}`],
  },
  {
    flag: 'memory',
    summary: 'RAM: 512M or size=512M.',
    helpValue: 'SIZE',
    default: '512M',
    parse: (text) => ({ memorySize: parseMemory(text ?? '') }),
    qemu: ({ memorySize }) => ['-m', `${Math.ceil(memorySize / 1024)}K`],
    cloudHypervisor: ({ memorySize }) => ['--memory', `size=${memorySize}`],
  },
  {
    flag: 'rng',
    summary: `Give the guest a random number generator. --rng alone means ${DEFAULT_RNG}.`,
    helpValue: 'src=PATH',
    bare: { value: DEFAULT_RNG, looksLikeValue: /^\w+=/ },
    parse: (text) => ({ rng: text !== null && parseRng(text) }),
    qemu: ({ rng }, bus) => (rng ? ['-device', `virtio-rng-${bus}`] : []),
    cloudHypervisor: ({ rng }) => (rng ? ['--rng', DEFAULT_RNG] : []),
  },
  {
    flag: 'flash',
    summary:
      'Keep the variables of UEFI firmware in a copy of a file such as OVMF_VARS_4M.fd, with --firmware OVMF_CODE_4M.fd; with readonly=off, in the file itself.',
    helpValue: 'vars=FILE',
    parse: (text) => (text === null ? {} : { flash: parseFlash(text) }),
    qemu: ({ flash }) => (flash === undefined ? [] : ['-drive', qemuFlash(flash)]),
    cloudHypervisor({ flash }) {
      if (flash === undefined) return [];
      throw new InputError('no-flash', 'Cloud Hypervisor has no flash for the variables of firmware', [
        'leave --flash out',
      ]);
    },
  },
] as const satisfies readonly GuestOption[];

/** The second flash of QEMU's PC, right below the first, which is the firmware. Each comma of a path is doubled. */
function qemuFlash({ path, readOnly, snapshot }: GuestFlash): string {
  const flags = `${readOnly ? ',readonly=on' : ''}${snapshot ? ',snapshot=on' : ''}`;
  return `if=pflash,unit=1,format=raw,file=${path.replaceAll(',', ',,')}${flags}`;
}

/** The bundled runner reads the fields of the guest. Other engines get arguments in this order. */
export const GUEST_OPTIONS: readonly GuestOption[] = ROWS;

/** The texts of the flags, as typed. */
export type GuestOptionTexts = { readonly [Flag in (typeof ROWS)[number]['flag']]?: string | undefined };

/** Converts the flags of the table to fields of a guest. */
export function parseGuestOptions(flags: GuestOptionTexts): OptionFields {
  const given = new Map<string, unknown>(Object.entries(flags));
  const fields = GUEST_OPTIONS.map((option) => {
    const text = given.get(option.flag);
    return option.parse(typeof text === 'string' ? text : (option.default ?? null));
  });
  return Object.assign({}, ...fields) as OptionFields;
}
