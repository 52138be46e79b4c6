import { expect, it } from 'vitest';
import { Remarks } from '../../../src/formats/reading/remarks.js';
import type { ReadItem } from '../../../src/trace/boot.js';

it('says some things once, others for every line', () => {
  const remarks = new Remarks('a.log', {
    zero: { severity: 'note', message: 'Zero is', once: true },
    torn: { severity: 'warning', message: 'Torn.' },
  });
  const items: ReadItem[] = [];
  remarks.say('zero', 1, items, 'here.');
  remarks.say('zero', 2, items, 'there.');
  remarks.say('torn', 3, items);
  remarks.say('torn', 4, items);
  expect(items.map((item) => item.kind === 'diagnostic' && item.diagnostic)).toEqual([
    { severity: 'note', code: 'zero', message: 'Zero is here.', input: 'a.log', line: 1 },
    { severity: 'warning', code: 'torn', message: 'Torn.', input: 'a.log', line: 3 },
    { severity: 'warning', code: 'torn', message: 'Torn.', input: 'a.log', line: 4 },
  ]);
});
