import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createClassifier } from '../../../src/stages/classify.js';
import { BUILT_IN_TABLE } from '../../../src/stages/table/built-in-table.js';
import { parseStageTable } from '../../../src/stages/table/user-table.js';
import { InputError } from '../../../src/trace/errors.js';

const YAML = `
ranges:
  - { stage: rom, from: 0x00, to: 0x3f }
  - stage: linux
    from: 64
    to: "0x5f"
    instant: true
  - { stage: probes, from: 0xe0, to: 0xef, unordered: true }
names:
  0x40: start_kernel
  65: init
  "0xe0": probe
`;

describe('parseStageTable', () => {
  it('reads ranges, names, and marks ranges as unordered', () => {
    expect(parseStageTable(YAML, 'x.yaml')).toEqual({
      ranges: [
        { stage: 'rom', from: 0, to: 0x3f, unordered: false },
        { stage: 'linux', from: 0x40, to: 0x5f, unordered: false, instant: true },
        { stage: 'probes', from: 0xe0, to: 0xef, unordered: true },
      ],
      fallback: 'custom',
      names: new Map([
        [0x40, 'start_kernel'],
        [65, 'init'],
        [0xe0, 'probe'],
      ]),
    });
  });

  it('reads the same from JSON', () => {
    const json = JSON.stringify({ ranges: [{ stage: 'rom', from: '0x00', to: 63 }], names: { '0x10': 'x' } });
    expect(parseStageTable(json, 'x.json')).toEqual({
      ranges: [{ stage: 'rom', from: 0, to: 63, unordered: false }],
      fallback: 'custom',
      names: new Map([[0x10, 'x']]),
    });
  });

  it('reads codes of two bytes', () => {
    const table = parseStageTable(
      'ranges: [{ stage: ram, from: 0xe000, to: 57599 }]\nnames: { 0xe0fe: trained }',
      'x',
    );
    expect(table.ranges).toEqual([{ stage: 'ram', from: 0xe000, to: 0xe0ff, unordered: false }]);
    expect(table.names).toEqual(new Map([[0xe0fe, 'trained']]));
  });

  it('keeps the built-in ranges when there are only names', () => {
    expect(parseStageTable('names: { 0x40: go }', 'x').ranges).toBe(BUILT_IN_TABLE.ranges);
  });

  it('gives codes outside all ranges to the fallback', () => {
    const classify = createClassifier(parseStageTable(`fallback: rest\n${YAML}`, 'x'));
    expect(classify(0x7f)).toMatchObject({ stage: 'rest', rank: null, name: null });
  });

  it.each<[string, string, string]>([
    [
      'overlap',
      'ranges:\n- {stage: a, from: 0, to: 9}\n- {stage: b, from: 9, to: 12}',
      'x:3: ranges[1].from: b 0x09-0x0c overlaps a 0x00-0x09',
    ],
    [
      'overlap in the first code of an earlier range',
      'ranges:\n- {stage: a, from: 9, to: 12}\n- {stage: b, from: 0, to: 9}',
      'x:3: ranges[1].from: b 0x00-0x09 overlaps a 0x09-0x0c',
    ],
    ['a list for a code', 'ranges:\n- {stage: a, from: [1], to: 2}', 'ranges[0].from: expected a code'],
    [
      'an ordered fallback among other stages',
      'ranges:\n- {stage: a, from: 0, to: 1}\n- {stage: b, from: 2, to: 3}\nfallback: a',
      'x:4: fallback: codes without a range are unordered',
    ],
    [
      'an inverted range',
      'ranges:\n- {stage: a,\n   from: 9, to: 1}',
      'x:3: ranges[0].from: the range is inverted: a 0x09-0x01',
    ],
    [
      'a code too large',
      'ranges:\n- stage: a\n  from: 0\n  to: 65536',
      'x:4: ranges[0].to: expected a code from 0x00 to 0xffff',
    ],
    [
      'a missing end',
      'ranges:\n- stage: a\n  from: 0',
      'x:2: ranges[0].to: expected a code from 0x00 to 0xffff',
    ],
    ['no ranges', 'ranges: []', 'x:1: ranges: expected at least one range'],
    ['a range that is none', 'ranges: [1]', 'x:1: ranges[0]: expected a range'],
    [
      'a stage without a name',
      'ranges:\n- {from: 0, to: 1}',
      'x:2: ranges[0].stage: expected the name of a stage',
    ],
    [
      'a reserved stage',
      'ranges:\n- {stage: total, from: 0, to: 1}',
      'x:2: ranges[0].stage: this word is reserved',
    ],
    [
      'a stage that would be a formula',
      'ranges:\n- {stage: "=1+1", from: 0, to: 1}',
      'x:2: ranges[0].stage: a stage name starts with a letter',
    ],
    [
      'dots, which name gaps',
      'ranges:\n- {stage: "a..b", from: 0, to: 1}',
      'x:2: ranges[0].stage: a stage name',
    ],
    ['a name for no code', 'names:\n  0x40: a\n  kernel: b', 'x:3: names.kernel: expected a code'],
    ['two names for one code', 'names:\n  0x40: a\n  64: b', 'x:3: Map keys must be unique'],
    [
      'two names, written differently',
      'names:\n  0x40: a\n  "0x40": b',
      'x:3: names.0x40: 0x40 has two names',
    ],
    ['a name that is no text', 'names:\n  0x40: [1]', 'x:2: names.64: expected the name of a code'],
    ['an unknown key', 'stages: {}', 'x:1: stages: unknown key'],
    ['a list', '- 1', 'x:1: expected a table'],
    ['nothing', '', 'x:1: expected a table'],
    [
      'a stage half ordered',
      'ranges:\n- {stage: a, from: 0, to: 1}\n- {stage: a, from: 2, to: 3, unordered: true}',
      'x:2: ranges[0]: stage a is unordered in one range',
    ],
    [
      'an ordered fallback',
      'ranges:\n- {stage: a, from: 0, to: 1}\nfallback: a',
      'x:3: fallback: codes without a range are unordered',
    ],
  ])('names line and key of %s', (_, text, message) => {
    expect(() => parseStageTable(text, 'x')).toThrow(InputError);
    expect(() => parseStageTable(text, 'x')).toThrow(message);
  });
});

