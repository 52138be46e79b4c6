import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { parseSettings } from '../../../src/stages/table/settings-file.js';
import { InputError } from '../../../src/trace/errors.js';

const schema = z.strictObject({
  a: z.number({ error: 'expected a number' }).optional(),
  list: z.array(z.strictObject({ b: z.string({ error: 'expected text' }) })).default([]),
});

function read(text: string) {
  return parseSettings(text, 'my.yaml', schema, ['look at the docs']);
}

/** A file of a few lines that stands for billions of values. */
function bomb(): string {
  const ones = 'x0: &x0 [1,1,1,1,1,1,1,1,1]';
  const rows = Array.from({ length: 11 }, (_, at) => {
    const values = Array.from({ length: 9 }, () => `*x${at}`).join(',');
    return `x${at + 1}: &x${at + 1} [${values}]`;
  });
  return [ones, ...rows].join('\n');
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
    ['too many aliases', bomb(), 'my.yaml:1: Excessive alias count indicates a resource exhaustion attack'],
    ['broken syntax', 'a: 1\nlist: [\n', 'my.yaml:3: '],
    ['an alias without an anchor', 'a: *x\n', 'my.yaml:1: '],
  ])('names line and key of %s', (_, text, message) => {
    expect(() => read(text)).toThrow(InputError);
    expect(() => read(text)).toThrow(message);
    // One line: where it is was said already.
    expect(() => read(text)).not.toThrow(/\n| at line /);
  });

  it('lets the caller refuse a key, with the line', () => {
    const settings = read('a: 1\nlist:\n  - b: x\n');
    expect(settings.fault(['list', 0, 'b'], 'not this').message).toBe('my.yaml:3: list[0].b: not this');
    expect(settings.fault([], 'all wrong').message).toBe('my.yaml:1: all wrong');
    expect(settings.fault(['a'], 'no').nextSteps).toEqual(['look at the docs']);
  });

  it('says no more than the first of several unknown keys, and that settings were bad', () => {
    const failure = (text: string): InputError => {
      try {
        read(text);
      } catch (error) {
        if (error instanceof InputError) return error;
      }
      throw new Error('was read');
    };
    expect(failure('wrong: 1\nbad: 2\n')).toMatchObject({
      code: 'bad-settings',
      message: 'my.yaml:1: wrong: unknown key',
      nextSteps: ['look at the docs'],
    });
    expect(failure('a: 1\nlist: [\n').message).toMatch(/^my\.yaml:3: (?!:)\S/);
    expect(failure('list: [{ b: x }, 7]\n').message).toMatch(/^my\.yaml:1: list\[1\]: /);
    expect(failure('').message).toMatch(/^my\.yaml:1: /);
  });

  it('bounds what it reads', () => {
    const longest = `a: 1 #${'x'.repeat((1 << 20) - 6)}`;
    expect(read(longest).value).toEqual({ a: 1, list: [] });
    expect(() => read(`${longest}x`)).toThrow('my.yaml:1: longer than 1048576 characters');
  });
});
