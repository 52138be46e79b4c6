import { describe, expect, it } from 'vitest';
import { buildTimeline } from '../../src/stages/build-timeline.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import { describeTimeline } from '../../src/stages/timeline-notes.js';
import type { TraceEvent } from '../../src/trace/event.js';
import { bootOf, codeAt, lineAt } from './build-boot.js';

const U_BOOT = 'U-Boot 2023.01+dfsg-2 (Feb 01 2023 - 00:00:00 +0000)';
const IPXE = 'iPXE initialising devices...';

function read(events: readonly TraceEvent[], table = BUILT_IN_TABLE) {
  const timeline = buildTimeline(bootOf([], { events }), { table, index: 0, keepNoise: false });
  const codes = timeline.events.flatMap((event) =>
    event.kind === 'code' ? [`${event.code.toString(16)} ${event.stage} ${event.name}`] : [],
  );
  const notes = describeTimeline(timeline, table).map(({ code }) => code);
  return { codes, notes, ledger: timeline.ledger.map(({ name }) => name), outcome: timeline.outcome.state };
}

const PROMPT = [
  codeAt(0x1e, 100),
  codeAt(0x2a, 200),
  lineAt(U_BOOT, 1000),
  codeAt(0x31, 2000),
  codeAt(0x40, 3000),
  lineAt('=> ', 9000),
];

describe('codes of U-Boot', () => {
  it('are firmware before its banner and boot loader after it, and no kernel hung at its prompt', () => {
    const { codes, notes, ledger } = read(PROMPT);
    expect(codes).toEqual([
      '1e firmware start',
      '2a firmware start done',
      '31 bootloader LAPIC',
      '40 bootloader OS resume',
    ]);
    expect(notes).toEqual(['post-code-table']);
    expect(ledger).not.toContain('kernel');
  });

  it('end where it starts a kernel, in words or by the kernel’s own codes', () => {
    const kernel = [codeAt(0x40, 20_000), codeAt(0x41, 30_000)];
    const start = lineAt('Starting kernel ...', 10_000);
    for (const more of [[start, ...kernel], kernel]) {
      const { codes, ledger } = read([...PROMPT.slice(0, 4), ...more]);
      expect(codes.slice(-2)).toEqual(['40 kernel null', '41 kernel null']);
      expect(ledger).toContain('kernel');
    }
  });

  it('go by the ranges where the table is not the built-in one itself', () => {
    const { codes, notes } = read(PROMPT, { ...BUILT_IN_TABLE });
    expect(codes.at(-1)).toBe('40 kernel null');
    expect(notes).not.toContain('post-code-table');
  });
});

it('the delays of iPXE are no kernel', () => {
  const { codes, notes, ledger } = read([
    codeAt(0x01, 10),
    lineAt(IPXE, 1000),
    codeAt(0x41, 2000),
    codeAt(0x41, 2300),
  ]);
  expect(codes).toEqual(['1 firmware null', '41 bootloader null', '41 bootloader null']);
  expect(notes).toEqual(['post-code-table']);
  expect(ledger).not.toContain('kernel');
});

it('codes of EDK2 are firmware until it starts a boot option', () => {
  const { codes } = read([
    codeAt(0x16, 100),
    codeAt(0x64, 200),
    lineAt('SecCoreStartupWithStack(0xFFFCC000, 0x820000)', 300),
    codeAt(0xb1, 400),
    // Of a firmware that marks its stage itself.
    codeAt(0x00, 500),
    lineAt('BdsDxe: starting Boot0001 "UEFI Misc Device"', 5000),
    codeAt(0x21, 6000),
  ]);
  expect(codes).toEqual([
    '16 firmware 16-bit mode',
    '64 firmware 64-bit mode',
    'b1 firmware boot firmware volume found',
    '0 firmware null',
    '21 bootloader null',
  ]);
});

it('a boot without such text, or without codes, gets no note', () => {
  expect(read([codeAt(0x40, 1), codeAt(0x41, 2)]).notes).toEqual([]);
  expect(read([lineAt(U_BOOT, 1)]).notes).toEqual([]);
});
