import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeJson, jsonArray, jsonFields } from '../../../src/reporters/data/json-text.js';
import { LOG_COMMANDS } from '../../../src/trace/log-commands.js';
import { findLogCommands } from '../../helpers/log-commands.js';

describe('encodeJson', () => {
  it('escapes what would act on a terminal or in the log of a build', () => {
    expect(encodeJson('a\u009b31m\u202e\u2028\ufeff')).toBe('"a\\u009b31m\\u202e\\u2028\\ufeff"');
    expect(encodeJson('##[error]x ###[ #[')).toBe('"##\\u005berror]x ###\\u005b #["');
  });

  it('reads back to the same value, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(encodeJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

it('jsonFields leaves the braces to whoever adds more fields', () => {
  expect(`{${jsonFields({ a: 1 })},"b":2}`).toBe('{"a":1,"b":2}');
});

it('jsonArray puts one element on a line', () => {
  expect([...jsonArray([1, 2], (item) => [`${item}`])].join('')).toBe('[\n1,\n2\n]');
  expect([...jsonArray([], () => ['x'])].join('')).toBe('[]');
});

describe('a command to the log of continuous integration', () => {
  it.each(LOG_COMMANDS.flatMap(({ examples }) => examples))('%j is none, and reads back', (text) => {
    const value = { [text]: [text, `${text}##[`], number: [1, [2]] };
    expect(findLogCommands(encodeJson(value))).toEqual([]);
    expect(JSON.parse(encodeJson(value))).toEqual(value);
  });
});
