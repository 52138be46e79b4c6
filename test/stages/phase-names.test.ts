import { describe, expect, it } from 'vitest';
import { phaseOfBoundary, phaseOfMoment } from '../../src/stages/phase-names.js';
import { LINE_MOMENTS } from '../../src/trace/line-moments.js';

describe('phases', () => {
  it.each([
    ['edk2:dxe-ipl', 'DXE'],
    ['edk2:dxe', 'DXE'],
    ['coreboot:100', 'postcar'],
    ['u-boot-spl:start', 'SPL'],
    ['slim-bootloader:3000', 'Stage 2'],
    ['systemd-boot:menu', 'systemd-boot'],
    ['efi-stub:start', 'EFI stub'],
  ])('%s begins %s', (key, name) => expect(phaseOfMoment(key)?.name).toBe(name));

  it.each(['coreboot:4', 'linux:start', 'constructor', ''])('%j begins none', (key) => {
    expect(phaseOfMoment(key)).toBeNull();
    expect(phaseOfBoundary(key)).toBeNull();
  });

  it('are the same for a banner that is a moment and for one that is a code', () => {
    for (const { key, name } of LINE_MOMENTS.filter(({ key }) => phaseOfMoment(key) !== null)) {
      const ofCode = phaseOfBoundary(name);
      if (ofCode !== null) expect(ofCode).toEqual(phaseOfMoment(key));
    }
    expect(phaseOfBoundary('U-Boot SPL')).toEqual(phaseOfMoment('u-boot-spl:start'));
    expect(phaseOfBoundary('board_init_r')?.name).toBe('U-Boot proper');
  });
});
