import { describe, expect, test } from 'vitest';
import { Inspection, type InspectionSettings } from '../../../src/engines/inspection/inspection.js';
import { type Boot, runInspected } from '../../../src/engines/inspection/run-inspected.js';
import type { ReadItem } from '../../../src/trace/boot.js';
import type { Diagnostic } from '../../../src/trace/diagnostic.js';
import type { GuestRequest } from '../../../src/trace/guest.js';
import { kernelMemory, kernelSample } from './kernel-memory.js';

const REQUEST: GuestRequest = {
  memorySize: 1,
  cpus: 1,
  debugConsolePort: null,
  serial: false,
  disks: [
    { path: 'a', readOnly: false, snapshot: false },
    { path: 'b', readOnly: true, snapshot: false },
  ],
  flash: { path: 'vars', readOnly: false, snapshot: false },
  rng: false,
};
const NOTHING: InspectionSettings = {
  profileHz: null,
  initcalls: false,
  functions: [],
  kernelCodes: false,
  symbols: null,
  savesSymbols: false,
};

/** Plays a guest: gives the observer one look, and reports entries to whatever functions are marked. */
async function run(
  settings: Partial<InspectionSettings>,
  memoryOptions = {},
  diagnostics: readonly Diagnostic[] = [],
) {
  const { memory, offsetOf } = kernelMemory(memoryOptions);
  const items: ReadItem[] = [];
  const boots: Parameters<Boot>[] = [];
  const boot: Boot = (request, options) => {
    boots.push([request, options]);
    options.onItem({ kind: 'boot', boot: 0, vmmStartNs: 0 });
    options.observer?.onSample(kernelSample(), 0, memory);
    const plan = options.kernelMarks?.functions;
    plan?.offsets.forEach((_, entry) => {
      const named = options.nameFunction!({
        kind: 'function-entry',
        timeNs: 5,
        vcpu: 0,
        entry,
        argument: offsetOf('acpi_init'),
      });
      const event = { kind: 'function', timeNs: 5 + entry, line: null, vcpu: 0, ...named } as const;
      options.onItem({ kind: 'event', boot: 0, event });
    });
    options.observer?.onEnd(memory, 0);
    return Promise.resolve({ stop: { reason: 'reset', detail: null }, diagnostics });
  };
  const result = await runInspected({
    request: REQUEST,
    inspection: new Inspection({ ...NOTHING, ...settings }),
    boot,
    options: {
      boot: 0,
      startedNs: 0,
      timeoutNs: 1e9,
      untilCode: 0x60,
      marks: [],
      stages: { names: ['setup'], ofCode: new Uint16Array(256) },
      signal: new AbortController().signal,
      serialInput: null,
      onItem: (item) => items.push(item),
      onByte: () => undefined,
    },
  });
  const events = items.flatMap((item) => (item.kind === 'event' ? [item.event] : []));
  return { result, items, boots, events, kinds: items.map(({ kind }) => kind) };
}

describe('a profile', () => {
  test('is announced when the boot begins and given when it ends, in one boot', async () => {
    const { boots, kinds, items } = await run({ profileHz: 1000 });
    expect([boots.length, kinds]).toEqual([1, ['boot', 'profile', 'profile']]);
    const samples = items.flatMap((item) => (item.kind === 'profile' ? [item.profile.samples] : []));
    expect(samples).toEqual([0, 1]);
    expect(boots[0]![1]).toMatchObject({ untilCode: 0x60, kernelMarks: null });
  });
});

describe('marks', () => {
  test('are learned in a boot that is not reported, that writes to no disk and no flash and that ends early', async () => {
    const { boots } = await run({ initcalls: true });
    expect(boots).toHaveLength(2);
    const [request, options] = boots[0]!;
    expect(request.disks.map(({ snapshot }) => snapshot)).toEqual([true, false]);
    expect(request.flash?.snapshot).toBe(true);
    expect(options).toMatchObject({ untilCode: null, serialInput: null, marks: [] });
    expect(options.signal.aborted).toBe(true);
    expect(boots[1]![0]).toBe(REQUEST);
  });

  test('give each initcall its name', async () => {
    const { events, result } = await run({ initcalls: true });
    expect(events.map((event) => event.kind === 'function' && [event.initcall, event.name])).toEqual([
      [true, 'acpi_init'],
      [false, 'run_init_process'],
    ]);
    expect(result.diagnostics.map(({ message }) => message.split(' ')[0])).toEqual([
      'parse_args',
      'free_initmem',
    ]);
  });

  test('of functions are events with their names; what cannot be marked is said', async () => {
    const { events, result } = await run({ functions: ['acpi_init', 'inlined'] });
    expect(events.map((event) => event.kind === 'function' && event.name)).toEqual([
      'acpi_init',
      'run_init_process',
    ]);
    expect(result.diagnostics.map(({ code, message }) => [code, message.split(':')[0]])).toEqual([
      ['function-not-marked', 'inlined cannot be marked'],
    ]);
  });

  test('stay out of a kernel without symbols, and the boot goes on', async () => {
    const { boots, result } = await run({ kernelCodes: true }, { hasSymbols: false });
    expect(boots[1]![1].kernelMarks).toEqual({ codes: { entry: 0x40, init: 0x41 }, functions: null });
    expect(result.diagnostics[0]!.message).toContain('without this function, none is marked');
  });

  test('that fail for one reason are one warning', async () => {
    const { result } = await run({ initcalls: true }, { hasSymbols: false });
    expect(result.diagnostics.map(({ message }) => message.split(' cannot')[0])).toEqual([
      'do_one_initcall, parse_args, free_initmem, run_init_process',
    ]);
  });

  test('need no other word where no kernel was seen', async () => {
    const seen = {
      severity: 'warning',
      code: 'kernel-not-seen',
      message: '',
      input: null,
      line: null,
    } as const;
    const { result } = await run({ kernelCodes: true }, { hasSymbols: false }, [seen]);
    expect(result.diagnostics).toEqual([seen]);
  });
});

test('symbols come with the result, also beside a profile', async () => {
  const { result } = await run({ savesSymbols: true, profileHz: 100 });
  expect([...result.symbols!].join('')).toContain(' do_one_initcall\n');
  expect((await run({ profileHz: 100 })).result.symbols).toBeNull();
});
