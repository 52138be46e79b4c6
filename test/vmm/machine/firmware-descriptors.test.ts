import { copyFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../../src/trace/errors.js';
import { refuseSmmFirmware } from '../../../src/vmm/machine/firmware-descriptors.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';
import { pattern } from '../loaders/kernel-files.js';

const folder = temporaryFolder();
const secure = pattern(8192);
const plain = pattern(8192, 3);

function refusal(firmware: string, rom: Uint8Array): InputError | null {
  try {
    refuseSmmFirmware(firmware, rom, [folder.file('.'), folder.file('missing')]);
    return null;
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return error as InputError;
  }
}

function describeFirmware(name: string, file: string, features: readonly string[]): void {
  const mapping = {
    device: 'flash',
    executable: { filename: file, format: 'raw' },
    'nvram-template': { filename: '/share/VARS.fd', format: 'raw' },
  };
  folder.write(name, new TextEncoder().encode(JSON.stringify({ mapping, features })));
}

describe('firmware of which a descriptor says', () => {
  const securePath = () => folder.write('CODE.secboot.fd', secure);
  const plainPath = () => folder.write('CODE.fd', plain);

  function prepare() {
    describeFirmware('50-secure.json', securePath(), ['acpi-s3', 'requires-smm', 'secure-boot']);
    describeFirmware('60-plain.json', plainPath(), ['acpi-s3']);
    folder.write('70-broken.json', new TextEncoder().encode('{"mapping":'));
    folder.write('80-other.json', new TextEncoder().encode('[1]'));
  }

  test('that it needs system management mode is refused, and so is a copy of it', () => {
    prepare();
    const copy = folder.file('copy.fd');
    copyFileSync(securePath(), copy);
    for (const file of [securePath(), copy]) {
      const error = refusal(file, secure)!;
      expect(error.code).toBe('firmware-needs-smm');
      expect(error.message).toContain(`${file} is a build for Secure Boot`);
      expect(error.nextSteps[0]).toBe(`take the build without Secure Boot: --firmware ${plainPath()}`);
      expect(error.nextSteps[1]).toContain(
        `--engine qemu --firmware ${file} --flash vars=/share/VARS.fd -- -machine q35,smm=on`,
      );
    }
  });

  test('nothing of the kind, or that is in none, is taken', () => {
    prepare();
    expect(refusal(plainPath(), plain)).toBeNull();
    expect(refusal(folder.write('other.fd', pattern(8192, 5)), pattern(8192, 5))).toBeNull();
    expect(refusal(folder.write('small.fd', pattern(4096)), pattern(4096))).toBeNull();
  });
});
