/**
 * The engine against recorded logs of real releases, replayed in real time by a stand-in: Cloud Hypervisor itself cannot be
 * installed where these tests run.
 */
import { chmodSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cloudHypervisor } from '../../../src/engines/cloud-hypervisor/engine.js';
import type { EngineOptions } from '../../../src/engines/engine.js';
import type { ReadItem } from '../../../src/trace/boot.js';
import type { GuestRequest } from '../../../src/trace/guest.js';
import { SAMPLES } from '../../helpers/run-cli.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const STAND_IN = path.join(import.meta.dirname, 'stand-in.mjs');
const folder = temporaryFolder();

type Step = readonly [atMs: number, kind: 'log' | 'stdout' | 'serial' | 'console' | 'event', text: string];
interface Scenario {
  readonly version: string;
  readonly steps: readonly Step[];
  readonly exitCode?: number;
  readonly hang?: boolean;
}

beforeEach(() => {
  chmodSync(STAND_IN, 0o755);
  process.env['BOOTTRACE_CLOUD_HYPERVISOR'] = STAND_IN;
  process.env['STAND_IN_SCENARIO'] = folder.file('scenario.json');
  process.env['STAND_IN_ARGUMENTS'] = folder.file('arguments.json');
});
afterEach(() => {
  for (const name of ['BOOTTRACE_CLOUD_HYPERVISOR', 'STAND_IN_SCENARIO', 'STAND_IN_ARGUMENTS'])
    delete process.env[name];
});

async function run(scenario: Scenario, options: Partial<GuestRequest> & Partial<EngineOptions> = {}) {
  folder.write('scenario.json', JSON.stringify(scenario));
  const items: ReadItem[] = [];
  const request: GuestRequest = {
    firmware: folder.write('fw', 'firmware'),
    memorySize: 2 ** 29,
    cpus: 1,
    debugConsolePort: 0xe9,
    serial: true,
    disks: [],
    rng: false,
    ...options,
  };
  const { stop, diagnostics } = await cloudHypervisor.run(request, {
    packageRoot: '/nowhere',
    boot: 0,
    startedNs: 0,
    timeoutNs: 20e9,
    untilCode: null,
    marks: [],
    stages: { names: [], ofCode: new Uint16Array(256) },
    signal: new AbortController().signal,
    serialInput: null,
    onByte: () => undefined,
    ...options,
    onItem: (item) => {
      items.push(item);
      options.onItem?.(item);
    },
  });
  const events = items.flatMap((item) => (item.kind === 'event' ? [item.event] : []));
  return {
    stop,
    boots: items.flatMap((item) => (item.kind === 'boot' ? [item.vmmStartNs] : [])),
    codes: events.flatMap((event) => (event.kind === 'code' ? [[event.code, event.timeNs]] : [])),
    text: events.flatMap((event) => (event.kind === 'text' ? [[event.channel, event.text]] : [])),
    events,
    notes: diagnostics.map(({ code }) => code),
    argv: () => JSON.parse(readFileSync(folder.file('arguments.json'), 'utf8')) as string[],
  };
}

const sample = (name: string) => readFileSync(path.join(SAMPLES, 'logs', 'cloud-hypervisor', name), 'utf8');
const line = (timeS: string, code: string, trailing: string) =>
  `cloud-hypervisor: ${timeS}s: <vcpu0> WARN:devices/src/legacy/debug_port.rs:74 -- [Debug I/O port: ${code}] ${trailing} seconds\r\n`;
const START = line('  0.052613', 'Kernel code 0x40', '0.049190');
const INIT = line('  0.148901', 'Kernel code 0x41', '0.145477');
const NEWEST = 'cloud-hypervisor v53.0.0';

describe('a recorded log', () => {
  test('of v53, with the text of all ports, and a power-off', async () => {
    const { stop, boots, codes, text, argv, notes } = await run({
      version: NEWEST,
      steps: [
        [0, 'event', 'vm booting'],
        [5, 'stdout', 'firmware says\n'],
        [50, 'log', sample('07-v52.0-plus-default-format.log')],
        [60, 'serial', 'Linux version\r\n'],
        [70, 'console', 'a word\n'],
        [80, 'event', 'vm shutdown'],
      ],
    });
    expect(stop).toMatchObject({ reason: 'shutdown', detail: null });
    expect(codes).toEqual([
      [0x40, 49_190_000],
      [0x41, 145_477_000],
      [0x7f, 2_500_000_000],
    ]);
    expect(boots).toEqual([3_423_000]);
    expect(new Map(text.map(([channel, words]) => [channel, words]))).toEqual(
      new Map([
        ['firmware-debug', 'firmware says'],
        ['serial', 'Linux version'],
        ['debug-console', 'a word'],
      ]),
    );
    expect(notes).toContain('cloud-hypervisor-times');
    expect(argv().join(' ')).toMatch(
      /^--firmware \S+ --cpus boot=1 --memory size=536870912 --console off --serial file=\S+ --debug-console file=\S+,iobase=0xe9 --event-monitor fd=3$/,
    );
  });

  test.each([
    ['cloud-hypervisor v0.5.0', '01-v0.2.0-to-v0.12.0-no-thread.log', ['-vvv', '--kernel'], 0x41],
    ['cloud-hypervisor v20.0', '03-v0.13.0-to-v28.4-thread.log', ['-v', '--kernel'], null],
    ['cloud-hypervisor v38.0', '05-v33.0-to-v48.0-fixed6-crlf.log', ['--firmware'], null],
    ['cloud-hypervisor v50.0', '06-v49.0-to-v51.2-f32-aligned-crlf.log', ['--firmware'], null],
  ])('of %s, with the flags that it needs', async (version, name, first, lastCode) => {
    const { codes, argv, stop } = await run(
      { version, steps: [[0, 'log', sample(name)]] },
      { debugConsolePort: null },
    );
    expect(stop.reason).toMatch(/^(shutdown|reset)$/);
    expect(argv().slice(0, first.length)).toEqual(first);
    expect(codes.length).toBeGreaterThan(1);
    if (lastCode !== null) expect(codes.at(-1)![0]).toBe(lastCode);
    const times = codes.map(([, timeNs]) => timeNs!);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });
});

