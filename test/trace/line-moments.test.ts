import { describe, expect, it } from 'vitest';
import type { TextEvent } from '../../src/trace/event.js';
import { countsOnce, LINE_MOMENTS, momentOfLine } from '../../src/trace/line-moments.js';

function line(text: string, channel: TextEvent['channel'] = 'firmware-debug'): TextEvent {
  return { kind: 'text', channel, text, timeNs: 7, line: 3, vcpu: 1 };
}

describe('momentOfLine', () => {
  it('is the line with the key, name and stage of what it says', () => {
    expect(momentOfLine(line('[Bds] Entry...'))).toEqual({
      kind: 'moment',
      timeNs: 7,
      line: 3,
      vcpu: 1,
      key: 'edk2:bds',
      name: 'EDK2 BDS',
      stage: 'firmware',
    });
    expect(momentOfLine(line('SecCoreStartupWithStack(0xFFFCC000, 0x820000)'))?.key).toBe('edk2:sec');
    expect(momentOfLine(line('BdsDxe: starting Boot0001 "x"'))).toMatchObject({
      key: 'edk2:start-option',
      stage: 'bootloader',
    });
  });

  it('is none of another line, nor of what a monitor says', () => {
    expect(momentOfLine(line('hello'))).toBeNull();
    expect(momentOfLine(line('[Bds] Entry...', 'monitor'))).toBeNull();
  });
});

it('has one moment to a key', () => {
  expect(new Set(LINE_MOMENTS.map(({ key }) => key)).size).toBe(LINE_MOMENTS.length);
});

it('counts once what firmware repeats, and a banner whenever it comes', () => {
  expect(['edk2:pei', 'edk2:sec', 'edk2:start-option', 'coreboot:ramstage'].every(countsOnce)).toBe(true);
  expect(['linux:start', 'systemd:start', 'u-boot:start'].some(countsOnce)).toBe(false);
});
