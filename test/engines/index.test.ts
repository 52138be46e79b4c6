import { expect, test } from 'vitest';
import { engines, findEngine } from '../../src/engines/index.js';
import { InputError } from '../../src/trace/errors.js';

test('the bundled runner is the default', () => {
  expect(engines[0]?.id).toBe('bundled');
  expect(new Set(engines.map(({ id }) => id)).size).toBe(engines.length);
});

test('each is found by its id', () => {
  for (const engine of engines) expect(findEngine(engine.id)).toBe(engine);
});

test('what is not there is refused with the choices', () => {
  expect(() => findEngine('Bundled')).toThrow(InputError);
  expect(() => findEngine('Bundled')).toThrow('there is no engine "Bundled"; engines: bundled');
});
