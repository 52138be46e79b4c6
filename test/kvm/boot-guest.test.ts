/** One boot of a run: what of it the engine cannot know, and what is said of it. */
import path from 'node:path';
import { expect, test } from 'vitest';
import { bundled } from '../../src/engines/bundled.js';
import { bootGuest } from '../../src/session/boot-guest.js';
import type { BootOrder } from '../../src/session/order.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import type { ReadItem } from '../../src/trace/boot.js';
import { provenanceOf } from '../checks/provenances.js';
import { describeWith, requirement } from '../helpers/requirements.js';
import { imageFile, useGuests } from './boot-guest.js';
import { asm, romImage } from './guest-image.js';

const PACKAGE = path.join(import.meta.dirname, '..', '..');

describeWith([requirement.kvm()], 'bootGuest', () => {
  useGuests();

  test('says whose boot it is, numbers its items, and names it in warnings', async () => {
    const items: ReadItem[] = [];
    const bytes: number[] = [];
    const symbols: unknown[] = [];
    const order: BootOrder = {
      plan: {
        request: {
          firmware: imageFile(romImage([...asm.post(0x60), ...asm.print(0xe9, 'hi\n'), ...asm.reset])),
          memorySize: 16 * 2 ** 20,
          cpus: 1,
          debugConsolePort: 0xe9,
          serial: true,
          disks: [],
          rng: false,
        },
        input: 'a guest',
        timeoutNs: 60e9,
        untilCode: 0x60,
        endsOnPanic: true,
        marks: [],
        diagnostics: [
          { severity: 'note', code: 'of-the-plan', message: 'every boot', input: null, line: null },
        ],
      },
      name: 'boot 4',
      index: 7,
      warmup: true,
      side: 'head',
      startedNs: 0,
    };
    const lost = { severity: 'warning', code: 'lost', message: 'gone', input: null, line: null } as const;
    const run = await bootGuest(order, {
      engine: bundled,
      packageRoot: PACKAGE,
      table: BUILT_IN_TABLE,
      signal: new AbortController().signal,
      provenance: provenanceOf(),
      onItem: (item) => items.push(item),
      onByte: (_, value) => bytes.push(value),
      findings: () => [lost],
      onSymbols: (texts) => symbols.push(texts),
      unsaid: (found) => found.filter(({ code }) => code !== 'never'),
    });
    expect(items[0]).toMatchObject({
      kind: 'boot',
      boot: 7,
      warmup: true,
      side: 'head',
      until: '0x60',
      provenance: provenanceOf(),
    });
    expect(items.every((item) => item.kind === 'diagnostic' || item.boot === 7)).toBe(true);
    expect(run.reading.boots[0]).toMatchObject({ input: 'a guest', format: 'bundled', side: 'head' });
    expect(run.reading.diagnostics).toMatchObject([
      { code: 'of-the-plan', message: 'every boot', input: 'a guest' },
      { code: 'lost', message: 'boot 4: gone', input: 'a guest' },
    ]);
    expect(run.stop.reason).toBe('until');
    expect(symbols).toEqual([]);
    expect(bytes.length).toBeLessThanOrEqual(3);
  });
});
