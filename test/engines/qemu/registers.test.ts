import { describe, expect, test } from 'vitest';
import {
  hasHaltedForGood,
  looksLikeTripleFault,
  type ProcessorState,
  parseRegisters,
} from '../../../src/engines/qemu/registers.js';

/** As QEMU 7.2 prints it, lines ended by CR LF; the lines that matter. */
const REAL_MODE = [
  'CPU#0',
  'EAX=001ebffe EBX=184e4e92 ECX=00000000 EDX=000000e9',
  'EIP=00000053 EFL=00000046 [---Z-P-] CPL=0 II=0 A20=1 SMM=0 HLT=1',
  'CS =f000 000f0000 0000ffff 00009b00',
  'GDT=     00000000 0000ffff',
  'IDT=     00000000 000003ff',
].join('\r\n');
const LONG_MODE = [
  'CPU#1',
  'RIP=ffffffff81c0a0f4 RFL=00000246 [---Z-P-] CPL=0 II=0 A20=1 SMM=0 HLT=0',
  'CS =0010 0000000000000000 ffffffff 00a09b00 DPL=0 CS64 [-RA]',
  'IDT=     fffffe0000000000 00000fff',
].join('\r\n');

describe('the text of the monitor', () => {
  test('gives the processors', () => {
    expect(parseRegisters(`\r\n${REAL_MODE}\r\n\r\n${LONG_MODE}\r\n`)).toEqual([
      {
        instructionPointer: 0x53n,
        codeSegmentBase: 0xf0000n,
        interruptsOn: false,
        isHalted: true,
        interruptTableLimit: 0x3ff,
      },
      {
        instructionPointer: 0xffffffff81c0a0f4n,
        codeSegmentBase: 0n,
        interruptsOn: true,
        isHalted: false,
        interruptTableLimit: 0xfff,
      },
    ]);
  });

  test.each(['', 'unknown command', 'CPU#0\r\nEIP=1'])('that is not understood gives none: %j', (text) => {
    expect(parseRegisters(text)).toEqual([]);
  });
});

const processor = (state: Partial<ProcessorState>): ProcessorState => ({
  instructionPointer: 0x1000n,
  codeSegmentBase: 0n,
  interruptsOn: false,
  isHalted: true,
  interruptTableLimit: 0xfff,
  ...state,
});
const IN_RESET = { instructionPointer: 0xfff0n, codeSegmentBase: 0xffff0000n, isHalted: false };

test.each([
  ['one that sleeps without interrupts', [{}], true],
  ['one that waits for an interrupt', [{ interruptsOn: true }], false],
  ['one that runs', [{ isHalted: false }], false],
  ['two, one of which runs', [{}, { isHalted: false }], false],
  ['two, one of which was never started', [{}, IN_RESET], true],
  ['one before its first instruction', [IN_RESET], false],
  ['none', [], false],
] as const)('processors have halted for good: %s', (_, states, expected) => {
  expect(hasHaltedForGood(states.map(processor))).toBe(expected);
});

test.each<[string, Partial<ProcessorState>, readonly number[], boolean]>([
  ['after INIT, as on AMD', IN_RESET, [], true],
  ['at the out to the keyboard controller', { interruptTableLimit: 0 }, [0xb0, 0xfe, 0xe6, 0x64], false],
  ['just after it', { interruptTableLimit: 0 }, [0xe6, 0x64, 0xeb, 0xfe], false],
  ['just after an out to the port in DX', { interruptTableLimit: 0 }, [0xb0, 0xee, 0xeb, 0xfe], false],
  ['elsewhere without an interrupt table', { interruptTableLimit: 0 }, [0, 0, 0xcc, 0], true],
  ['elsewhere with one', {}, [0, 0, 0xcc, 0], false],
])('a reset is taken for a triple fault %s', (_, state, code, expected) => {
  expect(looksLikeTripleFault(processor(state), code)).toBe(expected);
});
