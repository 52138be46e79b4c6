/** The format as a whole, against anything that can stand around its lines. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cloudHypervisor } from '../../src/formats/cloud-hypervisor.js';
import { codesOf, readItems, readText } from './read-text.js';

function goodLine(index: number): string {
  const micros = 5000 + index * 1000;
  return `cloud-hypervisor: ${(micros / 1e6).toFixed(6).padStart(10)}s: <vcpu0> WARN:devices/src/legacy/debug_port.rs:74 -- [Debug I/O port: Kernel code 0x40] ${((micros - 3000) / 1e6).toFixed(6)} seconds`;
}

describe('sniff', () => {
  it.each([
    'cloud-hypervisor: 19.762449ms: DEBUG:vmm/src/vm.rs:510 -- x',
    'SeaBIOS\n\ncloud-hypervisor:   0.000412s: <main> INFO:main.rs:631 -- v53.0 starting\r\n',
    '2026 [Debug I/O port: Kernel code: 0x40] 0.049190 seconds',
  ])('recognises %j', (head) => {
    expect(cloudHypervisor.sniff(head, '')).toBe('yes');
  });

  it.each(['', 'hello', 'cloud-hypervisor: command not found', '{"kind":"header"'])(
    'does not claim %j',
    (head) => {
      expect(cloudHypervisor.sniff(head, 'cloud-hypervisor.log')).toBe('no');
    },
  );
});

/** Anything a guest or another program may write, without a line end. */
const noise = fc.oneof(
  fc
    .uint8Array({ maxLength: 60, size: 'max' })
    .map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 0x0a))),
  fc
    .constantFrom(
      '[Debug I/O port: Kernel code 0x4',
      '[Debug ',
      'cloud-hypervisor: 1s: <vmm> INFO:a -- ',
      '\x1b]0;',
      '\x1b[',
      '{"log":"',
      'vmconsole="',
      '\0\0\0',
      '(code 0x',
    )
    .map((text) => Buffer.from(text)),
);

describe('whatever stands around them', () => {
  it('whole lines are read, and nothing crashes', () => {
    fc.assert(
      fc.property(fc.array(fc.array(noise, { maxLength: 4 }), { maxLength: 12 }), (rows) => {
        const lines = rows.flatMap((parts, index) => [
          Buffer.concat([...parts, Buffer.from('\n')]),
          Buffer.from(`${goodLine(index)}\r\n`),
        ]);
        const found = codesOf(readText(Buffer.concat(lines), { inputFormat: 'cloud-hypervisor' }));
        expect(found).toEqual(expect.arrayContaining(rows.map((_, index) => `${2 * index + 2}:40`)));
      }),
      { numRuns: 300 },
    );
  });

  it('lines with any text before them are read', () => {
    fc.assert(
      fc.property(fc.array(noise, { maxLength: 3 }), (parts) => {
        const reading = readText(Buffer.concat([...parts, Buffer.from(goodLine(1))]), {
          inputFormat: 'cloud-hypervisor',
        });
        expect(codesOf(reading)).toEqual(['1:40']);
      }),
      // Found by chance once: a torn message that looks like a value of the record around it.
      {
        examples: [
          [['vmconsole="', '[Debug I/O port: Kernel code 0x4', '{"log":"'].map((text) => Buffer.from(text))],
        ],
      },
    );
  });

  it('the size of the chunks makes no difference', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            noise,
            fc.nat(50).map((index) => Buffer.from(`\n${goodLine(index)}\n`)),
          ),
          { maxLength: 20, size: 'max' },
        ),
        fc.integer({ min: 1, max: 2000 }),
        (parts, chunkBytes) => {
          const bytes = Buffer.concat(parts);
          expect(readItems(bytes, { chunkBytes })).toEqual(readItems(bytes));
        },
      ),
    );
  });
});
