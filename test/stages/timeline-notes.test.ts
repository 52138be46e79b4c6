import { describe, expect, it } from 'vitest';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import { parseStageTable } from '../../src/stages/table/user-table.js';
import { describeTimeline } from '../../src/stages/timeline-notes.js';
import type { Boot } from '../../src/trace/boot.js';
import { timelineOf, type Written } from './build-boot.js';

function notes(written: readonly Written[], options: Parameters<typeof timelineOf>[1] = {}) {
  return describeTimeline(timelineOf(written, options), options.table ?? BUILT_IN_TABLE);
}

function codesOf(...args: Parameters<typeof notes>): string[] {
  return notes(...args).map((note) => note.code);
}

describe('a kernel', () => {
  it('that never reached init is said in words, with time and line', () => {
    const [note, ...rest] = notes([
      [0x20, 100],
      [0x40, 109_134],
    ]);
    expect(rest).toEqual([]);
    expect(note).toMatchObject({ severity: 'note', code: 'init-not-reached', input: 'test.log', line: 2 });
    expect(note!.message).toContain('kernel entered (0x40) at 109.134 ms, init never reached (no 0x41)');
  });
  it('is not one for an entry that is noise', () => {
    const burst = [0x01, 0x40, 0x30, 0x04, 0x02, 0x11, 0x38, 0x05].map(
      (code, at): Written => [code, 5000 + at * 20],
    );
    expect(codesOf([[0x60, 1000], ...burst, [0x61, 9000]])).toEqual(['noise']);
  });
  it('is left alone when it reached init, when userspace came, or when the run was to stop there', () => {
    expect(
      codesOf([
        [0x40, 1],
        [0x41, 2],
      ]),
    ).toEqual([]);
    expect(
      codesOf([
        [0x40, 1],
        [0x60, 2],
      ]),
    ).toEqual([]);
    const stop = { reason: 'until', detail: null } as const;
    expect(codesOf([[0x40, 1]], { boot: { stop } })).toEqual([]);
    expect(codesOf([[0x40, 1]], { boot: { stop: { reason: 'crash', detail: null } } })).toEqual([
      'init-not-reached',
    ]);
  });
  it('without its entry has lost the start of its log', () => {
    expect(
      notes([
        [0x41, 7],
        [0x60, 9],
      ]),
    ).toMatchObject([
      {
        code: 'kernel-entry-missing',
        line: 1,
        message: expect.stringContaining('init reached (0x41) but kernel entry (0x40) is missing'),
      },
    ]);
  });
  it('is unknown to a table that uses the codes otherwise', () => {
    const table = parseStageTable('ranges: [{ stage: rom, from: 0, to: 0x7f }]', 'x');
    expect(codesOf([[0x40, 1]], { table })).toEqual([]);
  });
  it.each([
    ['only its entry', '{ stage: kernel, from: 0x40, to: 0x40 }, { stage: late, from: 0x41, to: 0x41 }'],
    ['only its end', '{ stage: early, from: 0x40, to: 0x40 }, { stage: kernel, from: 0x41, to: 0x41 }'],
    ['a kernel without an order', '{ stage: kernel, from: 0x40, to: 0x5f, unordered: true }'],
  ])('is unknown to a table that has %s', (_, ranges) => {
    const table = parseStageTable(`ranges: [${ranges}]`, 'x');
    expect(codesOf([[0x40, 1]], { table })).toEqual([]);
    expect(codesOf([[0x41, 1]], { table })).toEqual([]);
  });
  it('is not entered by noise', () => {
    const values = [0xff, 0x11, 0x40, 0x04, 0x61, 0x11, 0x38, 0x02, 0x35, 0x00];
    expect(codesOf(values.map((code, at): Written => [code, 500 + at * 30]))).toEqual(['noise']);
  });
});

describe('noise', () => {
  it('is counted, listed, and the way out is said', () => {
    const values = [0xff, 0x11, 0x30, 0x04, 0x01, 0x11, 0x38, 0x02, 0x35, 0x00];
    const burst = values.map((code, at): Written => [code, 500 + at * 30]);
    const [note] = notes([[0x40, 100], ...burst, [0x41, 9000]]);
    expect(note).toMatchObject({ code: 'noise', line: 2 });
    expect(note!.message).toMatch(/^10 codes look like io_delay noise \(0xff, 0x11, .* and 1 more\)/);
    expect(note!.message).toContain('--keep-noise');
    expect(note!.message).toContain(') and are left out of the stages');
  });
  it('lists up to eight different codes', () => {
    const values = [0xff, 0x11, 0x30, 0x04, 0x01, 0x11, 0x38, 0x02, 0x35];
    const boot = (codes: number[]): Written[] => [
      [0x40, 100],
      ...codes.map((code, at): Written => [code, 500 + at * 30]),
      [0x41, 9000],
    ];
    const listed = '(0xff, 0x11, 0x30, 0x04, 0x01, 0x38, 0x02, 0x35';
    expect(notes(boot(values))[0]!.message).toContain(`9 codes look like io_delay noise ${listed})`);
    const [note] = notes(boot([...values, 0x77]));
    expect(note!.message).toContain(`${listed} and 1 more)`);
  });
});

describe('misplaced codes', () => {
  it('come with a table that can be saved and used', () => {
    const boot: Written[] = [
      [0x16, 500],
      [0x64, 900],
      [0x40, 120_000],
      [0x41, 480_000],
    ];
    const [note] = notes(boot);
    expect(note).toMatchObject({ code: 'misplaced-codes', line: 2 });
    const [words, ...yaml] = note!.message.split('\n');
    expect(words).toContain('kernel codes came after 0x64');
    const table = parseStageTable(yaml.join('\n'), 'suggested.yaml');
    expect(codesOf(boot, { table })).toEqual([]);
    expect(timelineOf(boot, { table }).stages.map((span) => span.stage)).toEqual(['firmware', 'kernel']);
  });
});

describe('a kernel that begins late on its own clock', () => {
  const kernelLog = (timeNs: number, clock: Boot['clock'] = 'guest-monotonic') => {
    const text = {
      kind: 'text',
      channel: 'kernel-log',
      text: 'Command line: quiet',
      timeNs,
      line: 1,
      vcpu: null,
    } as const;
    return describeTimeline(timelineOf([], { boot: { clock, events: [text] } }), BUILT_IN_TABLE);
  };

  it('is noted from 3 s on', () => {
    expect(kernelLog(3_000_000_000)).toMatchObject([{ severity: 'note', code: 'late-kernel', line: 1 }]);
    expect(kernelLog(3_000_000_000)[0]!.message).toMatch(
      /begins at 3000\.000 ms of its own clock.*log_buf_len=16M.*journalctl -k -b.*dmesg sooner after/,
    );
    expect(kernelLog(2_999_999_999)).toEqual([]);
  });

  it('is no matter on the clock of a host', () => {
    expect(kernelLog(9_000_000_000, 'host-monotonic')).toEqual([]);
    expect(kernelLog(9_000_000_000, 'wall')).toEqual([]);
  });
});

it('is silent about a sound boot and about none', () => {
  expect(
    notes([
      [0x01, 1],
      [0x20, 2],
      [0x40, 3],
      [0x41, 4],
      [0x60, 5],
    ]),
  ).toEqual([]);
  expect(notes([])).toEqual([]);
});