describe('the sample tables', () => {
  const folder = new URL('../../../samples/codes/', import.meta.url);
  const files = readdirSync(folder).filter((name) => /\.(yaml|json)$/.test(name));
  it('exist', () => expect(files.length).toBeGreaterThanOrEqual(3));
  it.each(files)('%s is read', (name) => {
    const table = parseStageTable(readFileSync(new URL(name, folder), 'utf8'), name);
    expect(table.ranges.length + table.names.size).toBeGreaterThan(1);
  });
});

it('reads the example of its documentation', () => {
  const page = readFileSync(new URL('../../../docs/stages.md', import.meta.url), 'utf8');
  const [, example = ''] = /```yaml\n(.*?)```/s.exec(page) ?? [];
  expect(parseStageTable(example, 'docs').ranges).toHaveLength(4);
});

describe('moments of a table', () => {
  const read = (text: string) => parseStageTable(text, 'x.yaml').moments;

  it('are mapped by key or by name, to a stage of the table or a standard one, and to a name', () => {
    const text = [
      'ranges: [{ stage: rom, from: 0x00, to: 0x3f }]',
      'moments:',
      '  coreboot:4: { stage: rom, name: romstage }',
      '  end of ramstage: { stage: kernel }',
      '  "u-boot:main_loop": { name: prompt }',
    ].join('\n');
    expect([...read(text)!]).toEqual([
      ['coreboot:4', { stage: 'rom', name: 'romstage' }],
      ['end of ramstage', { stage: 'kernel' }],
      ['u-boot:main_loop', { name: 'prompt' }],
    ]);
    expect(read('names: {}')).toBeUndefined();
  });

  it.each([
    ['\nmoments: [a]', "x.yaml:2: moments: expected a map from a moment's key or name"],
    ['moments:\n  a:1: {}', 'x.yaml:2: moments.a:1: a moment needs a stage, a name or both'],
    [
      'moments:\n  a:1: { stage: rom }',
      'x.yaml:2: moments.a:1.stage: there is no stage rom; stages: firmware,',
    ],
    ['moments:\n  a:1: { name: "" }', 'x.yaml:2: moments.a:1.name: the name of a moment cannot be empty'],
    ['moments:\n  a:1: kernel', 'x.yaml:2: moments.a:1: expected { stage, name }'],
  ])('%j is refused', (text, message) => {
    expect(() => read(text)).toThrow(InputError);
    expect(() => read(text)).toThrow(message);
  });
});
