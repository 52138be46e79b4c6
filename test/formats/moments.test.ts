import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BOUNDARY, codeInside, MAX_NAME_LENGTH, momentEvent } from '../../src/formats/moments.js';
import { BUILT_IN_TABLE } from '../../src/stages/built-in-table.js';
import { createClassifier } from '../../src/stages/classify.js';

const classify = createClassifier(BUILT_IN_TABLE);

it('gives the first and the last moment of a stage codes of that stage', () => {
  for (const [name, code] of Object.entries(BOUNDARY)) {
    expect(name.startsWith(classify(code).stage)).toBe(true);
  }
});

it('gives any other moment a code of its stage that is no boundary, and always the same', () => {
  const boundaries = new Set<number>(Object.values(BOUNDARY));
  fc.assert(
    fc.property(
      fc.constantFrom('firmware', 'bootloader', 'kernel', 'userspace', 'custom'),
      fc.string({ unit: 'binary', maxLength: 300, size: 'max' }),
      (stage, key) => {
        const code = codeInside(stage, key);
        expect(classify(code).stage).toBe(stage);
        expect(boundaries.has(code)).toBe(false);
        expect(codeInside(stage, key)).toBe(code);
      },
    ),
  );
});

it('spreads names over the codes', () => {
  const codes = new Set(Array.from({ length: 100 }, (_, id) => codeInside('firmware', `${id}`)));
  expect(codes.size).toBeGreaterThan(20);
});

it('cuts names short', () => {
  const event = momentEvent({ timeNs: 5, line: 2, code: 0x02, name: 'x'.repeat(1000) });
  expect(event).toEqual({
    kind: 'code',
    timeNs: 5,
    line: 2,
    vcpu: null,
    code: 0x02,
    port: 0,
    name: 'x'.repeat(MAX_NAME_LENGTH),
  });
});

it('tells names apart by as much of them as it keeps', () => {
  const [name, other] = ['a', 'b'].map((end) => `${'x'.repeat(MAX_NAME_LENGTH - 1)}${end}`);
  expect(codeInside('custom', `${name}a`)).toBe(codeInside('custom', `${name}b`));
  expect(codeInside('custom', name!)).not.toBe(codeInside('custom', other!));
});

// FNV-1a of the name. Codes are in saved traces and in people's tables of names: they stay what they are.
it.each([
  ['firmware', 'end of romstage', 0x15],
  ['bootloader', '1050', 0x3b],
  ['kernel', 'x', 0x51],
  ['userspace', 'graphical.target reached', 0x67],
  ['custom', 'Exit point 10', 0xf4],
] as const)('a moment of %s with the name %s is always %d', (stage, key, code) => {
  expect(codeInside(stage, key)).toBe(code);
});
