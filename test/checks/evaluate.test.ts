import { describe, expect, it } from 'vitest';
import { type AssertionTexts, parseAssertions, type Statistic } from '../../src/checks/assertion.js';
import { evaluate } from '../../src/checks/evaluate.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import { timelineOf } from '../stages/build-boot.js';

/** Boots whose kernel takes so many milliseconds; null: the kernel never reaches 0x41 and no second code comes. */
function boots(...kernelMs: readonly (number | null)[]) {
  return kernelMs.map((ms, index) =>
    timelineOf(
      ms === null
        ? [[0x01, 1000]]
        : [
            [0x01, 1000],
            [0x40, 2000],
            [0x41, 2000 + ms * 1000],
          ],
      { index },
    ),
  );
}

function check(texts: AssertionTexts, timelines = boots(80, 90, 100), statistic: Statistic = 'each') {
  return evaluate(parseAssertions(texts, { table: BUILT_IN_TABLE, statistic }), timelines);
}

describe('bounds', () => {
  it('hold up to the limit itself', () => {
    expect(check({ max: ['kernel=100ms'], min: ['kernel=80ms'] })).toMatchObject([
      { assertion: 'max kernel=100ms', passed: true, actual: 100_000_000, limit: 100_000_000 },
      { assertion: 'min kernel=80ms', passed: true, actual: 80_000_000, limit: 80_000_000 },
    ]);
    expect(
      check({ max: ['kernel=99999999ns'], min: ['kernel=80000001ns'] }).map((one) => one.passed),
    ).toEqual([false, false]);
  });

  it('say found and allowed when they hold', () => {
    const [longest, shortest] = check({ max: ['kernel=100ms'], min: ['kernel=80ms'] });
    expect(longest!.message).toBe('found longest 100 ms of 3 boots, allowed kernel at most 100 ms');
    expect(shortest!.message).toBe('found shortest 80 ms of 3 boots, allowed kernel at least 80 ms');
    expect(check({ max: ['kernel=100ms'] }, boots(80))[0]!.message).toBe(
      'found 80 ms, allowed kernel at most 100 ms',
    );
  });

  it('say expected, found, where, and all values when they fail', () => {
    expect(check({ max: ['kernel=85ms'] })).toEqual([
      {
        assertion: 'max kernel=85ms',
        passed: false,
        unit: 'ns',
        actual: 100_000_000,
        limit: 85_000_000,
        values: [80_000_000, 90_000_000, 100_000_000],
        message:
          'expected kernel at most 85 ms, found longest 100 ms of 3 boots (boot 3, test.log:3); values: 80 ms, 90 ms, 100 ms',
      },
    ]);
    expect(check({ min: ['kernel=85ms'] })[0]!.message).toBe(
      'expected kernel at least 85 ms, found shortest 80 ms of 3 boots (boot 1, test.log:3); values: 80 ms, 90 ms, 100 ms',
    );
    expect(check({ max: ['kernel=85ms'] }, boots(86))[0]!.message).toBe(
      'expected kernel at most 85 ms, found 86 ms (boot 1, test.log:3); values: 86 ms',
    );
  });

  it.each<[Statistic, number]>([
    ['median', 90],
    ['mean', 95],
    ['p95', 117],
    ['max', 120],
  ])('judge the %s', (statistic, ms) => {
    const timelines = boots(80, 80, 100, 120);
    expect(check({ max: [`kernel=${ms}ms`] }, timelines, statistic)).toMatchObject([
      { assertion: `max kernel=${ms}ms (${statistic})`, passed: true, actual: ms * 1_000_000 },
    ]);
    const [failed] = check({ max: [`kernel=${ms - 1}ms`] }, timelines, statistic);
    expect(failed).toMatchObject({ passed: false, values: [80e6, 80e6, 100e6, 120e6] });
    expect(failed!.message).toContain(`found ${statistic} ${ms} ms of 4 boots (boot 4, test.log:3)`);
  });

  it('fail when a boot lacks the metric, whatever the statistic', () => {
    for (const statistic of ['each', 'median'] as const) {
      const [result] = check({ max: ['kernel=200ms'] }, boots(80, null, 100), statistic);
      expect(result).toMatchObject({ passed: false, values: [80e6, null, 100e6] });
      expect(result!.message).toContain('found no kernel in 1 of 3 boots (boot 2, test.log)');
    }
    const [never] = check({ min: ['kernel=0s'] }, boots(null));
    expect(never).toMatchObject({ passed: false, actual: null, values: [null] });
    expect(never!.message).toBe(
      'expected kernel at least 0 ms, found no kernel in any boot (boot 1, test.log); values: none',
    );
  });

  it('judge what was measured, also where a boot lacks it', () => {
    const [longest] = check({ max: ['kernel=100ms'] }, boots(80, null, 90));
    expect(longest).toMatchObject({
      passed: false,
      actual: 90_000_000,
      values: [80_000_000, null, 90_000_000],
    });
    expect(check({ max: ['kernel=100ms'] }, boots(null))[0]).toMatchObject({ passed: false, actual: null });
  });

  it('list no more than a hundred values in words, and all of them as data', () => {
    const [result] = check({ max: ['kernel=1ms'] }, boots(...Array.from({ length: 120 }, () => 5)));
    expect(result!.values).toHaveLength(120);
    expect(result!.message).toMatch(/ and 20 more$/);
  });
});

