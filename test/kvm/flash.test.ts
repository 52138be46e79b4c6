/** A flash on real KVM: memory while the array is read, a device while a command is at work, a file where it may be written. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { InputError } from '../../src/trace/errors.js';
import type { GuestFlash } from '../../src/trace/guest.js';
import { describeWith, requirement } from '../helpers/requirements.js';
import { bootFile, imageFile, useGuests } from './boot-guest.js';
import { asm, protectedImage } from './guest-image.js';

const SIZE = 8192;
/** Right below a firmware of 8 KiB. */
const ADDRESS = 2 ** 32 - 2 * SIZE;

const at = (offset: number) => {
  const address = ADDRESS + offset;
  return [address & 0xff, (address >>> 8) & 0xff, (address >>> 16) & 0xff, address >>> 24];
};
/** mov byte [flash + offset], value */
const write = (offset: number, ...values: number[]) =>
  values.flatMap((value) => [0xc6, 0x05, ...at(offset), value]);
/** mov al, [flash + offset]; out 0x80, al */
const echo = (offset: number) => [0xa0, ...at(offset), 0xe6, 0x80];

/** Two pages: the header of a firmware volume, and a ROM that runs. */
function uefiRom(code: readonly number[]): Uint8Array {
  const rom = new Uint8Array(SIZE);
  rom.set(new TextEncoder().encode('_FVH'), 0x28);
  rom.set(protectedImage(code), SIZE - 4096);
  return rom;
}

const CODE = [
  ...echo(5),
  ...write(5, 0x70),
  ...echo(5),
  ...write(5, 0x10, 0xab),
  ...echo(5),
  ...write(5, 0xff),
  ...echo(5),
  ...echo(6),
  ...write(4100, 0x20, 0xd0, 0xff),
  ...echo(4097),
  ...asm.reset,
];

const vars = () => Uint8Array.from({ length: SIZE }, (_, offset) => (offset & 0x1f) + 1);

describeWith([requirement.kvm()], 'a flash', () => {
  useGuests();
  const boot = (flash: GuestFlash) => bootFile(imageFile(uefiRom(CODE)), { flash });

  test('that is a snapshot takes what the guest writes and leaves the file as it is', async () => {
    const path = imageFile(vars());
    const run = await boot({ path, readOnly: false, snapshot: true });
    expect(run.codes).toEqual([6, 0, 0x80, 0xab, 7, 0xff]);
    expect(run.stop.reason).toBe('reset');
    expect(run.diagnostics).toEqual([]);
    expect(Uint8Array.from(readFileSync(path))).toEqual(vars());
    expect((await boot({ path, readOnly: false, snapshot: true })).codes[0]).toBe(6);
  });

  test('that may be written has in the next boot what the last one wrote', async () => {
    const path = imageFile(vars());
    expect((await boot({ path, readOnly: false, snapshot: false })).codes).toEqual([
      6, 0, 0x80, 0xab, 7, 0xff,
    ]);
    const kept = vars();
    kept[5] = 0xab;
    kept.fill(0xff, 4096);
    expect(Uint8Array.from(readFileSync(path))).toEqual(kept);
    expect((await boot({ path, readOnly: false, snapshot: false })).codes[0]).toBe(0xab);
  });

  test('that is read-only says so and stays as it is', async () => {
    const path = imageFile(vars());
    const run = await boot({ path, readOnly: true, snapshot: false });
    expect(run.codes).toEqual([6, 0, 0x90, 6, 7, 2]);
    expect(Uint8Array.from(readFileSync(path))).toEqual(vars());
  });

  test('is missed once by UEFI firmware that has none', async () => {
    const { diagnostics } = await bootFile(imageFile(uefiRom(asm.reset)));
    expect(diagnostics.map(({ code }) => code)).toEqual(['uefi-first-boot']);
  });

  test('is not needed for the warning of UEFI firmware that waits without a word, or for SMM', async () => {
    const waits = async (code: readonly number[]) => {
      const { diagnostics } = await bootFile(imageFile(uefiRom(code)), { timeoutNs: 0.5e9 });
      return diagnostics.map((one) => `${one.code}: ${one.message.split(':')[0]}`);
    };
    expect(await waits(asm.loop)).toContain('firmware-waits: the firmware wrote nothing');
    expect(await waits([...asm.post(1), ...[0xb0, 4, 0xe6, 0xb2], ...asm.loop])).toContain(
      'firmware-waits: the firmware asked for system management mode (port 0xb2), which this machine does not have',
    );
  });

  test.each([
    ['flash-without-uefi', protectedImage(asm.halt), SIZE],
    ['flash-size', uefiRom(asm.halt), SIZE + 4096],
  ])('is refused with %s', async (code, rom, size) => {
    const flash = { path: imageFile(new Uint8Array(size)), readOnly: false, snapshot: true };
    const refusal = await bootFile(imageFile(rom), { flash }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(InputError);
    expect((refusal as InputError).code).toBe(code);
  });

  test('is refused beside a firmware that has its variables in itself', async () => {
    const rom = uefiRom(asm.halt);
    rom.set(Buffer.from('8d2bf1ff96768b4ca9852747075b4f50', 'hex'), 0x10);
    const flash = { path: imageFile(vars()), readOnly: false, snapshot: true };
    await expect(bootFile(imageFile(rom), { flash })).rejects.toThrow('has its variables in itself');
  });
});
