import { expect, it } from 'vitest';
import { CloudHypervisorRemarks } from '../../../src/formats/cloud-hypervisor/remarks.js';
import type { ReadItem } from '../../../src/trace/boot.js';

function diagnosticsOf(items: readonly ReadItem[]) {
  return items.map((item) => (item.kind === 'diagnostic' ? item.diagnostic : null));
}

it('says some things once and some for every line', () => {
  const remarks = new CloudHypervisorRemarks('a.log');
  const items: ReadItem[] = [];
  remarks.once('misprinted-seconds', 3, items);
  remarks.once('misprinted-seconds', 4, items);
  remarks.onLine('torn-line', 5, items);
  remarks.onLine('torn-line', 6, items);
  expect(
    diagnosticsOf(items).map((found) => [found?.severity, found?.code, found?.input, found?.line]),
  ).toEqual([
    ['note', 'misprinted-seconds', 'a.log', 3],
    ['warning', 'torn-line', 'a.log', 5],
    ['warning', 'torn-line', 'a.log', 6],
  ]);
});

it('names the word and the code that disagree', () => {
  const items: ReadItem[] = [];
  const message = { start: 0, form: 'M1', word: 'Kernel', code: 0x60, seconds: null } as const;
  new CloudHypervisorRemarks('a.log').wordDisagrees(message, 9, items);
  expect(diagnosticsOf(items)[0]).toMatchObject({ severity: 'warning', code: 'word-disagrees', line: 9 });
  expect(diagnosticsOf(items)[0]?.message).toContain('"Kernel" is printed beside 0x60, which is Userspace');
});

it('reports a log without events as one warning about the whole input', () => {
  expect(new CloudHypervisorRemarks('a.log').noEvents('why')).toEqual({
    kind: 'diagnostic',
    diagnostic: { severity: 'warning', code: 'no-events', message: 'why', input: 'a.log', line: null },
  });
});
