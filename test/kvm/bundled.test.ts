/** The bundled engine: the same guest through the engine's interface, with the built worker. */
import path from 'node:path';
import { expect, test } from 'vitest';
import { bundled } from '../../src/engines/bundled.js';
import type { ReadItem } from '../../src/trace/boot.js';
import { describeWith, requirement } from '../helpers/requirements.js';
import { ROOT } from '../helpers/run-cli.js';

describeWith([requirement.kvm()], 'the bundled engine', () => {
  test('boots the sample guest with the worker of the package', async () => {
    const items: ReadItem[] = [];
    const request = {
      firmware: path.join(ROOT, 'samples', 'guest', 'sample-guest.bin'),
      memorySize: 64 * 2 ** 20,
      cpus: 1,
      debugConsolePort: 0xe9,
      serial: false,
      disks: [],
      rng: false,
    };
    const { stop, diagnostics } = await bundled.run(request, {
      packageRoot: ROOT,
      boot: 0,
      startedNs: 0,
      timeoutNs: 30e9,
      untilCode: 0x41,
      marks: [],
      serialInput: null,
      stages: { names: ['setup'], ofCode: new Uint16Array(256) },
      signal: new AbortController().signal,
      onItem: (item) => items.push(item),
      onByte: () => undefined,
    });
    expect(stop).toMatchObject({ reason: 'until', detail: 'code 0x41 arrived' });
    expect(diagnostics).toEqual([]);
    const codes = items.flatMap((item) =>
      item.kind === 'event' && item.event.kind === 'code' ? [item.event.code] : [],
    );
    expect(codes).toEqual([0x01, 0x02, 0x03, 0x20, 0x21, 0x40, 0x80, 0x41]);
  });
});
