import { describe, expect, it } from 'vitest';
import { recordArrivals } from '../../../src/cli/input/arrivals.js';
import { createReader } from '../../../src/formats/index.js';
import type { Reading } from '../../../src/trace/boot.js';
import { BootCollector } from '../../../src/trace/boot-collector.js';
import { parseMark } from '../../../src/trace/marks.js';

interface Live {
  /** Lines that were there before, which nobody saw coming. */
  readonly before?: string;
  readonly marks?: readonly string[];
  readonly inputFormat?: string;
}

/** Reads chunks, each 10 ms after the one before. */
function readLive(
  chunks: readonly string[],
  { before = '', marks, inputFormat }: Live = {},
): Reading & { readonly format: string | null } {
  let now = 0n;
  const arrivals = recordArrivals(() => now);
  const reader = createReader({
    input: 'live',
    arrivals,
    ...(marks === undefined ? {} : { marks: marks.map(parseMark) }),
    ...(inputFormat === undefined ? {} : { inputFormat }),
  });
  const collector = new BootCollector();
  const push = (text: string): void => {
    arrivals.note(Buffer.from(text));
    collector.addAll(reader.push(Buffer.from(text)));
  };
  if (before !== '') push(before);
  arrivals.begin('At once.');
  for (const chunk of chunks) {
    now += 10_000_000n;
    push(chunk);
  }
  collector.addAll(reader.end());
  return { ...collector.reading({ input: 'live', format: reader.format ?? '' }), format: reader.format };
}

const codesOf = ({ boots }: Reading) =>
  boots.map(({ events }) =>
    events.flatMap((event) => (event.kind === 'code' ? [[event.code, event.timeNs]] : [])),
  );

describe('a live console without times', () => {
  it('has the times at which its lines arrived, on the clock of this host', () => {
    const reading = readLive([
      'SeaBIOS (version 1.16)\r\n',
      'Booting from ROM..\r\n',
      'Linux ',
      'version 6.1\n',
      'Run /init as init process\n',
    ]);
    expect(reading.format).toBe('serial');
    expect(reading.boots.map(({ clock }) => clock)).toEqual(['host-monotonic']);
    expect(codesOf(reading)).toEqual([
      [
        [0x00, 0],
        [0x40, 20_000_000],
        [0x41, 40_000_000],
      ],
    ]);
    expect(reading.boots[0]?.events.filter(({ kind }) => kind === 'text')).toHaveLength(4);
    expect(reading.diagnostics).toMatchObject([{ severity: 'note', code: 'arrival-time' }]);
    expect(reading.diagnostics[0]?.message).toMatch(/first character of all\. At once\.$/);
  });

  it('is told at once, not when 64 KiB have come', () => {
    const arrivals = recordArrivals(() => 5n);
    arrivals.begin('');
    const reader = createReader({ input: 'live', arrivals });
    const chunk = Buffer.from('U-Boot 2023.01 (x)\n');
    arrivals.note(chunk);
    expect(reader.push(chunk)).toContainEqual(expect.objectContaining({ kind: 'event', boot: 0 }));
  });

  it('is one boot with the kernel behind it, which prints times too, as grabserial has it', () => {
    const reading = readLive([
      'U-Boot 2023.01 (x)\n',
      'Starting kernel ...\n',
      '[    0.000000] Linux version 6.1\n',
      '[    0.900000] Run /init as init process\n',
    ]);
    expect(codesOf(reading)).toEqual([
      [
        [0x20, 0],
        [0x21, 10_000_000],
        [0x40, 20_000_000],
        [0x41, 30_000_000],
      ],
    ]);
  });

  it('begins another boot where its firmware starts again, which counts from there', () => {
    const reading = readLive([
      'U-Boot SPL 2023.01\n',
      'U-Boot 2023.01\n',
      'U-Boot SPL 2023.01\n',
      'U-Boot 2023.01\n',
    ]);
    expect(codesOf(reading)).toEqual([
      [
        [0x00, 0],
        [0x20, 10_000_000],
      ],
      [
        [0x00, 0],
        [0x20, 10_000_000],
      ],
    ]);
  });

  it('without any line that is known is told at its end', () => {
    const reading = readLive(['hello\n', 'ready\n']);
    expect(reading.format).toBe('serial');
    expect(reading.boots[0]?.events.map(({ timeNs }) => timeNs)).toEqual([0, 10_000_000]);
  });

  it('is told by a mark of the user at once', () => {
    const reading = readLive(['hello\n', 'ready\n', '[    1.000000] x\n', '[    2.000000] y\n'], {
      marks: ['^ready=0x41'],
    });
    expect(codesOf(reading)).toEqual([[[0x41, 10_000_000]]]);
  });

  it('keeps a report of its firmware as a boot of its own', () => {
    const table = [
      'Timer summary in microseconds (2 records):\n',
      '       Mark    Elapsed  Stage\n',
      '          0          0  reset\n',
      '  1,234,567  1,234,567  board_init_f\n',
    ];
    const { boots } = readLive(['U-Boot 2023.01 (x)\n', ...table]);
    expect(boots.map(({ clock }) => clock)).toEqual(['host-monotonic', 'guest-monotonic']);
  });
});

