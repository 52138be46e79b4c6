import fc from 'fast-check';
import { expect, it } from 'vitest';
import { JsonObjects, MAX_OBJECT_LENGTH } from '../../src/formats/json-objects.js';

function objectsOf(text: string) {
  const objects = new JsonObjects();
  const found = text.split('\n').flatMap((row, index) => objects.push(row, index + 1));
  return { found, objects };
}

const value = fc.dictionary(
  fc.string(),
  fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.constant({ a: '}"{' })),
);

it('finds what was written, however it was written', () => {
  fc.assert(
    fc.property(
      fc.array(value),
      fc.constantFrom('', '\n', '\n\n', ' x '),
      fc.nat(2),
      (values, between, indent) => {
        const text = values.map((one) => JSON.stringify(one, null, indent)).join(between);
        expect(objectsOf(text).found.map((found) => found.value)).toEqual(
          values.map((one) => JSON.parse(JSON.stringify(one))),
        );
      },
    ),
  );
});

it('knows where an object began, and whether one is open', () => {
  const { found, objects } = objectsOf('\n{\n"a": 1\n}{"b":\n2}\n{"c"');
  expect(found).toEqual([
    { value: { a: 1 }, line: 2 },
    { value: { b: 2 }, line: 4 },
  ]);
  expect(objects.openLine).toBe(6);
});

it('passes over what is no JSON or too long', () => {
  const { found, objects } = objectsOf(`{nonsense}{"a":"${'x'.repeat(MAX_OBJECT_LENGTH)}"}{"b":2}`);
  expect(found.map((one) => one.value)).toEqual([undefined, { b: 2 }]);
  expect(objects.skipped).toBe(1);
});
