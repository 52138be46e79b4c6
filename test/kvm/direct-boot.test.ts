/** Kernels of a few bytes that are entered directly and say by codes what they find where the boot protocols promise it. */
import { expect, test } from 'vitest';
import { MiB } from '../../src/vmm/bus/memory-map.js';
import { describeWith, requirement } from '../helpers/requirements.js';
import { bzImageFile, elfFile, elfNote, PT_NOTE, word } from '../vmm/loaders/kernel-files.js';
import { bootKernel, imageFile, useGuests } from './boot-guest.js';

const le32 = (value: number) => [...word(value)];
/** out 0x80, al */
const POST_AL = [0xe6, 0x80];
/** mov al, CODE; out 0x80, al when the comparison before was equal; else 0x7f */
const postIfEqual = (code: number) => [0xb0, code, 0x74, 0x02, 0xb0, 0x7f, ...POST_AL];
/** push CODE; pop (r|e)ax; out 0x80, al: needs a stack */
const postByStack = (code: number) => [0x6a, code, 0x58, ...POST_AL];
/** mov dx, 0xcf9; mov al, 6; out dx, al; jmp $ */
const RESET = [0x66, 0xba, 0xf9, 0x0c, 0xb0, 0x06, 0xee, 0xeb, 0xfe];
/** mov dx, 0x604; mov ax, SLP_EN and sleep type 5; out dx, ax; jmp $ */
const POWER_OFF = [0x66, 0xba, 0x04, 0x06, 0x66, 0xb8, 0x00, 0x34, 0x66, 0xef, 0xeb, 0xfe];

const LOAD_ADDRESS = 2 * MiB;
const initramfs = Uint8Array.of(0x61, 0x62, 0x63);

/** 32-bit code behind a PVH entry. */
function pvhKernel(code: readonly number[]): Uint8Array {
  return elfFile([
    { address: LOAD_ADDRESS, content: Uint8Array.from(code) },
    { type: PT_NOTE, content: elfNote('Xen\0', 18, word(LOAD_ADDRESS)) },
  ]);
}

/** 64-bit code at the entry of a bzImage. */
function linuxKernel(code: readonly number[]): Uint8Array {
  const content = new Uint8Array(0x1000);
  content.set(code, 0x200);
  return bzImageFile({}, content);
}

const boot = (kernel: Uint8Array) =>
  bootKernel({ kernel: imageFile(kernel), initramfs: imageFile(initramfs), commandLine: 'Az' });

describeWith([requirement.kvm()], 'a kernel that is entered directly', () => {
  useGuests();

  test('through its PVH entry finds start_info, command line and initramfs, and a stack; resets', async () => {
    const { codes, stop, phases } = await boot(
      pvhKernel([
        // cmp dword [ebx], magic
        ...[0x81, 0x3b, ...le32(0x336e_c578)],
        ...postIfEqual(0x40),
        // mov esi, [ebx + cmdline_paddr]; mov al, [esi + 1]
        ...[0x8b, 0x73, 24, 0x8a, 0x46, 0x01, ...POST_AL],
        // mov esi, [ebx + modlist_paddr]; mov esi, [esi]; mov al, [esi + 2]
        ...[0x8b, 0x73, 16, 0x8b, 0x36, 0x8a, 0x46, 0x02, ...POST_AL],
        // mov esi, [ebx + rsdp_paddr]; cmp dword [esi], "RSD "
        ...[0x8b, 0x73, 32, 0x81, 0x3e, ...Buffer.from('RSD ')],
        ...postIfEqual(0x41),
        ...postByStack(0x42),
        ...RESET,
      ]),
    );
    expect({ codes, reason: stop.reason }).toEqual({
      codes: [0x40, 0x7a, 0x63, 0x41, 0x42],
      reason: 'reset',
    });
    expect(phases).toEqual(['guest-entry', 'reset']);
  });

  test('through its 64-bit entry finds boot_params, command line and initramfs, and a stack; powers off', async () => {
    const { codes, stop, phases } = await boot(
      linuxKernel([
        // cmp dword [rsi + header], "HdrS"
        ...[0x81, 0xbe, ...le32(0x202), ...Buffer.from('HdrS')],
        ...postIfEqual(0x40),
        // mov edi, [rsi + cmd_line_ptr]; mov al, [rdi + 1]
        ...[0x8b, 0xbe, ...le32(0x228), 0x8a, 0x47, 0x01, ...POST_AL],
        // mov edi, [rsi + ramdisk_image]; mov al, [rdi + 2]
        ...[0x8b, 0xbe, ...le32(0x218), 0x8a, 0x47, 0x02, ...POST_AL],
        // mov edi, [rsi + acpi_rsdp_addr]; cmp dword [rdi], "RSD "
        ...[0x8b, 0x7e, 0x70, 0x81, 0x3f, ...Buffer.from('RSD ')],
        ...postIfEqual(0x41),
        // mov rax, 0x1234567800000044; shr rax, 32; cmp eax, 0x12345678: 64-bit arithmetic, so long mode
        ...[
          0x48,
          0xb8,
          0x44,
          0,
          0,
          0,
          0x78,
          0x56,
          0x34,
          0x12,
          0x48,
          0xc1,
          0xe8,
          0x20,
          0x3d,
          ...le32(0x1234_5678),
        ],
        ...postIfEqual(0x43),
        ...postByStack(0x42),
        ...POWER_OFF,
      ]),
    );
    const expected = [0x40, 0x7a, 0x63, 0x41, 0x43, 0x42];
    expect({ codes, reason: stop.reason }).toEqual({ codes: expected, reason: 'shutdown' });
    expect(phases).toEqual(['guest-entry', 'shutdown']);
  });

  test('may reload the segments that it was entered with', async () => {
    // mov ax, 0x18; mov ds, es, ss, fs, gs; jmp 0x10:next; codes
    const selectors = [0x66, 0xb8, 0x18, 0x00, 0x8e, 0xd8, 0x8e, 0xc0, 0x8e, 0xd0, 0x8e, 0xe0, 0x8e, 0xe8];
    const farJump = [0xea, ...le32(LOAD_ADDRESS + selectors.length + 7), 0x10, 0x00];
    const { codes, stop } = await boot(pvhKernel([...selectors, ...farJump, ...postByStack(0x44), ...RESET]));
    expect({ codes, reason: stop.reason }).toEqual({ codes: [0x44], reason: 'reset' });
  });
});