describe('what has times of its own', () => {
  it.each([
    ['dmesg', ['[    0.000000] Linux version 6.1\n', '[    0.500000] Run /init as init process\n']],
    [
      'dmesg',
      [
        'early console\n',
        '[    0.000000] Linux version 6.1\n',
        '[    0.500000] Run /init as init process\n',
        'SeaBIOS (version 1.16)\n',
      ],
    ],
    ['grabserial', ['[0.000001 0.000001] U-Boot SPL 2023.01\n', '[0.500000 0.499999] U-Boot 2023.01\n']],
    [
      'firmware-console',
      ['[2022-06-24 16:34:37.963] U-Boot SPL 2023.01\n', '[2022-06-24 16:34:38.963] U-Boot 2023.01\n'],
    ],
    [
      'cloud-hypervisor',
      [
        'cloud-hypervisor:   0.052613s: <vcpu0> WARN:devices/src/legacy/debug_port.rs:74 -- [Debug I/O port: Kernel code 0x40] 0.049190 seconds\n',
      ],
    ],
    ['timed-text', ['0.100 one thing\n', '0.200 another thing\n', '0.300 a third thing\n']],
  ])('keeps them: %s', (format, chunks) => {
    expect(readLive(chunks).format).toBe(format);
    expect(readLive([chunks.join('')]).format).toBe(format);
  });
});

it.each([
  [
    'a console of firmware',
    'SeaBIOS (version 1.16)\n[    0.000000] Linux version 6.1\n[    0.500000] x\n',
    'serial',
  ],
  [
    'noise before a kernel',
    'noise\n[    0.000000] Linux version 6.1\n[    0.500000] x\nSeaBIOS (version 1)\n',
    'dmesg',
  ],
])('%s is read alike however its bytes come', (_, text, format) => {
  expect(readLive([text]).format).toBe(format);
  expect(readLive([...text]).format).toBe(format);
});

it('leaves out lines that were there before, and counts them', () => {
  const reading = readLive(['SeaBIOS (version 1.16)\n', 'x\n'], { before: 'SeaBIOS (version 1.15)\nold\n' });
  expect(reading.boots[0]?.events.map(({ line, timeNs }) => [line, timeNs])).toEqual([
    [3, 0],
    [3, 0],
    [4, 10_000_000],
  ]);
  expect(reading.diagnostics.find(({ code }) => code === 'before-following')).toMatchObject({
    line: 1,
    message: expect.stringMatching(/: 2\.$/),
  });
});

it('bounds what one line may be, and shows binary noise without its NULs', () => {
  const reading = readLive(['U-Boot 2023.01\n', `${'x'.repeat(5000)}\n`, '\0\0a\0b\xff\n']);
  const texts = reading.boots[0]?.events.flatMap((event) => (event.kind === 'text' ? [event.text] : []));
  expect(texts?.map((text) => text.length)).toEqual([14, 4096, 3]);
  expect(reading.diagnostics.map(({ code }) => code)).toContain('cut-text');
});

it('says what was not read where another format shows up behind it', () => {
  const line =
    'cloud-hypervisor:   0.052613s: <vcpu0> WARN:devices/src/legacy/debug_port.rs:74 -- [Debug I/O port: Kernel code 0x40] 0.049190 seconds\n';
  const { diagnostics } = readLive(['SeaBIOS (version 1.16)\n', line]);
  expect(diagnostics.find(({ code }) => code === 'other-formats')?.message).toContain('cloud-hypervisor');
});

it('of a saved file nobody knows when its lines came', () => {
  const reader = createReader({ input: 'a.log', inputFormat: 'serial' });
  const items = [...reader.push(Buffer.from('U-Boot 2023.01\n')), ...reader.end()];
  expect(items.map((item) => item.kind === 'diagnostic' && item.diagnostic.code)).toEqual([
    'before-following',
    'no-events',
  ]);
});
