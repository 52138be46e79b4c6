/** Boots a guest that is to be looked into: learns its kernel first where marks need it, and adds what was seen. */
import type { FunctionEntryEvent, FunctionName } from '../../capture/guest-event.js';
import { portWrite, TRACER_NOP } from '../../inspect/entry-patches.js';
import { ModuleMap } from '../../inspect/uefi-modules.js';
import type { ReadItem } from '../../trace/boot.js';
import { BOUNDARY } from '../../trace/boundary.js';
import { type Diagnostic, warning } from '../../trace/diagnostic.js';
import type { GuestRequest } from '../../trace/guest.js';
import type { RunControl } from '../../trace/run.js';
import type { GuestObserver, KernelMarks, RunOptions, RunResult } from '../../vmm/index.js';
import type { EngineResult } from '../engine.js';
import { INIT_FUNCTION, INITCALL_FUNCTION, type Inspection } from './inspection.js';
import { KernelLesson, type LearnedKernel, MARK_PORT } from './learned-kernel.js';
import { Profiler } from './profiler.js';
import { SymbolSaver } from './symbol-saver.js';

/** Codes that an unmodified kernel is given, as a patched one writes them: its beginning, and the start of init. */
const KERNEL_CODES = { entry: BOUNDARY.kernelBegins, init: BOUNDARY.kernelEnds } as const;

export type Boot = (request: GuestRequest, options: Omit<RunOptions, 'workerFile'>) => Promise<RunResult>;

export interface InspectedRunParts {
  readonly request: GuestRequest;
  readonly options: RunControl;
  readonly inspection: Inspection;
  /** Boots a guest of the runner's. */
  readonly boot: Boot;
}

export async function runInspected(parts: InspectedRunParts): Promise<EngineResult> {
  const { request, options, inspection, boot } = parts;
  const { settings, functions } = inspection;
  const kernel = functions.length === 0 ? null : await inspection.kernelOf(request, () => learn(parts));
  const modules = new ModuleMap();
  const profiler = createProfiler(parts, modules);
  const saver = settings.savesSymbols ? new SymbolSaver() : null;
  const onItem = (item: ReadItem) => {
    options.onItem(item);
    if (profiler === null) return;
    if (item.kind === 'event' && item.event.kind === 'text')
      modules.addLine(item.event.text, item.event.timeNs);
    if (item.kind === 'boot') options.onItem({ kind: 'profile', boot: item.boot, profile: profiler.empty });
  };
  const result = await boot(request, {
    ...options,
    onItem,
    observer: observeBoth(profiler, saver),
    kernelMarks: kernel === null ? null : kernelMarks(kernel, settings.kernelCodes),
    nameFunction: (event) => nameFunction(event, kernel, settings.initcalls),
  });
  if (profiler?.result)
    options.onItem({ kind: 'profile', boot: options.boot, profile: profiler.result.profile });
  // That says why nothing is marked, too.
  const hasNoKernel = result.diagnostics.some(({ code }) => code === 'kernel-not-seen');
  const diagnostics = [
    ...result.diagnostics,
    ...(kernel === null || hasNoKernel ? [] : refusals(kernel)),
    ...(profiler?.result?.diagnostics ?? []),
  ];
  return { ...result, diagnostics, symbols: saver?.text ?? null };
}

function createProfiler(
  { options, inspection: { settings } }: InspectedRunParts,
  modules: ModuleMap,
): Profiler | null {
  const { profileHz: hz, symbols } = settings;
  if (hz === null) return null;
  const file = symbols === null ? null : { name: symbols.name, symbols: symbols.table };
  return new Profiler({ hz, stageNames: options.stages.names, file, modules });
}

/** A boot without output, on disks and a flash that are not written, which runs until the kernel is known. */
async function learn({ request, options, inspection, boot }: InspectedRunParts): Promise<LearnedKernel> {
  const { functions, settings } = inspection;
  const enough = new AbortController();
  const lesson = new KernelLesson({
    names: functions,
    given: settings.symbols?.table ?? null,
    onDone: () => enough.abort(),
  });
  await boot(
    {
      ...request,
      disks: request.disks.map(unwritten),
      ...(request.flash === undefined ? {} : { flash: unwritten(request.flash) }),
    },
    {
      ...options,
      untilCode: null,
      untilMoments: [],
      marks: [],
      serialInput: null,
      signal: AbortSignal.any([options.signal, enough.signal]),
      onItem: () => undefined,
      onByte: () => undefined,
      observer: lesson,
    },
  );
  return lesson.result;
}

/** A file that the guest may write to, without a byte of it reaching the file. */
function unwritten<T extends { readonly readOnly: boolean }>(file: T): T & { readonly snapshot: boolean } {
  return { ...file, snapshot: !file.readOnly };
}

/** Null, too, for a kernel in which the marks could not be taken out again. */
function kernelMarks({ marked }: LearnedKernel, hasCodes: boolean): KernelMarks {
  const last = marked.findIndex(({ name }) => name === INIT_FUNCTION);
  const codes = hasCodes ? KERNEL_CODES : null;
  if (last < 0) return { codes, functions: null };
  return {
    codes,
    functions: {
      port: MARK_PORT,
      original: TRACER_NOP,
      replacement: portWrite(MARK_PORT),
      offsets: marked.map(({ offset }) => offset),
      last,
    },
  };
}

function nameFunction(
  { entry, argument }: FunctionEntryEvent,
  kernel: LearnedKernel | null,
  hasInitcalls: boolean,
): FunctionName {
  const name = kernel?.marked[entry]?.name ?? 'unknown';
  if (!hasInitcalls || name !== INITCALL_FUNCTION) return { name, initcall: false };
  return { name: kernel?.nameAt(argument) ?? `_text${signed(argument)}`, initcall: true };
}

function signed(offset: number): string {
  return `${offset < 0 ? '-' : '+'}0x${Math.abs(offset).toString(16)}`;
}

/** One warning for each reason why functions that were asked for cannot be marked. */
function refusals({ refused }: LearnedKernel): Diagnostic[] {
  const namesOf = new Map<string, string[]>();
  for (const { name, reason } of refused) namesOf.set(reason, [...(namesOf.get(reason) ?? []), name]);
  return [...namesOf].map(([reason, names]) => {
    const why = names.includes(INIT_FUNCTION) ? `${reason}; without this function, none is marked` : reason;
    return warning('function-not-marked', `${names.join(', ')} cannot be marked: ${why}`);
  });
}

/** A profile and a search for symbols look at the same samples. */
function observeBoth(profiler: Profiler | null, saver: SymbolSaver | null): GuestObserver | null {
  if (profiler === null || saver === null) return profiler ?? saver;
  return {
    periodNs: profiler.periodNs,
    isLive: false,
    onSample(sample, vcpu, memory) {
      profiler.onSample(sample, vcpu);
      saver.onSample(sample, vcpu, memory);
    },
    onEnd(memory, lost) {
      profiler.onEnd(memory, lost);
      saver.onEnd(memory);
    },
  };
}
