/**
 * The options of a guest that are one flag each: how the flag is typed, what it makes of the guest, and how QEMU and Cloud
 * Hypervisor are told. A row carries an option from the command line to every engine (docs/adding-a-guest-option.md).
 */
import type { Guest, PciDevices } from '../trace/guest.js';
import { DEFAULT_RNG, parseRng } from './disk-flag.js';
import { parseCpus, parseMemory } from './guest-flags.js';

/** Fields of a guest that rows of the table fill. */
export type OptionFields = Pick<Guest, 'cpus' | 'memorySize'> & PciDevices;

export interface GuestOption {
  /** Without the dashes. */
  readonly flag: string;
  readonly summary: string;
  readonly helpValue: string;
  /** The text when the flag is not there; without one, the option is off then. */
  readonly default?: string;
  /** Of a flag that may stand alone: the text that it stands for then, and how a word looks that is its value. */
  readonly bare?: { readonly value: string; readonly looksLikeValue: RegExp };
  /** Null when the flag is not there and has no default. Throws UsageError. */
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
    summary: `Give the guest a source of random numbers; ${DEFAULT_RNG} when nothing is said.`,
    helpValue: 'src=PATH',
    bare: { value: DEFAULT_RNG, looksLikeValue: /^\w+=/ },
    parse: (text) => ({ rng: text !== null && parseRng(text) }),
    qemu: ({ rng }, bus) => (rng ? ['-device', `virtio-rng-${bus}`] : []),
    cloudHypervisor: ({ rng }) => (rng ? ['--rng', DEFAULT_RNG] : []),
  },
] as const satisfies readonly GuestOption[];

/** The bundled runner reads the guest itself. Other engines get the arguments in this order. */
export const GUEST_OPTIONS: readonly GuestOption[] = ROWS;

/** What a person typed, by flag. */
export type GuestOptionTexts = { readonly [Flag in (typeof ROWS)[number]['flag']]?: string | undefined };

/** What the flags of the table make of a guest. */
export function parseGuestOptions(flags: GuestOptionTexts): OptionFields {
  const given = new Map<string, unknown>(Object.entries(flags));
  const fields = GUEST_OPTIONS.map((option) => {
    const text = given.get(option.flag);
    return option.parse(typeof text === 'string' ? text : (option.default ?? null));
  });
  return Object.assign({}, ...fields) as OptionFields;
}
