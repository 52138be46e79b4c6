/**
 * QEMU's firmware descriptors (its docs/interop/firmware.json), by which distributions say what each of their firmware images needs.
 * An image that needs system management mode cannot run here: it would wait for it without a word.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { InputError } from '../../trace/errors.js';

/** Where descriptors are, of the distribution and of the administrator. */
const FOLDERS: readonly string[] = ['/usr/share/qemu/firmware', '/etc/qemu/firmware'];
const MOST_BYTES = 64 * 1024;

interface Descriptor {
  readonly executable: string;
  readonly needsSmm: boolean;
  readonly variables: string | null;
}

/** Throws InputError for an image of which a descriptor says that it needs system management mode, or for a copy of one. */
export function refuseSmmFirmware(
  firmware: string,
  rom: Uint8Array,
  folders: readonly string[] = FOLDERS,
): void {
  const descriptors = folders.flatMap(readFolder);
  const needy = descriptors.find(({ executable, needsSmm }) => needsSmm && isSame(firmware, rom, executable));
  if (needy === undefined) return;
  const size = sizeOf(needy.executable);
  const plain = descriptors.find(({ executable, needsSmm }) => !needsSmm && sizeOf(executable) === size);
  throw new InputError(
    'firmware-needs-smm',
    `${firmware} is a build for Secure Boot: it needs system management mode, which the bundled runner does not have`,
    [
      plain === undefined
        ? 'take the build without Secure Boot'
        : `take the build without Secure Boot: --firmware ${plain.executable}`,
      throughQemu(firmware, needy.variables ?? 'VARS.fd'),
    ],
  );
}

/** What QEMU needs for such an image. */
function throughQemu(firmware: string, variables: string): string {
  const flash = `--firmware ${firmware} --flash vars=${variables}`;
  return `boot it with --engine qemu: boottrace run --engine qemu ${flash} -- -machine q35,smm=on -global driver=cfi.pflash01,property=secure,value=on`;
}

function isSame(firmware: string, rom: Uint8Array, executable: string): boolean {
  if (sizeOf(executable) !== rom.length) return false;
  return firmware === executable || Buffer.from(readFileSync(executable)).equals(rom);
}

/** Null for a file that cannot be looked at. */
function sizeOf(file: string): number | null {
  try {
    return statSync(file).size;
  } catch {
    return null;
  }
}

function readFolder(folder: string): Descriptor[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
    return names.flatMap((name) => readDescriptor(`${folder}/${name}`));
  } catch {
    return [];
  }
}

/** None for a file that is no descriptor of an image in a flash. */
function readDescriptor(file: string): Descriptor[] {
  if ((sizeOf(file) ?? MOST_BYTES + 1) > MOST_BYTES) return [];
  try {
    const { mapping, features } = JSON.parse(readFileSync(file, 'utf8'));
    const executable: unknown = mapping.executable.filename;
    const variables: unknown = mapping['nvram-template']?.filename;
    if (typeof executable !== 'string' || !Array.isArray(features)) return [];
    return [
      {
        executable,
        needsSmm: features.includes('requires-smm'),
        variables: typeof variables === 'string' ? variables : null,
      },
    ];
  } catch {
    return [];
  }
}
