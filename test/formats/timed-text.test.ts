import { expect, it } from 'vitest';
import { detectFormat } from '../../src/formats/index.js';
import { timedText } from '../../src/formats/timed-text.js';
import { readText } from './read-text.js';

const LINES = ['[init] [0.12s] start', '[init] [0.15s] mounted', '[init] [0.23s] agent up'];

it('reads lines that no other format knows, and says what their times are', () => {
  const { boots, diagnostics } = readText(`${LINES.join('\n')}\n`);
  expect(boots).toMatchObject([
    {
      format: 'timed-text',
      clock: 'guest-monotonic',
      events: [{ timeNs: 120_000_000, text: 'start' }, {}, {}],
    },
  ]);
  expect(diagnostics.map(({ code }) => code)).toEqual(['other-zero']);
});

it('reads them behind a collector', () => {
  const wrapped = LINES.map((line, index) => `2026-05-01T10:00:0${index}.5Z ${line}`);
  expect(readText(`${wrapped.join('\n')}\n`).boots[0]?.events.map(({ timeNs }) => timeNs / 1e6)).toEqual([
    120, 150, 230,
  ]);
});

it('leaves to others what they know', () => {
  const kernel = '[    0.000000] Linux version 6.1\n[    0.100000] a b\n[    0.200000] c d\n';
  expect(detectFormat(kernel, '')?.id).toBe('dmesg');
  expect(timedText.sniff(`${LINES.join('\n')}\n`, '')).toBe('guess');
});

it.each([
  '1.1 Introduction\n1.2 Scope\n1.3 Terms\n',
  '(1) one\n(2) two\n(3) three\n',
  '0.10 0.20\n0.30 0.40\n0.5 0.6\n',
  '',
])('takes %j for no log', (text) => expect(detectFormat(text, '')).toBeNull());
