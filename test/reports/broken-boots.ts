/** Every kind of broken boot, written as each log in which it can exist. */
import { analyse } from '../../src/reports/boots.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import type { Stop, StopReason } from '../../src/trace/boot.js';
import type { BootsReport } from '../../src/trace/report/report.js';
import { encodeHeader, encodeItem } from '../../src/trace/trace-file.js';
import { provenanceOf } from '../checks/provenances.js';
import { readText } from '../formats/read-text.js';

export const SHAPES = ['trace file', 'cloud-hypervisor', 'dmesg', 'firecracker'] as const;
export type Shape = (typeof SHAPES)[number];

/** A boot as it went: what is written of it is up to the shape. */
export interface Story {
  /** Codes with their times in milliseconds. */
  readonly codes: readonly (readonly [code: number, ms: number])[];
  /** What the guest printed after its last code. */
  readonly text?: readonly string[];
  readonly stop?: StopReason;
  readonly until?: string;
}

/** The boots of which a set is made; the n-th differs a little from the one before. */
export type Maker = (at: number) => readonly Story[];

export interface Kind {
  readonly name: string;
  readonly shapes: readonly Shape[];
  readonly make: Maker;
  /** The outcome of each boot alone; `finished` where only a requirement or a base can tell that it is broken. */
  readonly state: 'finished' | 'failed' | 'unfinished';
  /** The good boots that it is broken beside, where not those of the shape. */
  readonly good?: Maker;
}

const CODES = [0x00, 0x01, 0x20, 0x21, 0x40, 0x41, 0x60, 0x61] as const;
const TIMES = [1, 9, 10, 15, 16, 96, 97, 130] as const;

/** The first codes of a good boot, `scale` times as slow. */
export function codesUpTo(last: number, at: number, scale = 1): Story['codes'] {
  const times = TIMES.map((ms) => ms * scale * (1 + at / 2000));
  return CODES.map((code, place) => [code, times[place]!] as const).filter(([code]) => code <= last);
}

export const good: Maker = (at) => [{ codes: codesUpTo(0x61, at), stop: 'reset' }];
const goodUntil: Maker = (at) => [{ codes: codesUpTo(0x61, at), stop: 'until', until: '0x61' }];
export const faster: Maker = (at) => [{ codes: codesUpTo(0x61, at, 0.7), stop: 'reset' }];
export const slower: Maker = (at) => [{ codes: codesUpTo(0x61, at, 1.3), stop: 'reset' }];

const upTo =
  (last: number, more: Partial<Story> = {}): Maker =>
  (at) => [{ codes: codesUpTo(last, at), ...more }];
const early = (last: number, more: Partial<Story> = {}): Maker => {
  return (at) => [{ codes: codesUpTo(last, at, 0.5), ...more }];
};

const TRACE: readonly Shape[] = ['trace file'];
const CODE_LOGS: readonly Shape[] = ['trace file', 'cloud-hypervisor'];
const KERNEL_LOGS: readonly Shape[] = ['trace file', 'dmesg'];

const PANIC = ['Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)'];
const OOPS = [
  'BUG: kernel NULL pointer dereference, address: 0000000000000000',
  'Oops: 0002 [#1] PREEMPT SMP',
  'RIP: 0010:broken_init+0x12/0x40',
];

