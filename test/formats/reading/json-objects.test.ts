import fc from 'fast-check';
import { expect, it } from 'vitest';
import { JsonObjects, MAX_OBJECT_LENGTH } from '../../../src/formats/reading/json-objects.js';

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

it('loses no object that follows one that was cut off, wherever it was', () => {
  const whole = JSON.stringify({ a: { b: 'x' }, c: '}' }, null, 2);
  for (let length = 1; length < whole.length; length += 1) {
    const { found, objects } = objectsOf(`${whole.slice(0, length)}\n${whole}\n${whole}`);
    expect(found.slice(-2).map(({ value: read }) => read)).toEqual([JSON.parse(whole), JSON.parse(whole)]);
    expect(found.slice(0, -2)).toEqual([{ value: undefined, line: 1 }]);
    expect(objects.openLine).toBeNull();
  }
});

it('comes to itself at the next row after a string that was cut off', () => {
  const { found } = objectsOf('{\n"a": "x\n}\n{"b":2}');
  expect(found).toEqual([
    { value: undefined, line: 1 },
    { value: { b: 2 }, line: 4 },
  ]);
});

it('takes an object that is as long as one may be, over rows too', () => {
  const longest = `{"a":"${'x'.repeat(MAX_OBJECT_LENGTH - 8)}"}`;
  expect(objectsOf(longest).found).toEqual([{ value: JSON.parse(longest), line: 1 }]);
  expect(objectsOf(`${longest} ${longest}`).found).toHaveLength(2);
  expect(objectsOf(longest.replace('x', 'xx'))).toMatchObject({ found: [], objects: { skipped: 1 } });
  const inRows = longest.replace('xx', '').replace('{', '{\n').replace('}', '\n}');
  expect(objectsOf(inRows).found).toHaveLength(1);
  expect(objectsOf(inRows.replace('x', 'xx')).found).toEqual([]);
});

it('passes over braces, quotes and escapes outside of any object', () => {
  expect(objectsOf('} " \\ {"a":1} }\n" {"b":2}').found.map((one) => one.value)).toEqual([
    { a: 1 },
    { b: 2 },
  ]);
  expect(objectsOf('').found).toEqual([]);
  expect(objectsOf('').objects.openLine).toBeNull();
});
