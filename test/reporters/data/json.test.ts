import { describe, expect, it } from 'vitest';
import { jsonReporter } from '../../../src/reporters/data/json.js';
import type { Report } from '../../../src/trace/report/report.js';
import { documents } from '../../../src/trace/report/schema.js';
import { bootOf, type Written } from '../../stages/build-boot.js';
import { PROFILE } from '../../trace/sample-profile.js';
import { everyKind } from '../every-kind.js';
import {
  HOSTILE,
  PHASED,
  PLAIN,
  reading,
  render,
  report,
  SAMPLE_REPORTS,
  scaled,
} from '../sample-reports.js';

function parsed(given: Report) {
  return JSON.parse(render(jsonReporter, given));
}

const DOCUMENT_OF = {
  run: 'boots',
  parse: 'boots',
  report: 'boots',
  diff: 'diff',
  check: 'check',
  trend: 'trend',
  classify: 'classify',
  doctor: 'doctor',
} as const;

it('has the phases of a stage, and no field where there are none', () => {
  const { boots } = parsed(report('parse', [reading(PHASED)]));
  const [firmware, kernel] = boots[0].stages;
  expect(firmware.phases.slice(0, 2)).toEqual([
    { key: 'firmware:unnamed', name: 'before PEI', startNs: 1e6, endNs: 2e6, durationNs: 1e6 },
    { key: 'edk2:pei', name: 'PEI', startNs: 2e6, endNs: 5e6, durationNs: 3e6 },
  ]);
  const phases: { durationNs: number }[] = firmware.phases;
  expect(phases.reduce((sum, { durationNs }) => sum + durationNs, 0)).toBe(firmware.durationNs);
  expect('phases' in kernel).toBe(false);
  expect(boots[0].ledger.map(({ name }: { name: string }) => name)).toEqual([
    'setup',
    'firmware',
    'firmware..kernel',
    'kernel',
  ]);
});

