import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MAX_NAME_LENGTH, type Meaning, momentEvent } from '../../../src/formats/reading/moments.js';
import { createClassifier } from '../../../src/stages/classify.js';
import { BUILT_IN_TABLE } from '../../../src/stages/table/built-in-table.js';
import { BOUNDARY } from '../../../src/trace/boundary.js';
import { NO_PORT, STANDARD_STAGES } from '../../../src/trace/event.js';

const classify = createClassifier(BUILT_IN_TABLE);

it('gives what begins or ends a stage the code of that boundary', () => {
  for (const [meaning, code] of Object.entries(BOUNDARY) as [keyof typeof BOUNDARY, number][]) {
    expect(meaning.startsWith(classify(code).stage)).toBe(true);
    expect(momentEvent('x', { timeNs: 5, line: 2, name: 'a', meaning })).toEqual({
      kind: 'code',
      ...{ timeNs: 5, line: 2, vcpu: null, code, port: NO_PORT, name: 'a' },
    });
  }
});

it('gives any other moment a key of its own, and keeps its name and its stage', () => {
  const meanings: readonly Meaning[] = [...STANDARD_STAGES, null];
  const word = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(fc.constantFrom(...meanings), word, word, word, (meaning, name, id, other) => {
      const event = momentEvent('coreboot', { timeNs: 5, line: 2, name, meaning, id });
      expect(event).toEqual({
        kind: 'moment',
        ...{ timeNs: 5, line: 2, vcpu: null, key: `coreboot:${id}`, name, stage: meaning },
      });
      const another = momentEvent('coreboot', { timeNs: 5, line: 2, name, meaning, id: other });
      expect('key' in another && 'key' in event && another.key === event.key).toBe(id === other);
    }),
  );
});

it('takes the name for the id where there is none, and the key for a name that is empty', () => {
  const moment = { timeNs: 5, line: null, meaning: 'firmware' } as const;
  expect(momentEvent('u-boot', { ...moment, name: 'main_loop' })).toMatchObject({ key: 'u-boot:main_loop' });
  expect(momentEvent('coreboot', { ...moment, name: '', id: '4' })).toMatchObject({ name: 'coreboot:4' });
});

it('cuts names short', () => {
  const event = momentEvent('x', { timeNs: 5, line: 2, meaning: 'kernel', name: 'x'.repeat(1000) });
  expect(event.name).toBe('x'.repeat(MAX_NAME_LENGTH));
  expect('key' in event && event.key.length).toBe(MAX_NAME_LENGTH);
});
