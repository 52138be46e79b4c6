import { expect, it } from 'vitest';
import { describeWrongWord, REMARKS } from '../../../src/formats/cloud-hypervisor/remarks.js';
import { Remarks } from '../../../src/formats/reading/remarks.js';
import type { ReadItem } from '../../../src/trace/boot.js';

function diagnosticsOf(items: readonly ReadItem[]) {
  return items.map((item) => (item.kind === 'diagnostic' ? item.diagnostic : null));
}

it('says some things once and some for every line', () => {
  const remarks = new Remarks('a.log', REMARKS);
  const items: ReadItem[] = [];
  remarks.say('misprinted-seconds', 3, items);
  remarks.say('misprinted-seconds', 4, items);
  remarks.say('torn-line', 5, items);
  remarks.say('torn-line', 6, items);
  expect(
    diagnosticsOf(items).map((found) => [found?.severity, found?.code, found?.input, found?.line]),
  ).toEqual([
    ['note', 'misprinted-seconds', 'a.log', 3],
    ['warning', 'torn-line', 'a.log', 5],
    ['warning', 'torn-line', 'a.log', 6],
  ]);
});

it('names the word and the code that disagree', () => {
  const message = { start: 0, form: 'M1', word: 'Kernel', code: 0x60, seconds: null } as const;
  expect(describeWrongWord(message)).toContain('"Kernel" is printed next to 0x60, whose word is Userspace');
});

it('has words for each, and what was read follows them', () => {
  for (const { message } of Object.values(REMARKS)) expect(message).toMatch(/\S.*\.$/s);
  const items: ReadItem[] = [];
  new Remarks('a.log', REMARKS).say('no-events', null, items, 'The input is empty.');
  expect(diagnosticsOf(items)).toEqual([
    {
      severity: 'warning',
      code: 'no-events',
      message: 'No boot code was found. The input is empty.',
      input: 'a.log',
      line: null,
    },
  ]);
});
