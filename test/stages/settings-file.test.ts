import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { parseSettings } from '../../src/stages/settings-file.js';
import { InputError } from '../../src/trace/errors.js';

const schema = z.strictObject({
  a: z.number({ error: 'expected a number' }).optional(),
  list: z.array(z.strictObject({ b: z.string({ error: 'expected text' }) })).default([]),
});

function read(text: string) {
  return parseSettings(text, 'my.yaml', schema, ['look at the docs']);
}

describe('parseSettings', () => {
  it('reads YAML, JSON, and JSON with tabs', () => {
    expect(read('a: 0x10\nlist: [{ b: x }]').value).toEqual({ a: 16, list: [{ b: 'x' }] });
    expect(read('{\n\t"a": 3\n}\n').value).toEqual({ a: 3, list: [] });
  });

  it.each<[string, string, string]>([
    ['a wrong value', 'list:\n  - b: x\n  - b: 4\n', 'my.yaml:3: list[1].b: expected text'],
    ['a missing key, at its parent', 'list:\n  - b: x\n  - {}\n', 'my.yaml:3: list[1].b: expected text'],
    ['an unknown key', 'a: 1\n\nwrong: 2\n', 'my.yaml:3: wrong: unknown key'],
    ['an unknown key inside', 'list:\n  - b: x\n    c: 1\n', 'my.yaml:3: list[0].c: unknown key'],
    ['JSON', '{\n "a": "x"\n}', 'my.yaml:2: a: expected a number'],
    ['a key twice', 'a: 1\na: 2\n', 'my.yaml:2: Map keys must be unique'],
    ['broken syntax', 'a: 1\nlist: [\n', 'my.yaml:3: '],
    ['an alias without an anchor', 'a: *x\n', 'my.yaml:1: '],
  ])('names line and key of %s', (_, text, message) => {
    expect(() => read(text)).toThrow(InputError);
    expect(() => read(text)).toThrow(message);
  });

  it('lets the caller refuse a key, with the line', () => {
    const settings = read('a: 1\nlist:\n  - b: x\n');
    expect(settings.fault(['list', 0, 'b'], 'not this').message).toBe('my.yaml:3: list[0].b: not this');
    expect(settings.fault([], 'all wrong').message).toBe('my.yaml:1: all wrong');
    expect(settings.fault(['a'], 'no').nextSteps).toEqual(['look at the docs']);
  });

  it('bounds what it reads', () => {
    expect(() => read(`a: 1 #${'x'.repeat(1 << 20)}`)).toThrow('longer than');
    const bomb = ['x0: &x0 [1,1,1,1,1,1,1,1,1]'];
    for (let at = 1; at < 12; at++)
      bomb.push(
        `x${at}: &x${at} [${Array(9)
          .fill(`*x${at - 1}`)
          .join(',')}]`,
      );
    expect(() => read(bomb.join('\n'))).toThrow(InputError);
  });
});
