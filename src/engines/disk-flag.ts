/** Cloud Hypervisor's `--disk` and `--rng`, and `--flash`, which is written like a disk: their values as typed → what an engine is asked for. */
import { type Diagnostic, note, warning } from '../trace/diagnostic.js';
import { UsageError } from '../trace/errors.js';
import type { GuestDisk, GuestFlash } from '../trace/guest.js';

export interface ParsedDisk {
  readonly disk: GuestDisk;
  /** Options that were accepted and mean nothing here. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Options of Cloud Hypervisor's that say how it does its work, and nothing of what the guest sees. */
const WITHOUT_MEANING: ReadonlySet<string> = new Set([
  'direct',
  'iommu',
  'num_queues',
  'queue_size',
  'queue_affinity',
  'id',
  'serial',
  'pci_segment',
  'pci_device_id',
  'sparse',
  'backing_files',
  'lock_granularity',
  '_disable_io_uring',
  '_disable_aio',
]);

/** Options that make a disk slower on purpose: without them, a boot is not the boot that was meant. */
const LIMITS: ReadonlySet<string> = new Set([
  'bw_size',
  'bw_one_time_burst',
  'bw_refill_time',
  'ops_size',
  'ops_one_time_burst',
  'ops_refill_time',
  'rate_limit_group',
]);

/** `path=PATH` with `readonly=on|off`, `snapshot=on|off`, `image_type=raw`. */
export function parseDisk(text: string): ParsedDisk {
  const options = parseOptions('--disk', text, DISK_OPTIONS);
  const path = options.get('path') ?? '';
  if (path === '') throw usage('--disk', text, 'it needs path=PATH');
  const writing = parseWriting('--disk', text, options);
  const imageType = options.get('image_type');
  if (imageType !== undefined && imageType !== 'raw')
    throw usage('--disk', text, 'disks must be raw images; qemu-img convert -O raw makes one');
  if (parseSwitch('--disk', text, 'vhost_user', options.get('vhost_user')) === true || options.has('socket'))
    throw usage('--disk', text, 'vhost-user disks are not supported');
  const disk = {
    path,
    ...writing,
    ...(imageType === undefined ? {} : { imageType: 'raw' as const }),
  };
  return { disk, diagnostics: [...options.keys()].flatMap((option) => noteIgnored(path, option)) };
}

const DISK_OPTIONS: ReadonlySet<string> = new Set([
  ...['path', 'readonly', 'snapshot', 'image_type', 'vhost_user', 'socket'],
  ...WITHOUT_MEANING,
  ...LIMITS,
]);

function noteIgnored(path: string, option: string): Diagnostic[] {
  if (WITHOUT_MEANING.has(option)) {
    const message = `--disk path=${path}: ${option} is accepted but has no effect in this engine`;
    return [note('disk-option-ignored', message)];
  }
  if (!LIMITS.has(option)) return [];
  const message = `--disk path=${path}: ${option} has no effect, the disk is as fast as the host can make it`;
  return [warning('disk-not-limited', message)];
}

const FLASH_OPTIONS: ReadonlySet<string> = new Set(['vars', 'readonly', 'snapshot']);

/** `vars=FILE` with `readonly=on|off`, `snapshot=on|off`, which mean what they mean for a disk. */
export function parseFlash(text: string): GuestFlash {
  const options = parseOptions('--flash', text, FLASH_OPTIONS);
  const path = options.get('vars') ?? '';
  if (path === '') throw usage('--flash', text, 'it needs vars=FILE');
  return { path, ...parseWriting('--flash', text, options) };
}

/** Without either option, the guest writes to a snapshot; `readonly=off` says, as in Cloud Hypervisor, that the file may be written. */
function parseWriting(flag: string, text: string, options: ReadonlyMap<string, string>) {
  const readOnly = parseSwitch(flag, text, 'readonly', options.get('readonly'));
  const snapshot = parseSwitch(flag, text, 'snapshot', options.get('snapshot'));
  if (readOnly === true && snapshot === true)
    throw usage(
      flag,
      text,
      'readonly=on and snapshot=on exclude each other: a read-only disk is never written',
    );
  return { readOnly: readOnly ?? false, snapshot: snapshot ?? readOnly === null };
}

/** Devices of a host that give what its kernel's generator gives. */
const GENERATORS: ReadonlySet<string> = new Set(['/dev/urandom', '/dev/random', '/dev/hwrng']);

/** What a bare `--rng` stands for. */
export const DEFAULT_RNG = 'src=/dev/urandom';

/** `src=/dev/urandom`, the only source there is; throws InputError for another. */
export function parseRng(text: string): true {
  const options = parseOptions('--rng', text, new Set(['src', 'iommu', 'pci_segment']));
  const source = options.get('src') ?? '/dev/urandom';
  if (GENERATORS.has(source)) return true;
  throw usage('--rng', text, "random numbers come from the host's generator, src=/dev/urandom");
}

const SWITCH_WORDS: Readonly<Record<string, boolean>> = { on: true, true: true, off: false, false: false };

/** Null when the option is not there. */
function parseSwitch(flag: string, text: string, name: string, value: string | undefined): boolean | null {
  if (value === undefined) return null;
  const state = SWITCH_WORDS[value];
  if (state === undefined) throw usage(flag, text, `${name} is on or off`);
  return state;
}

function parseOptions(flag: string, text: string, known: ReadonlySet<string>): Map<string, string> {
  const options = new Map<string, string>();
  for (const part of splitList(text)) {
    const at = part.indexOf('=');
    const name = at < 0 ? part : part.slice(0, at);
    if (at < 0) throw usage(flag, text, `${JSON.stringify(part)} is not name=value`);
    if (!known.has(name)) throw usage(flag, text, `it has no option ${JSON.stringify(name)}`);
    if (options.has(name)) throw usage(flag, text, `${name} is given twice`);
    options.set(name, part.slice(at + 1).replace(/^"(.*)"$/, '$1'));
  }
  return options;
}

/** At commas, but not inside quotes and brackets: Cloud Hypervisor's lists. */
function splitList(text: string): string[] {
  return text.match(/(?:"[^"]*"|\[.*\]|[^,"])+/g) ?? [];
}

function usage(flag: string, value: string, why: string): UsageError {
  return new UsageError('bad-guest-flag', `${flag} ${JSON.stringify(value)}: ${why}`);
}
