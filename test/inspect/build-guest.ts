/** A whole guest in memory for tests: page tables, a kernel with kallsyms and ORC tables, a module. */
import type { GuestBytes } from '../../src/inspect/guest-bytes.js';
import type { Sample } from '../../src/trace/profile/profile.js';
import { encodeKallsyms, LAYOUTS, type Written } from './build-kallsyms.js';
import { type BuiltModule, writeModules } from './build-modules.js';
import { END, encodeAddresses, encodeEntries, entry } from './build-orc.js';
import { PageTables } from './build-page-tables.js';

export const TEXT = 0xffff_ffff_9a60_0000n;
export const PHYSICAL = 0x20_0000;
export const STACK = 0xffff_c900_0001_3d00n;

/** Functions of 64 bytes each; the first begins the thread, the others call one another. */
export const FUNCTIONS = [
  'start_thread',
  'outer',
  'middle',
  'inner',
  'native_safe_halt',
  '__x86_return_thunk',
];
const ORC_IP = 0x4000;
const ORC = 0x5000;
const BANNER = 0x6000;
const MODULES = 0x7000;
const TABLES = 0x8000;
/** The kernel's own page tables, and those of a process, which map its text alone. */
const OWN_TABLES = 0x2_0000;
const PROCESS_TABLES = 0x27_0000;

export function functionAt(name: string, offset = 0): bigint {
  return TEXT + BigInt(0x1000 + 64 * FUNCTIONS.indexOf(name) + offset);
}

interface GuestOptions {
  readonly la57?: boolean;
  readonly withOrc?: boolean;
  readonly modules?: readonly BuiltModule[];
  /** False: no symbol says where they are. */
  readonly namesOwnTables?: boolean;
}

function symbols({ withOrc, namesOwnTables }: Required<GuestOptions>): readonly Written[] {
  const at = (offset: number, type: string, name: string): Written => ({
    address: TEXT + BigInt(offset),
    type,
    name,
  });
  const filler = Array.from({ length: 300 }, (_, index) =>
    at(0x1400 + 8 * index, 't', `filler_0123456789_${index}`),
  );
  return [
    at(0, 'T', '_text'),
    ...FUNCTIONS.map((name, index) => at(0x1000 + 64 * index, 'T', name)),
    ...filler,
    at(0x3000, 'T', '_etext'),
    at(0x3400, 'T', '_sinittext'),
    at(0x3400, 't', 'start_kernel'),
    at(0x3800, 'T', '_einittext'),
    ...(withOrc
      ? [
          at(ORC_IP, 'R', '__start_orc_unwind_ip'),
          at(ORC_IP + 4 * (FUNCTIONS.length + 1), 'R', '__stop_orc_unwind_ip'),
        ]
      : []),
    ...(withOrc ? [at(ORC, 'R', '__start_orc_unwind')] : []),
    at(BANNER, 'R', 'linux_banner'),
    at(MODULES, 'D', 'modules'),
    ...(namesOwnTables ? [at(OWN_TABLES, 'D', 'init_top_pgt')] : []),
    at(0x7_0000, 'B', '_end'),
  ];
}

export interface Guest extends GuestBytes {
  readonly cr3: bigint;
  /** Of a process: without modules. Of four levels only. */
  readonly processCr3: bigint;
}

export function buildGuest({
  la57 = false,
  withOrc = true,
  modules = [],
  namesOwnTables = true,
}: GuestOptions = {}): Guest {
  const cr3 = PHYSICAL + OWN_TABLES;
  const tables = new PageTables({ la57, cr3, size: 0x30_0000 }).map(TEXT, BigInt(PHYSICAL), 2);
  writeModules(tables, { virtual: TEXT + BigInt(MODULES), physical: PHYSICAL + MODULES }, modules);
  const place = (offset: number): number => PHYSICAL + offset;
  const addresses = [
    ...FUNCTIONS.map((name) => functionAt(name)),
    TEXT + 0x1000n + 64n * BigInt(FUNCTIONS.length),
  ];
  const entries = addresses.map((_, at) => (at === 0 || at === FUNCTIONS.length ? END : entry()));
  tables.bytes.set(encodeAddresses(addresses, TEXT + BigInt(ORC_IP)), place(ORC_IP));
  tables.bytes.set(encodeEntries(entries, 'typed'), place(ORC));
  tables.bytes.set(Buffer.from('Linux version 6.12.95-test (somebody) #1\n\0', 'latin1'), place(BANNER));
  const layout = LAYOUTS.find(({ addresses: order }) => order === 'behind')!;
  const written = symbols({ la57, withOrc, modules, namesOwnTables });
  tables.bytes.set(encodeKallsyms(written, layout, place(TABLES)), place(TABLES));
  // Every function calls at its 32nd byte.
  for (const name of FUNCTIONS)
    tables.bytes.set([0xe8, 0, 0, 0, 0], Number(functionAt(name, 27) - TEXT) + PHYSICAL);
  const third = tables.read(cr3 + 8 * 511) & ~0xfffn;
  tables.write(PROCESS_TABLES + 8 * 511, BigInt(PROCESS_TABLES + 0x1000) | 1n);
  tables.write(PROCESS_TABLES + 0x1000 + 8 * 510, tables.read(Number(third) + 8 * 510));
  return { regions: tables.regions, cr3: tables.paging.cr3, processCr3: BigInt(PROCESS_TABLES) };
}

/** A sample in the last of these functions, which the others before it called. */
export function sampleIn(guest: Guest, names: readonly string[], change: Partial<Sample> = {}): Sample {
  const callers = names.slice(0, -1).toReversed();
  const stack = new Uint8Array(8 * callers.length);
  for (const [at, name] of callers.entries())
    new DataView(stack.buffer).setBigUint64(8 * at, functionAt(name, 32), true);
  return {
    timeNs: 0,
    vcpu: 0,
    stage: 'kernel',
    rip: functionAt(names.at(-1)!, 4),
    rsp: STACK,
    rbp: 0n,
    cs: 0x10,
    cr3: guest.cr3,
    stack,
    ...change,
  };
}
