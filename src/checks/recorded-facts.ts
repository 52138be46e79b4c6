/**
 * What a trace file says about how its boots were taken, as flat facts: those that must be alike for boots to be compared,
 * and, apart from them, the images, which may differ. Guests are described by whichever engine ran them, so unknown
 * fields become facts of their own.
 */
import type { Provenance } from '../trace/boot.js';

/** Value by name. A fact that one side lacks is unknown there, not different. */
export type Facts = ReadonlyMap<string, string | number>;

/** Fields that say which image it is: paths and contents. Their presence is a fact. */
const IMAGE_FIELD =
  /^guest\.(?:image|images|firmware|kernel\.kernel|kernel\.initramfs|disks\.\d+\.path)(?:\.|$)/;

/** Names that people know the facts by; others keep that of their field. */
const NAMES: Readonly<Record<string, string>> = {
  'host.cpuModel': 'host CPU',
  'host.cpus': 'host CPUs',
  'host.memoryMiB': 'host memory (MiB)',
  'host.kernel': 'host kernel',
  'host.kvm': 'host KVM',
  'host.governor': 'host frequency governor',
  'guest.cpus': 'guest vCPUs',
  'guest.memorySize': 'guest memory (bytes)',
  'guest.kernel.commandLine': 'guest command line',
  'guest.serial': 'guest serial port',
  'guest.debugConsolePort': 'guest debug console port',
  'guest.rng': 'guest random number generator',
  'guest.disks': 'guest disks',
  'guest.flash.readOnly': 'guest flash is read-only',
  'guest.flash.snapshot': 'guest flash is a snapshot',
};

/** More than any guest has: a file that says otherwise is cut. */
const MAX_FACTS = 500;

/** All facts that must be equal. */
export function factsOf({ engine, host, guest }: Provenance): Facts {
  const facts = new Map<string, string | number>([['engine', engine]]);
  collect('host', host, facts);
  collect('guest', guest, facts);
  const kernel = guest['kernel'];
  facts.set('guest boots from', bootSource(guest['firmware'] ?? null, kernel ?? null));
  if (typeof kernel === 'object' && kernel !== null && 'initramfs' in kernel)
    facts.set('guest initramfs', kernel.initramfs === null ? 'none' : 'given');
  return facts;
}

function bootSource(firmware: unknown, kernel: unknown): string {
  if (kernel === null) return 'firmware';
  return firmware === null ? 'kernel' : 'firmware with a kernel';
}

function collect(field: string, value: unknown, facts: Map<string, string | number>): void {
  if (IMAGE_FIELD.test(field) || facts.size >= MAX_FACTS) return;
  const name = NAMES[field] ?? field.replaceAll('.', ' ');
  if (typeof value === 'string' || typeof value === 'number') facts.set(name, value);
  else if (typeof value === 'boolean' || value === null)
    facts.set(name, value === null ? 'none' : value ? 'yes' : 'no');
  else if (typeof value === 'object') {
    if (Array.isArray(value)) facts.set(name, value.length);
    for (const [key, inner] of Object.entries(value as object)) collect(`${field}.${key}`, inner, facts);
  }
}

/** Longest path that a message shows. */
const MAX_PATH = 200;

/** The images of the guest by role, each with its identity. */
export function imagesOf({ guest }: Provenance): ReadonlyMap<string, string> {
  const images = Array.isArray(guest['images']) ? guest['images'] : [];
  return new Map(images.slice(0, MAX_FACTS).flatMap((image: unknown) => describeImage(image)));
}

function describeImage(image: unknown): readonly (readonly [string, string])[] {
  if (typeof image !== 'object' || image === null) return [];
  const { role, path, size, sha256, modifiedAt } = image as Readonly<Record<string, unknown>>;
  if (typeof role !== 'string' || typeof path !== 'string') return [];
  // The same content under another name is the same image.
  if (typeof sha256 === 'string') return [[role, `sha256 ${sha256.slice(0, 12)} (${size} bytes)`]];
  return [[role, `${path.slice(0, MAX_PATH)} (${size} bytes, modified ${modifiedAt})`]];
}