it('a bound that was never measured still says its limit', () => {
  expect(check({ max: ['total=1s'] }, [])).toMatchObject([{ actual: null, limit: 1e9 }]);
});

describe('counts', () => {
  const written = [
    [0x40, 10],
    [0x45, 15],
    [0x41, 20],
  ] as const;
  const exit = { kind: 'pio', address: 0x80, direction: 'write', device: 'post', totalNs: 5 } as const;
  const exits = [
    { ...exit, stage: 'setup', count: 7 },
    { ...exit, stage: 'kernel', count: 3 },
    { ...exit, stage: 'kernel', count: 2 },
  ];
  const guest = { serial: true, debugConsolePort: null };
  const provenance = { boottrace: '1', engine: 'bundled', guest, host: {} };
  const run = timelineOf(written, { boot: { exits, provenance } });
  const log = timelineOf(written);

  it('are held against a plain number', () => {
    const max = ['codes=3', 'exits=11', 'exits:kernel=5', 'exits:setup=7'];
    expect(check({ max }, [run]).map(({ passed, unit, actual }) => [passed, unit, actual])).toEqual([
      [true, 'count', 3],
      [false, 'count', 12],
      [true, 'count', 5],
      [true, 'count', 7],
    ]);
    expect(check({ max: ['exits=11'] }, [run])[0]!.message).toBe(
      'expected exits at most 11, found 12 (boot 1, test.log); values: 12',
    );
  });

  it('fail where nobody counted, and where the stage never began', () => {
    const [exitsOfLog, ofFirmware, codes] = [
      check({ max: ['exits=1000'] }, [log])[0]!,
      check({ max: ['exits:firmware=1000'] }, [run])[0]!,
      check({ max: ['codes=5'] }, [timelineOf([])])[0]!,
    ];
    for (const result of [exitsOfLog, ofFirmware, codes])
      expect(result).toMatchObject({ passed: false, actual: null, values: [null] });
    expect(exitsOfLog.message).toContain(
      'exits was not measured in any boot: its source does not count exits',
    );
    expect(ofFirmware.message).toContain('that stage never began');
  });

  it('of bytes are those of the text, none in a run that looked, and never measured where nobody did', () => {
    const text = (channel: 'serial' | 'debug-console', words: string) =>
      ({ kind: 'text', channel, text: words, timeNs: 1, line: 1, vcpu: null }) as const;
    const events = [text('serial', 'größe'), text('serial', 'ab'), text('debug-console', 'abc')];
    const printed = timelineOf([], { boot: { events } });
    const bounds = { max: ['bytes:serial=8', 'bytes:debug-console=1k', 'bytes:firmware-debug=1k'] };
    expect(check(bounds, [printed]).map(({ passed, actual }) => [passed, actual])).toEqual([
      [false, 9],
      [true, 3],
      [false, null],
    ]);
    expect(check(bounds, [run]).map(({ passed, actual }) => [passed, actual])).toEqual([
      [true, 0],
      [false, null],
      [true, 0],
    ]);
    expect(check(bounds, [printed])[0]).toMatchObject({ unit: 'bytes', limit: 8 });
    expect(check(bounds, [printed])[0]!.message).toContain(
      'expected bytes:serial at most 8 bytes, found 9 bytes',
    );
  });

  it('keep the decimals of a mean: 3.5 is not within 3', () => {
    const four = timelineOf([...written, [0x42, 30]]);
    expect(check({ max: ['codes=3'] }, [log, four], 'mean')[0]).toMatchObject({ passed: false, actual: 3.5 });
  });

  it('of boots that failed are of all that were given, whatever the statistic', () => {
    const crash = { reason: 'crash', detail: null } as const;
    const failed = timelineOf(written, { index: 1, boot: { stop: crash } });
    const warmup = timelineOf(written, { index: 2, boot: { stop: crash, warmup: true } });
    for (const statistic of ['each', 'median'] as const) {
      const [result] = check({ max: ['failed=0'] }, [log, failed, warmup], statistic);
      expect(result).toEqual({
        assertion: 'max failed=0',
        unit: 'count',
        limit: 0,
        values: [0, 1, 1],
        passed: false,
        actual: 2,
        message:
          'expected failed at most 0, found 2 of 3 boots: boot 2, test.log:3 (failed, crash); boot 3, test.log:3 (failed, crash)',
      });
    }
    expect(check({ max: ['failed=0'] }, [log, run])[0]).toMatchObject({
      passed: true,
      actual: 0,
      message: 'found 0 of 2 boots, allowed failed at most 0',
    });
    expect(check({ max: ['failed=0'] }, [])[0]).toMatchObject({ passed: false, actual: null });
  });
});

it('nothing holds without a boot', () => {
  const texts = { max: ['total=1s'], require: ['0x40'], forbid: ['0x80'], order: ['0x40,0x41'] };
  for (const result of check(texts, [])) {
    expect(result).toMatchObject({
      passed: false,
      values: [],
      message: 'never measured: no boot is left to judge',
    });
  }
});