describe('the end', () => {
  test('by a reset, which the program would go on from', async () => {
    const { stop, codes } = await run({
      version: NEWEST,
      hang: true,
      steps: [
        [0, 'log', START],
        [20, 'event', 'vm rebooting'],
        // Long after the program has been ended.
        [5000, 'log', START],
      ],
    });
    expect(stop).toMatchObject({ reason: 'reset', detail: null });
    expect(codes).toHaveLength(1);
  });

  test('by a reset that only the clock of the log shows', async () => {
    const again = line('  0.252613', 'Kernel code 0x40', '0.049190');
    const { stop, codes } = await run({
      version: 'cloud-hypervisor v12.0',
      hang: true,
      steps: [[0, 'log', START + INIT + again]],
    });
    expect(stop.reason).toBe('reset');
    expect(codes.map(([code]) => code)).toEqual([0x40, 0x41]);
  });

  test('by a code', async () => {
    const steps: Step[] = [
      [0, 'log', START],
      [20, 'log', INIT],
    ];
    const { stop } = await run({ version: NEWEST, hang: true, steps }, { untilCode: 0x41 });
    expect(stop).toMatchObject({ reason: 'until', detail: 'code 0x41 arrived' });
  });

  test('by the timeout', async () => {
    const { stop } = await run(
      { version: NEWEST, hang: true, steps: [[0, 'log', START]] },
      { timeoutNs: 0.5e9 },
    );
    expect(stop.reason).toBe('timeout');
    expect(stop.detail).toContain('last code 0x40 at 49.190 ms');
  });

  test('soon after a panic, long before the timeout', async () => {
    const steps: Step[] = [
      [0, 'log', START],
      [20, 'serial', '[    1.234567] Kernel panic - not syncing: VFS\r\n'],
      [40, 'serial', '[    1.234999] Call Trace:\r\n'],
    ];
    const { stop, text, events } = await run({ version: NEWEST, hang: true, steps });
    expect(stop).toMatchObject({
      reason: 'crash',
      detail: 'kernel panic: VFS; then --on-panic stop ended the run',
    });
    expect(text).toContainEqual(['serial', '[    1.234999] Call Trace:']);
    expect(events.filter(({ kind }) => kind === 'lifecycle')).toEqual([]);
  });

  test('by a line of a guest that writes no codes', async () => {
    const marks = [{ pattern: /ready/, code: 0x62, name: null }];
    const steps: Step[] = [
      [0, 'event', 'vm booting'],
      [10, 'serial', 'ready\n'],
    ];
    const { stop, boots } = await run({ version: NEWEST, hang: true, steps }, { marks, untilCode: 0x62 });
    expect(stop.reason).toBe('until');
    expect(boots).toEqual([null]);
  });

  test('by an abort', async () => {
    const abort = new AbortController();
    const { stop, codes } = await run(
      { version: NEWEST, hang: true, steps: [[0, 'log', START]] },
      { signal: abort.signal, onItem: (item) => item.kind === 'event' && abort.abort() },
    );
    expect(stop.reason).toBe('interrupted');
    expect(codes).toHaveLength(1);
  });

  test('by a program that breaks', async () => {
    const { stop } = await run({
      version: NEWEST,
      exitCode: 101,
      steps: [[0, 'log', `${START}thread 'vcpu0' panicked\n`]],
    });
    expect(stop).toMatchObject({
      reason: 'crash',
      detail: "Cloud Hypervisor ended (exit code 101): thread 'vcpu0' panicked",
    });
  });
});

describe('what it cannot do', () => {
  const failing: Scenario = {
    version: NEWEST,
    exitCode: 1,
    steps: [[0, 'log', 'Error booting VM: VmBoot(KernelLoad(InvalidElfMagicNumber))\n']],
  };

  test('is start a guest: its own words are shown', async () => {
    await expect(run(failing)).rejects.toMatchObject({
      code: 'engine-failed',
      exitCode: 3,
      message: expect.stringContaining('InvalidElfMagicNumber'),
    });
    await expect(run(failing, { engineArguments: ['--nonsense'] })).rejects.toMatchObject({
      code: 'engine-arguments',
      exitCode: 2,
    });
  });

  test('is warned of', async () => {
    const { notes } = await run(
      { version: 'cloud-hypervisor v20.0', steps: [[0, 'log', START]] },
      { serialInput: { take: () => new Uint8Array() } },
    );
    expect(notes).toEqual(
      expect.arrayContaining(['no-debug-console', 'no-firmware-debug', 'no-keys', 'cloud-hypervisor-times']),
    );
  });

  test('is said when it is not installed', async () => {
    process.env['BOOTTRACE_CLOUD_HYPERVISOR'] = '/nowhere/cloud-hypervisor';
    await expect(run(failing)).rejects.toMatchObject({ code: 'engine-not-installed', exitCode: 3 });
    expect(await cloudHypervisor.installed?.()).toBeNull();
  });
});

test('its version is what doctor shows', async () => {
  folder.write('scenario.json', JSON.stringify({ version: NEWEST, steps: [] }));
  expect(await cloudHypervisor.installed?.()).toBe(NEWEST);
});
