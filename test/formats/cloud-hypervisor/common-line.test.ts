/** The short way reads what the patterns read, or leaves the line to them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchCommonLine } from '../../../src/formats/cloud-hypervisor/common-line.js';
import { findCodeMessage } from '../../../src/formats/cloud-hypervisor/message.js';
import { parsePrefix } from '../../../src/formats/cloud-hypervisor/prefix.js';
import { cutNulHole, stripControlSequences, unwrap } from '../../../src/formats/cloud-hypervisor/wrapping.js';
import { sourceLine } from '../../helpers/source-line.js';

const LINE =
  'cloud-hypervisor:   0.022113s: <vcpu0> WARN:devices/src/legacy/debug_port.rs:74 -- [Debug I/O port: Kernel code 0x40] 0.019762 seconds';

/** What the patterns say of a line that stands alone; null where they find no message or no prefix. */
function matchByPatterns(line: string) {
  const message = findCodeMessage(line);
  const prefix = message === null ? null : parsePrefix(line.slice(0, message.start));
  return message === null || prefix === null ? null : { prefix, message };
}

function expectSameAsPatterns(line: string): void {
  const common = matchCommonLine(sourceLine(line, { before: 'the line before\n' }));
  if (common === null) return;
  expect(common).toEqual(matchByPatterns(line));
  // Nothing stands around such a line.
  expect(unwrap(stripControlSequences(cutNulHole(line)))).toEqual({ row: line, writer: null });
}

const digits = (min: number, max: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: min, maxLength: max, size: 'max' });

describe('a line of the common shape', () => {
  it.each([
    LINE,
    LINE.replace('  0.022113s', '123456.022113s'),
    LINE.replace('vcpu0', 'vcpu1023'),
    LINE.replace('Kernel code 0x40', 'Custom code 0xff'),
    LINE.replace('0x40', '0x4'),
    LINE.replace('0.019762', '2.2500000'),
  ])('is read without the patterns: %s', (line) => {
    expect(matchCommonLine(sourceLine(line))).not.toBeNull();
    expectSameAsPatterns(line);
  });

  it('gives the same as they do, whatever its numbers, words and place are', () => {
    const word = fc.constantFrom('Firmware', 'Bootloader', 'Kernel', 'Userspace', 'Custom', 'Kern', 'kernel');
    const location = fc.oneof(
      fc.constant('a.rs:1'),
      fc.string({ maxLength: 12 }),
      fc.constantFrom('--', '-- x', 'é'),
    );
    const code = fc.string({ unit: fc.constantFrom(...'0123456789abcdefAFg'), maxLength: 3 });
    const parts = fc.tuple(
      digits(0, 17),
      digits(5, 7),
      digits(0, 5),
      location,
      word,
      code,
      digits(0, 22),
      digits(0, 22),
    );
    fc.assert(
      fc.property(parts, fc.nat(3), ([whole, fraction, vcpu, where, name, hex, seconds, micros], spaces) => {
        const prefix = `cloud-hypervisor: ${' '.repeat(spaces)}${whole}.${fraction}s: <vcpu${vcpu}> WARN:${where}`;
        expectSameAsPatterns(
          `${prefix} -- [Debug I/O port: ${name} code 0x${hex}] ${seconds}.${micros} seconds`,
        );
      }),
      { numRuns: 3000 },
    );
  });
});

describe('any other line', () => {
  it.each([
    [`x${LINE}`],
    [`${LINE} `],
    [`${LINE}\0`],
    [`${LINE.slice(0, -1)}`],
    [LINE.replace('0.022113s', '22.113ms')],
    [LINE.replace('<vcpu0> ', '')],
    [LINE.replace('<vcpu0>', '<vmm>')],
    [LINE.replace('WARN', 'DEBUG')],
    [LINE.replace('devices/', 'devices\t')],
    [LINE.replace('devices/', '-- ')],
    [LINE.replace('code 0x', 'code: 0x')],
    [LINE.replace('0x40', '0x4G')],
    [LINE.replace('0x40', '0x140')],
    [LINE.replace(':74 ', ':74:cloud-hypervisor: ')],
    [LINE.replace('devices/', 'd'.repeat(500))],
    [LINE.replace('0.022113s', '1234567890123456.022113s')],
    [LINE.replace('0.019762', '0.1234567890123456')],
    [LINE.replace('0.019762', '1234567890123456.019762')],
    [LINE.replace('vcpu0', 'vcpu10000')],
    [LINE.replace('] 0', '] .')],
    [LINE.replace(' -- ', ` -- ${LINE} -- `)],
    [''],
  ])('is left to the patterns: %s', (line) => {
    expect(matchCommonLine(sourceLine(line))).toBeNull();
  });

  it('is one that was cut off, whatever was in its memory before', () => {
    const block = Buffer.from(LINE);
    for (let end = 0; end < LINE.length; end += 1) {
      const line = { number: 1, text: LINE.slice(0, end), block, start: 0, end };
      expect(matchCommonLine(line)).toBeNull();
    }
    expect(matchCommonLine({ number: 1, text: LINE, block, start: 0, end: block.length })).not.toBeNull();
  });

  it('is one with any other byte than those of a code or of a place', () => {
    const taken = (make: (byte: string) => string) =>
      Array.from({ length: 128 }, (_, byte) => String.fromCharCode(byte)).filter(
        (byte) => matchCommonLine(sourceLine(make(byte))) !== null,
      );
    expect(taken((byte) => LINE.replace('0x40', `0x4${byte}`)).join('')).toBe('0123456789abcdef');
    expect(taken((byte) => LINE.replace('0x40', `0x${byte}f`)).join('')).toBe('0123456789abcdef');
    const visible = Array.from({ length: 94 }, (_, at) => String.fromCharCode(0x21 + at)).join('');
    expect(taken((byte) => LINE.replace('devices/', () => `d${byte}s/`)).join('')).toBe(visible);
    expect(taken((byte) => LINE.replace('devices/', () => byte)).join('')).toBe(visible.replace('-', ''));
    expect(taken((byte) => LINE.replace(':74', () => byte)).join('')).toBe(visible.replace(':', ''));
  });

  it('is one whose place is longer than any, or nothing', () => {
    const placed = (length: number) => LINE.replace(/devices\S+/, 'd'.repeat(length));
    expect([0, 1, 512, 513].map((length) => matchCommonLine(sourceLine(placed(length))) !== null)).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(matchCommonLine(sourceLine(LINE.replace('.022113', '.02211')))).toBeNull();
    expect(matchCommonLine(sourceLine(LINE.replace('.022113', '.')))).toBeNull();
  });

  it('is left to them, or gives the same, however it is changed', () => {
    const change = fc.record({
      at: fc.nat(LINE.length),
      cut: fc.nat(8),
      text: fc.oneof(
        fc.string({ unit: 'binary', maxLength: 4 }),
        fc.constantFrom(
          ' ',
          '\0',
          '\x1b[0m',
          '-- ',
          '[Debug I/O port: ',
          'cloud-hypervisor: ',
          '0',
          '.',
          'µ',
          '\u00a0',
        ),
      ),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        const line = changes.reduce(
          (text, { at, cut, text: put }) => text.slice(0, at) + put + text.slice(at + cut),
          LINE,
        );
        expectSameAsPatterns(line);
      }),
      { numRuns: 5000 },
    );
  });
});
