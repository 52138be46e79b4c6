import { describe, expect, test } from 'vitest';
import { buildProfile } from '../../src/inspect/build-profile.js';
import { ModuleMap } from '../../src/inspect/uefi-modules.js';
import type { Sample } from '../../src/trace/profile/profile.js';
import { GuestMemory } from '../../src/vmm/bus/memory.js';

/** As a DEBUG build of OVMF prints them. */
const LINES = [
  'Loading PEIM at 0x00000832640 EntryPoint=0x00000837D4B PcdPeim.efi',
  'Loading DXE CORE at 0x0001EE60000 EntryPoint=0x0001EE74E3A',
  'Loading driver 9B680FCE-AD6B-4F3A-B60B-F59899003443',
  'Loading driver at 0x0001EA0C000 EntryPoint=0x0001EA0D5A5 CpuDxe.efi',
  'Loading driver at 0x0001EA00000 EntryPoint=0x0001EA0D5A5 ',
  'echo Loading driver at 0x0001EA08000 EntryPoint=0x0001EA0D5A5 Other.efi',
];

function modules(lines = LINES) {
  const map = new ModuleMap();
  lines.forEach((line, at) => {
    map.addLine(line, at);
  });
  return map;
}

describe('modules of UEFI firmware', () => {
  test.each([
    [0x832640n, 'PcdPeim+0x0'],
    [0x1ee60123n, 'DxeCore+0x123'],
    [0x1ea0dfffn, 'CpuDxe+0x1fff'],
    [0x832000n, null],
    [0x20000000n, null],
  ])('0x%x is in %s', (address, expected) => {
    const place = modules().find(address, 1000);
    expect(place === null ? null : `${place.name}+0x${place.offset.toString(16)}`).toBe(expected);
  });

  test('are known from the time of their line on, and the later one of two at one place', () => {
    const map = modules([
      'Loading PEIM at 0x0001000 EntryPoint=0x0001010 A.efi',
      'Loading driver at 0x0001000 EntryPoint=0x0001010 B.efi',
    ]);
    expect(map.size).toBe(2);
    expect([-1, 0, 1].map((timeNs) => map.find(0x1010n, timeNs)?.name)).toEqual([undefined, 'A', 'B']);
  });

  test('give a profile of the firmware names, in groups', () => {
    const sample = (rip: bigint, stage: string): Sample => {
      const registers = { rip, rsp: 0x7000n, rbp: 0n, cs: 0x38, cr3: 0n };
      return { timeNs: 100, vcpu: 0, stage, ...registers, stack: new Uint8Array() };
    };
    const samples = [
      sample(0x1ee60123n, 'firmware'),
      sample(0x5n, 'firmware'),
      sample(0x1ee60123n, 'kernel'),
    ];
    const memory = new GuestMemory([{ base: 0, bytes: new Uint8Array(65_536) }]);
    const { profile } = buildProfile(samples, memory, {
      hz: 1,
      lostTicks: 0,
      file: null,
      modules: modules(),
    });
    expect(profile.symbols).toEqual({ source: 'firmware-text', count: 3, detail: 'UEFI modules' });
    expect(profile.stacks.map(({ frames }) => frames)).toEqual([
      ['[firmware]', 'DxeCore', 'DxeCore+0x123'],
      ['[firmware]', '0x5'],
      ['[guest]', '0x1ee60123'],
    ]);
  });
});
