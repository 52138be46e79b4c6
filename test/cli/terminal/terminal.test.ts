import { expect, test } from 'vitest';
import { type TerminalQuestion, terminalAbilities } from '../../../src/cli/terminal/terminal.js';

const ask = (question: Partial<TerminalQuestion>) =>
  terminalAbilities({ isTTY: false, columns: undefined, env: {}, ascii: false, ...question });

test.each([
  [true, {}, true],
  [false, {}, false],
  [true, { TERM: 'dumb' }, false],
  [true, { NO_COLOR: '1' }, false],
  [true, { NO_COLOR: '' }, true],
  [false, { FORCE_COLOR: '1' }, true],
  [false, { FORCE_COLOR: '3', NO_COLOR: '1' }, true],
  [true, { FORCE_COLOR: '0' }, false],
  [true, { FORCE_COLOR: 'false' }, false],
  [false, { FORCE_COLOR: '' }, false],
  [false, { FORCE_COLOR: 'true', TERM: 'dumb' }, true],
])('terminal %s with %j: colour %s', (isTTY, env, color) => {
  expect(ask({ isTTY, env }).color).toBe(color);
});

test.each([
  [120, {}, 120],
  [120, { COLUMNS: '60' }, 120],
  [undefined, { COLUMNS: '60' }, 60],
  [undefined, { COLUMNS: 'wide' }, 80],
  [undefined, { COLUMNS: '-5' }, 20],
  [0, {}, 80],
  [5, {}, 20],
  [1e9, {}, 1000],
])('columns %s with %j: %i wide', (columns, env, expected) => {
  expect(ask({ columns, env }).columns).toBe(expected);
});

test.each([
  [{}, false],
  [{ LANG: 'C' }, false],
  [{ LANG: 'en_GB.UTF-8' }, true],
  [{ LANG: 'C.utf8' }, true],
  [{ LANG: 'en_GB.UTF-8', LC_ALL: 'C' }, false],
  [{ LANG: 'C', LC_CTYPE: 'C.UTF-8' }, true],
  [{ LANG: 'en_GB.UTF-8', LC_ALL: '' }, true],
])('locale %j: Unicode %s', (env, unicode) => {
  expect(ask({ env }).unicode).toBe(unicode);
  expect(ask({ env, ascii: true }).unicode).toBe(false);
});
