import { describe, expect, it } from 'vitest';
import { createReader, detectFormat, formats } from '../../src/formats/index.js';
import { MAX_HEAD_BYTES } from '../../src/formats/reading/reader.js';
import { InputError } from '../../src/trace/errors.js';
import { codesOf, readText } from './read-text.js';

const CODE = '[Debug I/O port: Kernel code 0x40] 0.049190 seconds';
const HEADER = '{"kind":"header","schemaVersion":1}';

describe('formats', () => {
  it('have ids and titles of their own, and short needles', () => {
    expect(new Set(formats.map(({ id }) => id)).size).toBe(formats.length);
    expect(new Set(formats.map(({ title }) => title)).size).toBe(formats.length);
    // Node searches needles of eight bytes and more several times slower.
    for (const needle of formats.flatMap((format) => [...format.needles]))
      expect(needle.length).toBeLessThan(8);
  });
});

/** What patterns that backtrack choke on: the same over and over, as long as a head may be. */
const UNITS = [
  '\n',
  ' ',
  '\t',
  ' \n',
  '\r\n',
  '\r',
  '0',
  '1 ',
  '0.',
  ' a',
  'a\n',
  '[',
  '[ 1',
  '|',
  '-',
  '.',
  '{',
  '"',
  '\\\\',
  'Id ',
  '= ',
];

/** CPU time of all formats that look at a head, in seconds. Other programs do not count. */
function lookAt(head: string): number {
  const before = process.cpuUsage();
  for (const { sniff } of formats) sniff(head, 'x.log');
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

it.each(UNITS)('tells a head of %j alone without going over it again and again', (unit) => {
  const head = unit.repeat(MAX_HEAD_BYTES / unit.length);
  // Going over it once takes milliseconds, going over it for each of its characters several seconds.
  expect(lookAt(head)).toBeLessThan(1);
});

describe('detectFormat', () => {
  it.each([
    ['boottrace', `${HEADER}\n`],
    ['boottrace', `\n${HEADER}\n{"kind":"event","event":{"text":"${CODE}"}}\n`],
    ['cloud-hypervisor', `guest text\n${CODE}\n`],
    [null, 'guest text\n'],
    [null, ''],
  ])('finds %s', (id, head) => {
    expect(detectFormat(head, 'any.name')?.id ?? null).toBe(id);
  });
});

describe('createReader', () => {
  it('reads as Cloud Hypervisor what nobody recognises', () => {
    const { diagnostics } = readText('hello\n');
    expect(diagnostics.map(({ code }) => code)).toEqual(['no-events', 'unknown-format']);
    expect(diagnostics[1]?.message).toContain(` one of: ${formats.map(({ id }) => id).join(', ')}.`);
    expect(readText('').diagnostics.map(({ code }) => code)).toEqual(['no-events']);
  });

  it('names the other formats that an input looks like', () => {
    const pio = 'vcpu0 7 [0] 1.000001: kvm:kvm_pio: pio_write at 0x80 size 1 count 1 val 0x1';
    const reading = readText(`${CODE}\n${pio}\n`);
    expect(reading.boots[0]?.format).toBe('cloud-hypervisor');
    const doubt = reading.diagnostics.find(({ code }) => code === 'ambiguous-format');
    expect(doubt?.message).toContain('looks like kvm-pio.');
  });

  it('waits for more while a format is only likely, and takes the best verdict of all', () => {
    const entry = 'qemu 1/2 [0] 1.000000: kvm:kvm_entry: vcpu 0, rip 0xfff0\n';
    const reader = createReader({ input: 'a.log' });
    expect(reader.push(Buffer.from(entry))).toEqual([]);
    expect(reader.format).toBeNull();
    reader.push(Buffer.from(`${CODE}\n`));
    expect(reader.format).toBe('cloud-hypervisor');
    const short = createReader({ input: 'a.log' });
    short.push(Buffer.from(entry));
    const items = short.end();
    expect(short.format).toBe('kvm-pio');
    expect(
      items.map((item) => (item.kind === 'diagnostic' ? item.diagnostic.code : item.kind)),
    ).not.toContain('ambiguous-format');
  });

  it('has no doubt where one format is certain, and waits for nothing', () => {
    const reader = createReader({ input: 'a.log' });
    reader.push(Buffer.from(`${HEADER}\n`));
    expect(reader.format).toBe('boottrace');
    const reading = readText(`${HEADER}\n${CODE}\n`);
    expect(reading.diagnostics.map(({ code }) => code)).toEqual(['torn-line']);
    const forced = readText(`${CODE}\n`, { inputFormat: 'kvm-pio' });
    expect(forced.diagnostics.map(({ code }) => code)).toEqual(['no-events']);
  });

  it('says of blank lines no more than that nothing is in them', () => {
    expect(readText(' \n\n').diagnostics.map(({ code }) => code)).toEqual(['no-events']);
  });

  it('names all formats that an input is like, and the one that it was read as', () => {
    const head = `${CODE}\nvcpu0 7 [0] 1.000001: kvm:kvm_pio: pio_write at 0x80 size 1 count 1 val 0x1\nStart\nTimer summary in microseconds (4 records):\n`;
    const doubt = readText(head).diagnostics.find(({ code }) => code === 'ambiguous-format');
    expect(doubt).toMatchObject({ severity: 'note', input: 'test.log', line: null });
    expect(doubt?.message).toBe(
      'This was read as cloud-hypervisor, but also looks like kvm-pio, u-boot-bootstage. --input-format selects the format.',
    );
  });

  it('can be told the format', () => {
    const reading = readText(`${CODE}\n`, { inputFormat: 'boottrace' });
    expect(reading.diagnostics.map(({ code }) => code)).toEqual(['torn-line']);
    expect(codesOf(readText(`${HEADER}\n${CODE}\n`, { inputFormat: 'cloud-hypervisor' }))).toEqual(['2:40']);
  });

  it('refuses an unknown format and names the known ones', () => {
    const create = () => createReader({ input: 'a.log', inputFormat: 'nonsense' });
    expect(create).toThrow(InputError);
    expect(create).toThrow(expect.objectContaining({ code: 'unknown-input-format' }));
    try {
      create();
    } catch (error) {
      expect((error as InputError).message).toBe('There is no input format "nonsense".');
      expect((error as InputError).nextSteps).toEqual([
        `Use one of: ${formats.map(({ id }) => id).join(', ')}`,
        expect.stringContaining('detect the format'),
      ]);
    }
  });

  it('refuses a wrong template before anything is read', () => {
    expect(() => createReader({ input: 'a.log', logFormat: '{nonsense}' })).toThrow(
      expect.objectContaining({ code: 'bad-log-format' }),
    );
  });
});
