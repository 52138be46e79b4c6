import { expect, test } from 'vitest';
import { namesOfLogs, parseSideNames } from '../../../src/cli/flags/side-names.js';

test.each([
  ['folders', ['runs/v6.11/'], ['runs/v6.12'], 'v6.11', 'v6.12'],
  ['files, without an ending that both have', ['a/base.ndjson.gz'], ['b/slow.ndjson.gz'], 'base', 'slow'],
  ['files whose endings tell them apart', ['boot.log'], ['boot.ndjson'], 'boot.log', 'boot.ndjson'],
  ['folders of files of one name', ['old/boot.log'], ['new/boot.log'], 'old', 'new'],
  ['folders further up', ['x/a/boot.log'], ['y/a/boot.log'], 'x', 'y'],
  ['folders of patterns', ['v1/*.log'], ['v2/*.log'], 'v1', 'v2'],
  ['patterns', ['runs/old-*.log'], ['runs/new-*.log'], 'old', 'new'],
  [
    'several logs by what they begin with',
    ['r/old-1.log', 'r/old-2.log'],
    ['r/new-1.log', 'r/new-2.log'],
    'old',
    'new',
  ],
  ['several logs by their folders', ['v1/1.log', 'v1/2.log'], ['v2/1.log', 'v2/2.log'], 'v1', 'v2'],
])('%s', (_, base, head, from, to) => expect(namesOfLogs({ base, head })).toEqual({ base: from, head: to }));

test.each([
  ['standard input', ['-'], ['new.log']],
  ['the same file', ['a.log'], ['a.log']],
  ['the folder above', ['..'], ['new']],
  ['names that stand for the other side', ['head.ndjson'], ['base.ndjson']],
  ['names that would fill sentences', [`${'x'.repeat(25)}.log`], ['new.log']],
  ['nothing in common', ['a.log', 'b.log'], ['c.log', 'd.log']],
])('nothing is told by %s', (_, base, head) => expect(namesOfLogs({ base, head })).toBeNull());

test('what is given goes before what paths tell', () => {
  const logs = { base: ['v1/a.log'], head: ['v2/a.log'] };
  expect(parseSideNames(undefined, logs)).toEqual({ base: 'v1', head: 'v2' });
  expect(parseSideNames(['head= 6.12 '], logs)).toEqual({ base: 'v1', head: '6.12' });
  expect(parseSideNames(['head=a=b', 'base=c'])).toEqual({ base: 'c', head: 'a=b' });
  expect(parseSideNames(undefined, { base: ['base.log'], head: ['head.log'] })).toBeUndefined();
  expect(parseSideNames(undefined)).toBeUndefined();
});

test.each([
  ['v6.11', 'expected base=NAME or head=NAME'],
  ['other=x', 'expected base=NAME or head=NAME'],
  ['base=', 'the name is empty'],
  ['base= ', 'the name is empty'],
  [`base=${'x'.repeat(101)}`, 'at most 100 characters'],
  ['base=head', 'both sides are called "head"'],
])('--name %s is refused', (text, message) => {
  expect(() => parseSideNames([text])).toThrow(expect.objectContaining({ code: 'bad-name' }));
  expect(() => parseSideNames([text])).toThrow(message);
});

test('a side has one name', () => expect(() => parseSideNames(['base=a', 'base=b'])).toThrow('given twice'));
