import { describe, expect, it } from 'vitest';
import { dmesg } from '../../src/formats/dmesg.js';
import { findingsOf, readText } from './read-text.js';

function read(...lines: readonly string[]) {
  return readText(`${lines.join('\n')}\n`, { inputFormat: 'dmesg' });
}

describe('a line of the kernel', () => {
  it.each([
    ['console', '[    1.234567] text'],
    ['caller', '[    1.234567][    T1] text'],
    ['interrupt', '[    1.234567][  C0] text'],
    ['dmesg -r', '<6>[    1.234567] text'],
    ['dmesg -x', 'kern  :info  : [    1.234567] text'],
    ['dmesg -d', '[    1.234567 <    0.000001>] text'],
    ['journal, monotonic', '[    1.234567] vm-7f kernel: text'],
    ['kern.log', 'Nov 22 10:00:00 vm-7f kernel: [    1.234567] text'],
    ['kern.log, RFC 3339', '2026-11-22T10:00:00.123456+01:00 vm-7f kernel: [    1.234567] text'],
  ])('of %s has its time and text', (_, row) => {
    const { boots } = read(row);
    expect(boots[0]?.clock).toBe('guest-monotonic');
    expect(boots[0]?.events).toEqual([
      { kind: 'text', timeNs: 1_234_567_000, line: 1, vcpu: null, channel: 'kernel-log', text: 'text' },
    ]);
  });

  it.each([
    ['dmesg iso', '2026-11-22T05:46:58,000000+00:00 a', '2026-11-22T05:46:59,500000+00:00 b'],
    [
      'journal iso',
      '2026-11-22T05:46:58.000000+0000 vm kernel: a',
      '2026-11-22T05:46:59.500000+0000 vm kernel: b',
    ],
  ])('of %s has time of day, from the first line', (_, first, second) => {
    const { boots, diagnostics } = read(first, second);
    expect(boots[0]?.clock).toBe('wall');
    expect(boots[0]?.events).toMatchObject([
      { timeNs: 0, text: 'a' },
      { timeNs: 1_500_000_000, text: 'b' },
    ]);
    expect(diagnostics.map(({ code }) => code)).toEqual(['other-zero']);
  });

  it('of dmesg -T is exact to a second at best, and says so', () => {
    const reading = read('[Sun Nov 22 05:46:58 2026] a', '[Sun Nov 22 05:47:00 2026] b');
    expect(reading.boots[0]?.events.map(({ timeNs }) => timeNs)).toEqual([0, 2_000_000_000]);
    expect(findingsOf(reading)).toEqual(['coarse-time@1']);
  });
});

describe('a kernel log', () => {
  it('has a kernel stage from its own words', () => {
    const { boots } = read(
      '[    0.000000] Linux version 6.1',
      '[    0.5] no time',
      '[    0.900000] Run /init as init process',
    );
    const codes = boots[0]?.events.filter((event) => event.kind === 'code');
    expect(codes).toMatchObject([
      { code: 0x40, name: 'kernel start', port: 0, line: 1 },
      { code: 0x41, name: 'init start', timeNs: 900_000_000 },
    ]);
  });

  it('holds as many boots as kernels started', () => {
    const boot = ['[    0.000000] Linux version 6.1', '[    5.000000] x'];
    expect(read(...boot, ...boot).boots.map(({ events }) => events.length)).toEqual([3, 3]);
  });

  it('may have other lines between, which are counted', () => {
    const reading = read('SeaBIOS', '[    0.000000] x', '', 'Welcome');
    expect(findingsOf(reading)).toEqual(['untimed-lines@1']);
    expect(reading.diagnostics[0]?.message).toContain(': 2.');
  });

  it('without a kernel is none', () => {
    const reading = read('hello');
    expect(findingsOf(reading)).toEqual(['untimed-lines@1', 'no-events']);
    expect(reading.diagnostics[1]?.message).toContain('[    0.000000]');
  });
});

