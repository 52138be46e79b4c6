import { expect, it } from 'vitest';
import { MarkedCodes } from '../../../src/formats/reading/marked-codes.js';
import { BANNER_MARKS } from '../../../src/trace/banners.js';
import type { TextEvent } from '../../../src/trace/event.js';
import { readText } from '../read-text.js';

function codesOf(isBuiltIn: boolean, ...texts: readonly string[]) {
  const marks = new MarkedCodes(BANNER_MARKS, { isBuiltIn });
  const items = texts.flatMap((text, index) => {
    const event: TextEvent = {
      kind: 'text',
      timeNs: index * 1000,
      line: index + 1,
      vcpu: null,
      channel: 'serial',
      text,
    };
    return marks.codesOf(0, event);
  });
  return [...items, ...marks.end()].map((item) =>
    item.kind === 'event' && item.event.kind === 'code' ? [item.event.line, item.event.code] : [],
  );
}

const FIRMWARE = ['U-Boot TPL 2023.07 (x)', 'U-Boot SPL 2023.07 (x)', 'NOTICE:  BL31: v2.9'];

it('keeps the first line of a boundary by the built-in marks, and all by those of a user', () => {
  expect(codesOf(true, ...FIRMWARE)).toEqual([[1, 0x00]]);
  expect(codesOf(false, ...FIRMWARE)).toHaveLength(3);
});

it.each([
  'Freeing unused kernel memory: 216K',
  'Freeing unused kernel image (initmem) memory: 2048K',
  '[    1.2] Freeing init memory: 148K',
])('ends a kernel at %j where it does not say that it starts init', (freed) => {
  const kernel = 'Linux version 4.14.206';
  expect(codesOf(true, kernel, freed, 'init: Console is alive')).toEqual([
    [1, 0x40],
    [2, 0x41],
  ]);
  expect(codesOf(true, kernel, freed, 'Run /init as init process')).toEqual([
    [1, 0x40],
    [3, 0x41],
  ]);
  expect(codesOf(true, freed)).toEqual([]);
});

it('takes the begin of userspace from its summary where no line names it, and only there', () => {
  const head = '[    0.000000] Linux version 6.1\n[    1.000000] Run /init as init process\n';
  const named = '[    1.500000] systemd[1]: systemd 252 running in system mode (+PAM)\n';
  const summary =
    '[    9.000000] systemd[1]: Startup finished in 1.2s (kernel) + 800ms (initrd) + 7s (userspace) = 9s.\n';
  const begins = (text: string) =>
    readText(text).boots[0]?.events.flatMap((event) =>
      event.kind === 'code' && event.code === 0x60 ? [event.timeNs / 1e6] : [],
    );
  expect(begins(head + summary)).toEqual([1200]);
  expect(begins(head + named + summary)).toEqual([1500]);
});
