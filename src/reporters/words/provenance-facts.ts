/** How a boot was taken, as people say it: `guest memory: 512 MiB`, `guest debug console: port 0xe9`. */
import type { Provenance } from '../../trace/boot.js';
import { formatPort } from '../../trace/debug-ports.js';
import { writeSize } from '../../trace/size.js';

export interface Fact {
  readonly name: string;
  readonly text: string;
}

/** Writes the value of a field; null where there is nothing to say. */
type Write = (value: unknown) => string | null;

const onOff: Write = (value) => (value === true ? 'on' : value === false ? 'off' : written(value));

const size: Write = (value) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? writeSize(value) : written(value);

const port: Write = (value) =>
  value === null ? 'off' : typeof value === 'number' ? `port ${formatPort(value)}` : written(value);

const mebibytes: Write = (value) => (typeof value === 'number' ? `${value} MiB` : written(value));

const KVM_WORDS: Readonly<Record<string, string>> = {
  intel: 'Intel VT-x',
  amd: 'AMD-V',
  software: 'software, without hardware virtualisation',
  none: 'none',
};

const kvm: Write = (value) => (typeof value === 'string' ? (KVM_WORDS[value] ?? value) : written(value));

const list: Write = (value) => {
  if (!Array.isArray(value)) return written(value);
  return value.length === 0 ? 'none' : value.map((one) => listed(one)).join(', ');
};

/** How fields are called and written; a field that is not here keeps its name. In the order in which they are shown. */
const GUEST: ReadonlyMap<string, readonly [name: string, write: Write]> = new Map([
  ['image', ['guest', written]],
  ['firmware', ['guest firmware', written]],
  ['kernel', ['guest kernel', written]],
  ['initramfs', ['guest initramfs', written]],
  ['commandLine', ['guest command line', written]],
  ['memorySize', ['guest memory', size]],
  ['cpus', ['guest vCPUs', written]],
  ['serial', ['guest serial port', onOff]],
  ['debugConsolePort', ['guest debug console', port]],
  ['rng', ['guest random numbers', onOff]],
  ['disks', ['guest disks', list]],
  ['engineArguments', ['arguments for the engine', list]],
  ['images', ['guest images', list]],
]);

const HOST: ReadonlyMap<string, readonly [name: string, write: Write]> = new Map([
  ['cpuModel', ['host CPU', written]],
  ['cpus', ['host CPUs', written]],
  ['memoryMiB', ['host memory', mebibytes]],
  ['kernel', ['host kernel', written]],
  ['kvm', ['host KVM', kvm]],
  ['governor', ['host frequency governor', written]],
]);

/** All known facts in a fixed order; unknown facts are left out. */
export function provenanceFacts({ boottrace, engine, guest, host, startedAt }: Provenance): readonly Fact[] {
  const { kernel } = guest;
  // A kernel that is entered directly is described by three fields of its own.
  const flat = typeof kernel === 'object' && kernel !== null ? { ...guest, ...kernel } : guest;
  return [
    { name: 'boottrace', text: boottrace },
    { name: 'engine', text: engine },
    ...(startedAt === undefined ? [] : [{ name: 'started', text: startedAt }]),
    ...factsOf('guest', flat, GUEST),
    ...factsOf('host', host, HOST),
  ];
}

function factsOf(
  whose: string,
  fields: Readonly<Record<string, unknown>>,
  known: typeof GUEST,
): readonly Fact[] {
  const names = new Set([...known.keys(), ...Object.keys(fields)]);
  return [...names]
    .filter((field) => Object.hasOwn(fields, field))
    .flatMap((field) => {
      const [name, write] = known.get(field) ?? [`${whose} ${field}`, written];
      const text = write(fields[field]);
      return text === null ? [] : [{ name, text }];
    });
}

function written(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'object' ? JSON.stringify(value) : `${value}`;
}

/** A disk or an image; a text as it is. */
function listed(value: unknown): string {
  if (typeof value !== 'object' || value === null) return `${value}`;
  const { role, path, size: bytes, sha256, readOnly, snapshot } = value as Readonly<Record<string, unknown>>;
  if (typeof path !== 'string') return JSON.stringify(value);
  const parts = [
    ...(typeof bytes === 'number' ? [size(bytes)] : []),
    ...(typeof sha256 === 'string' ? [`sha256 ${sha256.slice(0, 12)}`] : []),
    ...(readOnly === true ? ['read-only'] : []),
    ...(snapshot === true ? ['snapshot'] : []),
  ];
  const what = typeof role === 'string' ? `${role} ${path}` : path;
  return parts.length === 0 ? what : `${what} (${parts.join(', ')})`;
}
