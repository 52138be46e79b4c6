import { expect, it } from 'vitest';
import { fitsMoment, parseMomentWord, splitOutsideQuotes } from '../../src/checks/moment-word.js';
import { momentAt, timelineOf } from '../stages/build-boot.js';

const pointOf = (key: string, name: string) =>
  timelineOf([], { boot: { events: [momentAt(key, 1, 'firmware', name)] } }).events[0] as never;

it.each([
  ['coreboot:4', { by: 'key', word: 'coreboot:4' }],
  ['u-boot:usb start', { by: 'key', word: 'u-boot:usb start' }],
  ['systemd:a:b', { by: 'key', word: 'systemd:a:b' }],
  ['"end of romstage"', { by: 'quoted', word: 'end of romstage' }],
  ['"a ""b"", c"', { by: 'quoted', word: 'a "b", c' }],
  ['""', null],
  ['"a" b', null],
  ['kernel', null],
  [':4', null],
  ['coreboot:', null],
])('%s is %j', (text, word) => expect(parseMomentWord(text)).toEqual(word));

it.each([
  ['a,b', ',', ['a', 'b']],
  ['"a,b",c', ',', ['"a,b"', 'c']],
  ['"a..b"..c', '..', ['"a..b"', 'c']],
  ['a', ',', ['a']],
  ['a,', ',', ['a', '']],
  ['"say ""a,b""",c', ',', ['"say ""a,b"""', 'c']],
  ['"a,b', ',', null],
])('%s in parts between %s is %j', (text, separator, parts) => {
  expect(splitOutsideQuotes(text, separator)).toEqual(parts);
});

it('a key is only a key; in quotes and bare it is a key or a name', () => {
  const point = pointOf('a:1', 'b:2');
  expect(fitsMoment({ by: 'key', word: 'a:1' }, point)).toBe(true);
  expect(fitsMoment({ by: 'key', word: 'b:2' }, point)).toBe(false);
  expect(fitsMoment({ by: 'quoted', word: 'b:2' }, point)).toBe(true);
  expect(fitsMoment({ by: 'quoted', word: 'a:1' }, point)).toBe(true);
  expect(fitsMoment({ by: 'bare', word: 'b' }, point)).toBe(false);
});