it.each([
  ['yes', '[    0.000000] Linux version 6.1\n'],
  ['yes', '\n<5>[    0.000000] Linux version 6.1\n'],
  ['maybe', 'SeaBIOS\n[    0.000000] a\n[    0.100000] b\n'],
  ['no', '[    0.000000] a\n'],
  ['no', '[12.345678 0.000012] text'],
  ['no', ''],
])('says %s to %j', (verdict, head) => {
  expect(dmesg.sniff(head, 'dmesg.txt')).toBe(verdict);
});

describe('the head of a line of the kernel', () => {
  it('is a time that a date has, or the line has none', () => {
    expect(findingsOf(read('2026-13-45T05:46:58,000000+00:00 a', '[Sun Xyz 22 05:46:58 2026] b'))).toEqual([
      'untimed-lines@1',
      'no-events',
    ]);
  });

  it('may be no longer than heads are', () => {
    const raw = (head: number) => `${'Nov 22 10:00:00 '}${'h'.repeat(head)} kernel: [    1.234567] text`;
    expect(read(raw(64)).boots).toHaveLength(1);
    expect(read(raw(65)).boots).toEqual([]);
    expect(read(`[${' '.repeat(240)}1.234567] x`).boots[0]?.events).toMatchObject([{ text: 'x' }]);
    expect(read(`[${' '.repeat(250)}1.234567] x`).boots).toEqual([]);
  });

  it('counts time zones', () => {
    const { boots } = read(
      '2026-11-22T05:46:58,000000+00:00 a',
      '2026-11-22T06:46:59,250000+01:00 b',
      '2026-11-22T05:47:00,000000Z c',
    );
    expect(boots[0]?.events.map(({ timeNs }) => timeNs / 1e9)).toEqual([0, 1.25, 2]);
  });

  it('is not a part of the text, of which all is kept that follows', () => {
    const { boots } = read(
      '<6>[    1.234567]   two spaces  ',
      '[Sun Nov 22 05:46:58 2026] [x] y',
      '[Sun Nov 22 05:46:59 2026 <    1.0>]z',
    );
    expect(boots.map(({ events }) => events.map((event) => event.kind === 'text' && event.text))).toEqual([
      ['  two spaces  '],
      ['[x] y', 'z'],
    ]);
  });

  it('says once what its time of day is good for', () => {
    const reading = read(
      '2026-11-22T05:46:58,000000+00:00 a',
      '2026-11-22T05:46:59,000000+00:00 b',
      '[Sun Nov 22 05:47:58 2026] c',
    );
    expect(findingsOf(reading)).toEqual(['other-zero@1', 'coarse-time@3']);
    expect(reading.diagnostics.map(({ severity }) => severity)).toEqual(['note', 'warning']);
  });
});

it.each([
  ['maybe', '[    0.000000] a\n[    0.100000] b'],
  ['no', '[    0.000000] a\n\nx'],
])('says %s to %j', (verdict, head) => {
  expect(dmesg.sniff(head, '')).toBe(verdict);
});

describe('a line that says itself when it was written', () => {
  const KERNEL = '[    0.000000] Linux version 6.1\n[    1.000000] Run /init as init process\n';

  it("has cloud-init's uptime", () => {
    const line =
      "cloud-init[99]: Cloud-init v. 24.1 running 'init' at Wed, 07 Jan 2026 10:00:11 +0000. Up 11.37 seconds.";
    expect(readText(`${KERNEL}${line}\n`).boots[0]?.events.at(-1)).toMatchObject({
      timeNs: 11_370_000_000,
      text: line,
    });
  });

  it("has systemd's summary, in a journal whose kernel has times of its own", () => {
    const journal = KERNEL.replaceAll('[  ', 'Jan 07 10:00:00 vm kernel: [  ');
    const line =
      'Jan 07 10:00:30 vm systemd[1]: Startup finished in 2.5s (kernel) + 1min 1.5s (userspace) = 1min 4s.';
    const codes = readText(`${journal}${line}\n`).boots.flatMap(({ events }) =>
      events.flatMap((event) => (event.kind === 'code' ? [[event.code, event.timeNs / 1e6]] : [])),
    );
    expect(codes).toEqual([
      [0x40, 0],
      [0x41, 1000],
      [0x60, 2500],
      [0x61, 64_000],
    ]);
  });
});