export const KINDS: readonly Kind[] = [
  ...([0x00, 0x20, 0x40] as const).map(
    (last): Kind => ({
      name: `a log that ends at 0x${last.toString(16).padStart(2, '0')}: a hang, or a log cut inside a stage`,
      shapes: last === 0x40 ? ['trace file', 'cloud-hypervisor', 'dmesg'] : CODE_LOGS,
      make: upTo(last),
      state: 'unfinished',
    }),
  ),
  ...([0x01, 0x21, 0x41] as const).map(
    (last): Kind => ({
      name: `nothing after 0x${last.toString(16).padStart(2, '0')}, the end of a stage`,
      shapes: CODE_LOGS,
      make: upTo(last),
      state: 'finished',
    }),
  ),
  { name: 'a timeout', shapes: TRACE, make: upTo(0x41, { stop: 'timeout' }), state: 'failed' },
  {
    name: 'a timeout at the first code',
    shapes: TRACE,
    make: upTo(0x00, { stop: 'timeout' }),
    state: 'failed',
  },
  { name: 'a triple fault', shapes: CODE_LOGS, make: upTo(0x40, { stop: 'crash' }), state: 'failed' },
  {
    name: 'a crash after the last code',
    shapes: CODE_LOGS,
    make: upTo(0x61, { stop: 'crash' }),
    state: 'failed',
  },
  { name: 'a kernel panic', shapes: KERNEL_LOGS, make: upTo(0x40, { text: PANIC }), state: 'failed' },
  {
    name: 'a kernel panic that resets the guest',
    shapes: TRACE,
    make: upTo(0x41, { text: PANIC, stop: 'reset' }),
    state: 'failed',
  },
  {
    name: 'a kernel panic once init runs',
    shapes: KERNEL_LOGS,
    make: upTo(0x41, { text: PANIC }),
    state: 'failed',
  },
  { name: 'an oops at the end', shapes: KERNEL_LOGS, make: upTo(0x41, { text: OOPS }), state: 'failed' },
  {
    name: 'a reset loop',
    shapes: CODE_LOGS,
    make: (at) => [0, 1, 2].flatMap(() => upTo(0x20, { stop: 'reset' })(at)),
    state: 'unfinished',
  },
  {
    name: 'a reset loop between two stages',
    shapes: CODE_LOGS,
    make: (at) => [0, 1, 2].flatMap(() => upTo(0x01, { stop: 'reset' })(at)),
    state: 'finished',
  },
  { name: 'an early reset', shapes: CODE_LOGS, make: upTo(0x21, { stop: 'reset' }), state: 'finished' },
  {
    name: 'an early reset inside a stage',
    shapes: CODE_LOGS,
    make: upTo(0x40, { stop: 'reset' }),
    state: 'unfinished',
  },
  {
    name: 'faster, since it fails early',
    shapes: CODE_LOGS,
    make: early(0x41, { stop: 'reset' }),
    state: 'finished',
  },
  {
    name: 'a start that failed',
    shapes: ['trace file', 'cloud-hypervisor', 'firecracker'],
    make: () => [{ codes: [], stop: 'start' }],
    state: 'failed',
  },
  {
    name: 'no code at all',
    shapes: TRACE,
    make: () => [{ codes: [], stop: 'reset' }],
    state: 'finished',
  },
  {
    name: 'another guest, of which nothing is in the base',
    shapes: CODE_LOGS,
    make: (at) => [
      {
        codes: [
          [0x90, 5 + at / 100],
          [0xa0, 9],
        ],
        stop: 'reset',
      },
    ],
    state: 'finished',
  },
  {
    name: 'another guest, without boot loader and userspace',
    shapes: CODE_LOGS,
    make: (at) => [
      { codes: codesUpTo(0x41, at, 0.9).filter(([code]) => code < 0x20 || code > 0x21), stop: 'reset' },
    ],
    state: 'finished',
  },
  ...(['reset', 'halt', 'shutdown', 'timeout', 'crash'] as const).map(
    (stop): Kind => ({
      name: `--until that did not come, ended by ${stop}`,
      shapes: TRACE,
      make: early(0x41, { stop, until: '0x61' }),
      good: goodUntil,
      state: 'failed',
    }),
  ),
  {
    name: '--until that did not come before the file ends',
    shapes: TRACE,
    make: upTo(0x41, { until: '0x61' }),
    good: goodUntil,
    state: 'unfinished',
  },
];

/** What the shape has of a story. */
const WRITERS: Readonly<Record<Shape, (stories: readonly Story[]) => string>> = {
  'trace file': (stories) =>
    encodeHeader(provenanceOf()) + stories.map((story, boot) => traceLines(story, boot)).join(''),
  'cloud-hypervisor': (stories) => stories.map(cloudHypervisorLines).join(''),
  dmesg: (stories) => stories.map(kernelLines).join(''),
  firecracker: (stories) => stories.map(firecrackerLines).join(''),
};

const ns = (ms: number): number => Math.round(ms * 1e6);

function traceLines({ codes, text = [], stop, until }: Story, boot: number): string {
  const endNs = ns((codes.at(-1)?.[1] ?? 0) + 0.5);
  const event = { line: null, vcpu: 0 } as const;
  const detail = null;
  const stopped: readonly Stop[] = stop === undefined ? [] : [{ reason: stop, detail, timeNs: endNs }];
  return [
    encodeItem({ kind: 'boot', boot, vmmStartNs: null, ...(until === undefined ? {} : { until }) }),
    ...codes.map(([code, ms]) =>
      encodeItem({
        kind: 'event',
        boot,
        event: { kind: 'code', timeNs: ns(ms), code, port: 0x80, ...event },
      }),
    ),
    ...text.map((line) =>
      encodeItem({
        kind: 'event',
        boot,
        event: { kind: 'text', timeNs: endNs, channel: 'serial', text: line, ...event },
      }),
    ),
    ...stopped.map((given) => encodeItem({ kind: 'stop', boot, stop: given })),
  ].join('');
}