describe('documents', () => {
  it.each(Object.entries(SAMPLE_REPORTS))('%s has the fields of its schema and no others', (_, given) => {
    const result = documents[DOCUMENT_OF[given.command]].safeParse(parsed(given));
    expect(result.error?.issues ?? []).toEqual([]);
  });

  it('are complete as they are for one boot', () => {
    expect(
      parsed(
        report('parse', [
          reading(
            bootOf([
              [0x01, 5],
              [0x40, 9.5],
            ]),
          ),
        ]),
      ),
    ).toEqual({
      schemaVersion: 2,
      command: 'parse',
      boots: [
        {
          input: 'test.log',
          format: 'cloud-hypervisor',
          writer: null,
          clock: 'vmm-monotonic',
          index: 0,
          vmmStartNs: null,
          totalNs: 9500,
          provenance: null,
          events: [
            {
              seq: 0,
              kind: 'code',
              timeNs: 5000,
              deltaNs: 5000,
              line: 1,
              vcpu: null,
              code: 1,
              hex: '0x01',
              stage: 'firmware',
              name: null,
              port: 0x80,
              noise: false,
              revisit: false,
            },
            {
              seq: 1,
              kind: 'code',
              timeNs: 9500,
              deltaNs: 4500,
              line: 2,
              vcpu: null,
              code: 0x40,
              hex: '0x40',
              stage: 'kernel',
              name: 'kernel entered',
              port: 0x80,
              noise: false,
              revisit: false,
            },
          ],
          stages: [
            {
              stage: 'firmware',
              startNs: 5000,
              endNs: 5000,
              durationNs: null,
              measured: false,
              events: 1,
              revisits: 0,
              firstCode: 1,
              lastCode: 1,
              first: '0x01',
              last: '0x01',
            },
            {
              stage: 'kernel',
              startNs: 9500,
              endNs: 9500,
              durationNs: null,
              measured: false,
              events: 1,
              revisits: 0,
              firstCode: 0x40,
              lastCode: 0x40,
              first: '0x40',
              last: '0x40',
            },
          ],
          ledger: [
            { kind: 'setup', name: 'setup', startNs: 0, endNs: 5000, durationNs: 5000, measured: true },
            {
              kind: 'stage',
              name: 'firmware',
              startNs: 5000,
              endNs: 5000,
              durationNs: null,
              measured: false,
            },
            {
              kind: 'gap',
              name: 'firmware..kernel',
              startNs: 5000,
              endNs: 9500,
              durationNs: 4500,
              measured: false,
            },
            { kind: 'stage', name: 'kernel', startNs: 9500, endNs: 9500, durationNs: null, measured: false },
          ],
          outcome: {
            state: 'unfinished',
            reason: 'stage',
            detail: 'kernel began, but its end was not seen',
            line: null,
          },
        },
      ],
      diagnostics: [
        expect.objectContaining({ severity: 'note', code: 'init-not-reached', input: 'test.log', line: 2 }),
      ],
    });
  });

  it('tell sides and warm-ups apart, and hold the comparison', () => {
    const { boots, summary, rows, marks, verdict } = parsed(SAMPLE_REPORTS['run of two sides']!);
    const role = ({ side, warmup }: { side?: string; warmup?: boolean }) => [side, warmup];
    expect(boots.map(role)).toEqual([
      ['base', true],
      ...Array(10).fill(['base', undefined]),
      ...Array(10).fill(['head', undefined]),
    ]);
    expect(summary.map(({ side }: { side: string }) => side)).toEqual(
      ['base', 'head'].flatMap((side) => Array(summary.length / 2).fill(side)),
    );
    const [side] = parsed(SAMPLE_REPORTS['diff']!).rows;
    expect(Object.keys(rows[0])).toEqual(Object.keys(side));
    expect([Array.isArray(marks), verdict]).toEqual([true, 'regression']);
    const plain = parsed(SAMPLE_REPORTS['run of several boots']!);
    expect([plain.verdict, ...role(plain.boots[0])]).toEqual([undefined, undefined, undefined]);
  });

  it('say what being watched cost where exits were counted', () => {
    const row = { stage: 'kernel', kind: 'pio', direction: 'write', count: 3 } as const;
    const exits = [
      { ...row, address: 0x402, device: 'firmware-debug', totalNs: 9000 },
      { ...row, address: 0x64, device: 'i8042', totalNs: 1000 },
    ];
    const [boot] = parsed(report('run', [reading(bootOf([[0x40, 5]], { exits }))])).boots;
    expect(boot.observer).toEqual({ portExits: 6, portNs: 10_000, debugExits: 3, debugNs: 9000 });
    expect(parsed(report('run', [reading(bootOf([[0x40, 5]]))])).boots[0]).not.toHaveProperty('observer');
  });

  it('say how a run stopped, also of its trace file, and have a summary for several boots alone', () => {
    expect(parsed(SAMPLE_REPORTS['run']!).boots[0].stop).toEqual({
      reason: 'crash',
      detail: HOSTILE,
      timeNs: null,
    });
    expect(parsed(report('run', [reading(scaled(1))])).boots[0].stop).toBeNull();
    expect(parsed(SAMPLE_REPORTS['run']!)).not.toHaveProperty('summary');
    expect(parsed(report('report', [reading(scaled(1))])).boots[0]).not.toHaveProperty('stop');
    const stopped = bootOf([[0x40, 5]], { stop: { reason: 'timeout', detail: 'late', timeNs: 9000 } });
    const [boot] = parsed(report('parse', [reading(stopped)])).boots;
    expect(boot.stop).toEqual({ reason: 'timeout', detail: 'late', timeNs: 9000 });
    expect(boot.ledger.at(-1)).toMatchObject({
      kind: 'end',
      name: 'end',
      startNs: 5000,
      endNs: 9000,
      durationNs: 4000,
    });
    expect(parsed(SAMPLE_REPORTS['report']!).summary.map((row: { name: string }) => row.name)).toContain(
      'kernel',
    );
  });

  it('have null, never 0, on a side that lacks a row', () => {
    const { rows, marks, verdict } = parsed(SAMPLE_REPORTS['diff of single boots']!);
    expect(verdict).toBe('gone');
    expect(rows.find((row: { name: string }) => row.name === 'kernel')).toMatchObject({
      baseN: 1,
      headN: 0,
      headNs: null,
      deltaNs: null,
      deltaPct: null,
      p: null,
    });
    expect(marks.find((mark: { code: number }) => mark.code === 0x41)).toEqual({
      code: 0x41,
      occurrence: 1,
      baseNs: 402_744_000,
      headNs: null,
      deltaNs: null,
    });
  });

  it('lose nothing of hostile text', () => {
    const [, text] = parsed(SAMPLE_REPORTS['run']!).boots[0].events;
    expect(text.text).toBe(HOSTILE);
  });
});

it('streams events', () => {
  const boot = bootOf(Array.from({ length: 5000 }, (_, at): Written => [0x60, at]));
  const pieces = [...jsonReporter.render(report('parse', [reading(boot)]), PLAIN)];
  expect(pieces.length).toBeGreaterThan(5000);
  expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(1000);
});

it('names functions, gives profiles whole, and what being watched cost', () => {
  const { boots } = parsed(everyKind('run'));
  const [boot] = boots;
  expect(boot.events.map(({ kind, name }: { kind: string; name?: string }) => [kind, name])).toEqual([
    ['lifecycle', undefined],
    ['code', 'kernel entered'],
    ['code', null],
    ['code', null],
    ['text', undefined],
    ['function', 'rest_init'],
    ['code', null],
  ]);
  expect(boot.observer).toEqual({ portExits: 5, portNs: 300, debugExits: 5, debugNs: 300 });
  expect(boot).not.toHaveProperty('profile');
  const profiled = parsed(report('run', [reading(bootOf([[0x40, 1]], { profile: PROFILE }))]));
  expect(profiled.boots[0].profile).toEqual(PROFILE);
  expect(profiled.boots[0]).not.toHaveProperty('exits');
  expect(profiled.boots[0]).not.toHaveProperty('observer');
});
