import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAssertions } from '../../src/checks/assertion.js';
import { parseCheckConfig } from '../../src/checks/config.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import { InputError } from '../../src/trace/errors.js';

function read(text: string, statistic?: 'p95') {
  return parseCheckConfig(text, 'c.yaml', { table: BUILT_IN_TABLE, statistic });
}

const YAML = `
stat: median
max:
  kernel: 80ms
  0x40..0x41: 85ms
min: [setup=1us]
require: [0x40, 0x41, userspace]
forbid: 0x80-0xff
order: 0x40,0x41
baseline: base.ndjson
`;

const NONE_ALLOWED = { mismatch: false, profiled: false, unfinished: false };

describe('parseCheckConfig', () => {
  it('reads the same as the flags', () => {
    const config = read(YAML);
    const flags = {
      max: ['kernel=80ms', '0x40..0x41=85ms'],
      min: ['setup=1us'],
      require: ['0x40,0x41,userspace'],
      forbid: ['0x80-0xff'],
      order: ['0x40,0x41'],
    };
    expect(config.baseline).toEqual(['base.ndjson']);
    expect(JSON.stringify(config.assertions)).toBe(
      JSON.stringify(parseAssertions(flags, { table: BUILT_IN_TABLE, statistic: 'median' })),
    );
  });

  it('reads JSON, and lets the command line decide the statistic', () => {
    const [assertion] = read('{"stat": "mean", "max": {"total": "1s"}}', 'p95').assertions;
    expect(assertion).toMatchObject({ kind: 'max', text: 'total=1s', statistic: 'p95' });
    expect(read('max: [total=1s]').assertions).toMatchObject([{ statistic: 'each' }]);
  });

  it('takes codes of two bytes', () => {
    expect(read('require: [0xe0fe, "0x613"]').assertions).toMatchObject([
      { kind: 'require', text: '0xe0fe,0x613' },
    ]);
  });

  it('may hold a baseline alone, or nothing', () => {
    expect(read('baseline: a.ndjson')).toEqual({
      assertions: [],
      baseline: ['a.ndjson'],
      allowed: NONE_ALLOWED,
    });
    expect(read('{}').baseline).toBeUndefined();
  });

  it('says how to compare with the baseline', () => {
    const text = 'baseline: [a.ndjson, b/]\nalpha: 0.01\nfloor: [1%, 0.2ms]\nfail-on: inconclusive';
    expect(read(text)).toEqual({
      assertions: [],
      baseline: ['a.ndjson', 'b/'],
      alpha: '0.01',
      floor: ['1%', '0.2ms'],
      failOn: 'inconclusive',
      allowed: NONE_ALLOWED,
    });
  });

  it('says which boots are taken all the same', () => {
    expect(read('allow-unfinished: true\nallow-mismatch: true').allowed).toEqual({
      ...NONE_ALLOWED,
      unfinished: true,
      mismatch: true,
    });
  });

  it.each([
    ['an unknown key', 'max: {total: 1s}\nmaximum: {}', 'c.yaml:2: maximum: unknown key'],
    [
      'a wrong metric',
      'max:\n  total: 1s\n  boot: 1s',
      'c.yaml:3: max.boot: --max boot=1s: there is no metric "boot"',
    ],
    [
      'a time without unit',
      'min:\n  kernel: 80',
      'c.yaml:2: min.kernel: --min kernel=80: the unit of the time is missing',
    ],
    [
      'a time that is none',
      'max:\n- kernel=1s\n- kernel=soon',
      'c.yaml:3: max[1]: --max kernel="soon": a time is a number with a unit',
    ],
    ['a wrong statistic', 'stat: p99', 'c.yaml:1: stat: expected one of each, median, mean, p95, max'],
    [
      'a code in a text without 0x',
      'order: 0x40,41',
      'c.yaml:1: order: --order 0x40,41: write codes with 0x: 41 can be 0x41 (hexadecimal) or 0x29',
    ],
    ['a code too large', 'require: [65536]', 'c.yaml:1: require: expected codes'],
    ['a word that is no code', '\nforbid: [0x40, 0x10000]', 'c.yaml:2: forbid: expected codes'],
    ['a permission that is none', 'allow-profiled: 1', 'c.yaml:1: allow-profiled: expected true or false'],
    ['an empty list', 'order: []', 'c.yaml:1: order: expected codes'],
    ['an alpha that is none', '\nalpha: 5', 'c.yaml:2: alpha: expected a probability below 1'],
    [
      'a verdict that is none',
      'fail-on: slow',
      'c.yaml:1: fail-on: expected one of regression, inconclusive',
    ],
    ['an empty baseline', 'baseline: []', 'c.yaml:1: baseline: expected the name of a file, or a list'],
    ['no map', 'kernel=80ms', 'c.yaml:1: expected assertions'],
  ])('names line and key of %s', (_, text, message) => {
    expect(() => read(text)).toThrow(InputError);
    expect(() => read(text)).toThrow(message);
  });
});

describe('the sample configurations', () => {
  const folder = new URL('../../samples/checks/', import.meta.url);
  it.each(readdirSync(folder))('%s is read', (name) => {
    const config = parseCheckConfig(readFileSync(new URL(name, folder), 'utf8'), name, {
      table: BUILT_IN_TABLE,
    });
    expect(config.assertions.length).toBeGreaterThan(2);
  });
});

it('reads the example of its documentation', () => {
  const page = readFileSync(new URL('../../docs/checks.md', import.meta.url), 'utf8');
  const [, example = ''] = /```yaml\n(.*?)```/s.exec(page) ?? [];
  expect(read(example)).toMatchObject({ baseline: ['base.ndjson'], assertions: { length: 7 } });
});