const RANGES = ['Firmware', 'Bootloader', 'Kernel', 'Userspace', 'Custom'];

function cloudHypervisorLines({ codes, stop }: Story): string {
  const line = (ms: number, who: string, words: string) =>
    `cloud-hypervisor: ${((ms + 3) / 1000).toFixed(6).padStart(10)}s: ${who} -- ${words}\r\n`;
  const endMs = (codes.at(-1)?.[1] ?? 0) + 0.5;
  const failures = {
    start: line(13, '<vmm> ERROR:cloud-hypervisor/src/main.rs:1', 'Fatal error: VmBoot(KernelLoad(x))'),
    crash: line(endMs, '<vmm> ERROR:vmm/src/cpu.rs:1', 'VCPU generated error: VcpuRun(Failed to run vcpu'),
  };
  return [
    line(-2.5, '<main> INFO:cloud-hypervisor/src/main.rs:631', 'v52.0 starting'),
    line(-0.1, '<vmm> INFO:vmm/src/cpu.rs:853', 'Starting vCPU: cpu_id = 0'),
    ...codes.map(([code, ms]) => {
      const name = `${RANGES[Math.min(code >> 5, 4)]} code 0x${code.toString(16)}`;
      const words = `[Debug I/O port: ${name}] ${(ms / 1000).toFixed(6)} seconds`;
      return line(ms, '<vcpu0> WARN:devices/src/legacy/debug_port.rs:74', words);
    }),
    stop === 'start' || stop === 'crash' ? failures[stop] : '',
  ].join('');
}

function kernelLines({ codes, text = [] }: Story): string {
  const has = (code: number) => codes.find(([known]) => known === code);
  const startMs = has(0x40)?.[1] ?? 0;
  const at = (ms: number, words: string) => `[${((ms - startMs) / 1000).toFixed(6).padStart(12)}] ${words}\n`;
  const init = has(0x41);
  const endMs = (codes.at(-1)?.[1] ?? 0) + 0.5;
  return [
    at(startMs, 'Linux version 6.1.0 (gcc-12) #1 SMP'),
    at(startMs + 0.2, 'Command line: console=ttyS0'),
    init === undefined ? '' : at(init[1], 'Run /init as init process'),
    has(0x60) === undefined ? '' : at(has(0x60)![1], 'systemd[1]: systemd 252 running in system mode'),
    ...text.map((line) => at(endMs, line)),
  ].join('');
}

let second = 0;

function firecrackerLines({ codes, stop }: Story): string {
  second += 1;
  const wall = new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString().slice(0, 19);
  const at = (part: string, who: string, words: string) => `${wall}.${part} [vm-7f:${who}] ${words}\n`;
  const us = Math.round((codes.at(-1)?.[1] ?? 0) * 1000);
  const time = `Guest-boot-time = ${us} us ${Math.floor(us / 1000)} ms, ${us} CPU us ${Math.floor(us / 1000)} CPU ms`;
  return [
    at('118420112', 'main', 'Running Firecracker v1.5.0'),
    ...(stop === 'start'
      ? [
          at('200000000', 'main', 'RunWithoutApiError error: Failed to build MicroVM from Json'),
          at('200000001', 'main', 'Firecracker exiting with error. exit_code=1'),
        ]
      : codes.length === 0
        ? []
        : [at('310277945', 'fc_vcpu 0', time)]),
  ].join('');
}

/** The report of logs that were written as this shape and read again. */
export function reportOf(shape: Shape, ...logs: readonly (readonly Story[])[]): BootsReport {
  const readings = logs.map((stories, at) => readText(WRITERS[shape](stories), { input: `${at}.log` }));
  return analyse(readings, { command: 'report', table: BUILT_IN_TABLE, keepNoise: false });
}

/** Logs of a folder, each with what one maker makes. */
export function setOf(n: number, make: Maker, from = 0): readonly (readonly Story[])[] {
  return Array.from({ length: n }, (_, at) => make(from + at));
}
