import { expect, it } from 'vitest';
import { Findings } from '../../../src/formats/cloud-hypervisor/findings.js';
import type { ReadItem } from '../../../src/trace/boot.js';

function diagnosticsOf(items: readonly ReadItem[]) {
  return items.map((item) => (item.kind === 'diagnostic' ? item.diagnostic : null));
}

it('says some things once and some for every line', () => {
  const findings = new Findings('a.log');
  const items: ReadItem[] = [];
  findings.once('misprinted-seconds', 3, items);
  findings.once('misprinted-seconds', 4, items);
  findings.onLine('torn-line', 5, items);
  findings.onLine('torn-line', 6, items);
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
  new Findings('a.log').wordDisagrees(message, 9, items);
  expect(diagnosticsOf(items)[0]).toMatchObject({ severity: 'warning', code: 'word-disagrees', line: 9 });
  expect(diagnosticsOf(items)[0]?.message).toContain('"Kernel" is printed beside 0x60, which is Userspace');
});

it('reports a log without events as one warning about the whole input', () => {
  expect(new Findings('a.log').noEvents('why')).toEqual({
    kind: 'diagnostic',
    diagnostic: { severity: 'warning', code: 'no-events', message: 'why', input: 'a.log', line: null },
  });
});
