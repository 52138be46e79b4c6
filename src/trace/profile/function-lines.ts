/**
 * Lines by which Linux itself says how long its functions took: `initcall_debug` on its command line (init/main.c, drivers/pci/quirks.c,
 * kernel/async.c, drivers/base/dd.c), and the initcall events of ftrace (include/trace/events/initcall.h).
 */
import type { Nanoseconds } from '../event.js';

export interface FunctionLine {
  readonly step: 'call' | 'return';
  /** `function`: anything else that the kernel times, inside an initcall or beside it. */
  readonly kind: 'initcall' | 'function';
  /** Bounded. Comes from a guest: never trust it to be printable. */
  readonly name: string;
  /** Thread that calls it; null where the line does not say. */
  readonly thread: number | null;
  /** As the kernel measured it; null for a call, and where only the two lines' times tell. */
  readonly durationNs: Nanoseconds | null;
}

const MAX_NAME = 128;
/** What may stand before it on a console: a level, the kernel's own time, the thread. */
const HEAD = '^(?:<\\d{1,3}>)?(?:\\[ *\\d{1,9}\\.\\d{6}(?:@\\d{1,4})?\\](?:\\[ *[TC]\\d{1,9}\\])? ?)?';
/** A symbol: the offset is that of its start; a module stands behind it. */
const SYMBOL = '(\\S{1,200})(?:\\+0x[0-9a-f]{1,8}\\/0x[0-9a-f]{1,8})(?: (\\[[\\w-]{1,64}\\]))?';
/** Without symbols the kernel prints an address. */
const FUNCTION = `(?:${SYMBOL}|(0x[0-9a-f]{1,16}))`;
const SPAN = '(\\d{1,16}) ([mu]?secs)';
const DEVICE = '\\S{1,64} (\\S{1,64}): ';
const UNIT_NS: Readonly<Record<string, number>> = { usecs: 1e3, msecs: 1e6, secs: 1e9 };

interface Shape {
  readonly pattern: RegExp;
  readonly step: FunctionLine['step'];
  readonly read: (groups: readonly (string | undefined)[]) => Partial<
    Pick<FunctionLine, 'kind' | 'thread'>
  > & {
    readonly name: string;
    readonly span?: readonly [string | undefined, string | undefined];
  };
}

const SHAPES: readonly Shape[] = [
  {
    pattern: new RegExp(
      `${HEAD}initcall ${FUNCTION}(?:\\(\\))? (?:returned (?:-?\\d{1,12} )?after|ran for) ${SPAN}`,
    ),
    step: 'return',
    read: ([symbol, module, address, time, unit]) => ({
      ...named(symbol, module, address),
      span: [time, unit],
    }),
  },
  {
    pattern: new RegExp(`${HEAD}${DEVICE}${FUNCTION} took ${SPAN}`),
    step: 'return',
    read: ([device, symbol, module, address, time, unit]) => ({
      kind: 'function',
      name: `${nameOf(symbol, module, address)} (${device})`,
      span: [time, unit],
    }),
  },
  {
    pattern: new RegExp(`${HEAD}pci fixup ${FUNCTION} returned after ${SPAN} for (\\S{1,64})`),
    step: 'return',
    read: ([symbol, module, address, time, unit, device]) => ({
      kind: 'function',
      name: `${nameOf(symbol, module, address)} (${device})`,
      span: [time, unit],
    }),
  },
  {
    pattern: new RegExp(`${HEAD}probe of (\\S{1,100}) returned -?\\d{1,12} after ${SPAN}`),
    step: 'return',
    read: ([device, time, unit]) => ({ kind: 'function', name: `probe of ${device}`, span: [time, unit] }),
  },
  {
    pattern: new RegExp(`${HEAD}calling  ?${FUNCTION} @ (\\d{1,10})`),
    step: 'call',
    read: ([symbol, module, address, thread]) => ({
      ...named(symbol, module, address),
      thread: Number(thread),
    }),
  },
  {
    pattern: new RegExp(`${HEAD}${DEVICE}calling  ?${FUNCTION} @ (\\d{1,10})`),
    step: 'call',
    read: ([device, symbol, module, address, thread]) => ({
      kind: 'function',
      name: `${nameOf(symbol, module, address)} (${device})`,
      thread: Number(thread),
    }),
  },
  {
    pattern: new RegExp(`${HEAD}initcall_start: +func=${FUNCTION}`),
    step: 'call',
    read: ([symbol, module, address]) => named(symbol, module, address),
  },
  {
    pattern: new RegExp(`${HEAD}initcall_finish: +func=${FUNCTION} ret=`),
    step: 'return',
    read: ([symbol, module, address]) => named(symbol, module, address),
  },
];

/** `12_async_port_probe`: what the kernel runs beside its initcalls has its number in front of its name. */
const ASYNC = /^\d{1,19}_/;

function nameOf(symbol?: string, module?: string, address?: string): string {
  return [symbol ?? address ?? '', ...(module === undefined ? [] : [module])].join(' ');
}

function named(symbol?: string, module?: string, address?: string): Pick<FunctionLine, 'kind' | 'name'> {
  const name = nameOf(symbol, module, address);
  return { kind: ASYNC.test(name) ? 'function' : 'initcall', name };
}

/** A fast pre-check, because most lines of most logs do not match. */
const HINT = /secs|calling {1,2}|initcall_/;

/** What a line says of one function of the kernel; null for most lines. */
export function parseFunctionLine(text: string): FunctionLine | null {
  const row = text.slice(0, 512);
  if (!HINT.test(row)) return null;
  for (const { pattern, step, read } of SHAPES) {
    const match = pattern.exec(row);
    if (match === null) continue;
    const { kind = 'initcall', name, thread = null, span } = read(match.slice(1));
    const durationNs = span === undefined ? null : Number(span[0]) * (UNIT_NS[span[1] ?? ''] ?? Number.NaN);
    if (durationNs !== null && !Number.isSafeInteger(durationNs)) return null;
    return { step, kind, name: name.slice(0, MAX_NAME), thread, durationNs };
  }
  return null;
}
