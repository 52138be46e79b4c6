/**
 * From samples to a profile: which functions virtual CPUs were found in, by stage, with the names that the guest's own
 * memory or a file of symbols gives. Run after the guest has ended, so that it costs the boot nothing.
 */
import { type Diagnostic, note, warning } from '../trace/diagnostic.js';
import type { Nanoseconds } from '../trace/event.js';
import { isIdle, type Profile, type ProfileStack, type Sample } from '../trace/profile/profile.js';
import type { GuestBytes } from './guest-bytes.js';
import { inspectKernel, type Kernel } from './kernel.js';
import type { Paging } from './page-walk.js';
import { SeenPagings } from './seen-pagings.js';
import { type NamedStack, StackNamer } from './stack/stack-names.js';
import { moveSymbols } from './symbols/symbol-file.js';
import type { SymbolTable } from './symbols/symbol-table.js';
import type { ModuleMap } from './uefi-modules.js';

export interface ProfileOptions {
  /** Samples a second that were asked for. */
  readonly hz: number;
  /** Ticks that gave no sample. */
  readonly lostTicks: number;
  /** Of `--symbols`: they come first. Those of a Linux kernel may be as it was linked, before KASLR. */
  readonly file: { readonly name: string; readonly symbols: SymbolTable } | null;
  /** Where UEFI firmware says that it has put its modules; absent or null where it does not. */
  readonly modules?: ModuleMap | null;
}

export interface BuiltProfile {
  readonly profile: Profile;
  /** What a person should know before believing it. */
  readonly diagnostics: readonly Diagnostic[];
}

/** `ram` is the guest's memory after it has ended. */
export function buildProfile(
  samples: readonly Sample[],
  ram: GuestBytes,
  options: ProfileOptions,
): BuiltProfile {
  const { kernel, reason } = inspectKernel(ram, pagingsOf(samples));
  const file = options.file === null ? null : relocate(options.file.symbols, kernel);
  const namer = new StackNamer(kernel, file, options.modules ?? null);
  const named = samples.map((sample) => namer.name(sample));
  const stacks = gather(samples, named);
  const kernelStacks = named.filter(({ isKernel }) => isKernel);
  const profile: Profile = {
    hz: options.hz,
    samples: samples.length,
    lostTicks: options.lostTicks,
    symbols: describeSymbols(options, kernel, reason),
    kernelSamples: kernelStacks.length,
    rootedKernelSamples: kernelStacks.filter(({ isRooted }) => isRooted).length,
    idleSamples: named.filter(isIdle).length,
    stacks,
  };
  return { profile, diagnostics: describe(profile) };
}

const UPPER_HALF = 1n << 63n;

/** What the samples were translated with, that of the kernel first. */
function pagingsOf(samples: readonly Sample[]): readonly Paging[] {
  const isKernel = ({ cs, rip }: Sample): boolean => (cs & 3) === 0 && rip >= UPPER_HALF;
  const inKernel = samples.filter(isKernel);
  const seen = new SeenPagings();
  for (const { cr3 } of inKernel.length > 0 ? inKernel : samples) seen.note(cr3);
  return seen.all;
}

/** The file's symbols where the guest's kernel has put itself. */
function relocate(symbols: SymbolTable, kernel: Kernel | null): SymbolTable {
  const linked = symbols.addressOf('_text');
  return linked === null || kernel === null ? symbols : moveSymbols(symbols, kernel.base.virtual - linked);
}

function describeSymbols(
  { file, modules = null }: ProfileOptions,
  kernel: Kernel | null,
  reason: string | null,
): Profile['symbols'] {
  if (kernel !== null) {
    const release = kernel.version === null ? 'Linux' : `Linux ${kernel.version.release}`;
    return { source: 'guest-memory', count: kernel.symbols.size, detail: release };
  }
  if (file !== null) return { source: 'file', count: file.symbols.size, detail: file.name };
  if (modules !== null && modules.size > 0)
    return { source: 'firmware-text', count: modules.size, detail: 'UEFI modules' };
  return { source: 'none', count: 0, detail: reason };
}

interface GrowingStack extends ProfileStack {
  count: number;
  readonly timesNs: Nanoseconds[];
}

/** Equal stacks counted, by stage and virtual CPU in order of appearance, the most frequent first. */
function gather(samples: readonly Sample[], named: readonly NamedStack[]): readonly ProfileStack[] {
  const groups = new Map<string, Map<string, GrowingStack>>();
  for (const [at, { timeNs, stage, vcpu }] of samples.entries()) {
    const { frames } = named[at]!;
    const place = `${vcpu} ${stage}`;
    const group = groups.get(place) ?? new Map<string, GrowingStack>();
    groups.set(place, group);
    const key = frames.join('\0');
    const stack = group.get(key) ?? { stage, vcpu, frames, count: 0, timesNs: [] };
    group.set(key, stack);
    stack.count += 1;
    stack.timesNs.push(timeNs);
  }
  return [...groups.values()].flatMap((group) => [...group.values()].sort((a, b) => b.count - a.count));
}

/** Below this share, the stacks that were not followed to their end are worth a word. */
const ROOTED_SHARE = 0.99;

function describe(profile: Profile): readonly Diagnostic[] {
  const { samples, lostTicks, symbols, kernelSamples, rootedKernelSamples } = profile;
  const notes: Diagnostic[] = [];
  if (samples === 0) {
    const why = 'the guest ended before the first sample';
    const message = `the profile is empty: ${why}; a higher rate (--profile=HZ) samples earlier`;
    return [warning('no-samples', message)];
  }
  if (symbols.source === 'none')
    notes.push(note('no-symbols', `the profile has no function names: ${symbols.detail}`));
  if (lostTicks > 0) {
    const share = ((100 * lostTicks) / (samples + lostTicks)).toFixed(1);
    const why = 'they came while the monitor worked for the guest, so that work is underrepresented';
    notes.push(note('lost-ticks', `${lostTicks} profiler ticks (${share} %) gave no sample: ${why}`));
  }
  if (rootedKernelSamples < ROOTED_SHARE * kernelSamples) {
    const rest = kernelSamples - rootedKernelSamples;
    const message = `${rest} of ${kernelSamples} kernel stacks could not be followed to their end`;
    notes.push(note('incomplete-stacks', message));
  }
  return notes;
}
