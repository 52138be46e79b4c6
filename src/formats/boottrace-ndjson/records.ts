/**
 * One line of a trace file, checked field by field: the file may come from anywhere. Unknown fields are dropped,
 * unknown kinds and impossible values are not accepted. Layout: `trace/trace-file.ts`.
 */
import {
  CLOCKS,
  type ExitCount,
  type Provenance,
  type ReadItem,
  SIDES,
  STOP_REASONS,
  type Stop,
  type UnitTime,
} from '../../trace/boot.js';
import type { Diagnostic } from '../../trace/diagnostic.js';
import {
  type FunctionEvent,
  LIFECYCLE_PHASES,
  type LifecycleEvent,
  MAX_CODE,
  type MomentEvent,
  STANDARD_STAGES,
  TEXT_CHANNELS,
  type TraceEvent,
} from '../../trace/event.js';
import {
  asFields,
  type Fields,
  isOneOf,
  isTextOrNull,
  isTime,
  isTimeOrNull,
  isWhole,
  parseAll,
} from './fields.js';
import { parseProfile } from './profile-record.js';

export type TraceRecord =
  | { readonly kind: 'header'; readonly schemaVersion: number; readonly provenance: Provenance | null }
  | { readonly kind: 'item'; readonly item: ReadItem };

const MAX_VCPU = 0xffff;
/** Guests name a machine in a few levels; deeper nesting is made to overflow a stack. */
const MAX_DEPTH = 16;

/** The record of one line; null when the line is not one. */
export function parseRecord(text: string): TraceRecord | null {
  const fields = parseObject(text);
  if (fields === null) return null;
  if (fields['kind'] === 'header') return parseHeader(fields);
  const item = parseItem(fields);
  return item === null ? null : { kind: 'item', item };
}

function parseObject(text: string): Fields | null {
  try {
    return asFields(JSON.parse(text));
  } catch {
    return null;
  }
}

function parseHeader(fields: Fields): TraceRecord | null {
  const { schemaVersion, boottrace, engine } = fields;
  if (!isWhole(schemaVersion, 1, Number.MAX_SAFE_INTEGER)) return null;
  const guest = asShallow(fields['guest']);
  const host = asShallow(fields['host']);
  const isComplete =
    typeof boottrace === 'string' && typeof engine === 'string' && guest !== null && host !== null;
  return {
    kind: 'header',
    schemaVersion,
    provenance: isComplete
      ? { boottrace, engine, guest, host, ...parseLooks(fields), ...parseStart(fields) }
      : null,
  };
}

/** A very large number of looks would make every comparison find nothing. */
const MAX_LOOKS = 1000;

function parseLooks({ looks }: Fields): Pick<Provenance, 'looks'> {
  return isWhole(looks, 1, MAX_LOOKS) ? { looks } : {};
}

function parseStart({ startedAt }: Fields): Pick<Provenance, 'startedAt'> {
  return isInstant(startedAt) ? { startedAt } : {};
}

function parseItem(fields: Fields): ReadItem | null {
  const { kind, boot } = fields;
  if (kind === 'diagnostic') return wrap(parseDiagnostic(asFields(fields['diagnostic'])), asDiagnosticItem);
  if (!isWhole(boot, 0, Number.MAX_SAFE_INTEGER)) return null;
  if (kind === 'boot') return parseBoot(boot, fields);
  if (kind === 'event')
    return wrap(parseEvent(asFields(fields['event'])), (event) => ({ kind, boot, event }));
  if (kind === 'exits') return parseExits(boot, fields);
  if (kind === 'unit') return wrap(parseUnit(asFields(fields['unit'])), (unit) => ({ kind, boot, unit }));
  if (kind === 'profile')
    return wrap(parseProfile(fields['profile']), (profile) => ({ kind, boot, profile }));
  if (kind === 'stop') return wrap(parseStop(asFields(fields['stop'])), (stop) => ({ kind, boot, stop }));
  return null;
}

/** A role that cannot be is refused: what it says is whether the boot counts, and for which side. */
function parseBoot(
  boot: number,
  { vmmStartNs, warmup, side, until, writer, clock }: Fields,
): ReadItem | null {
  if (!isTimeOrNull(vmmStartNs)) return null;
  if (!(warmup === undefined || typeof warmup === 'boolean')) return null;
  if (!(side === undefined || side === null || isOneOf(side, SIDES))) return null;
  if (!(clock === undefined || isOneOf(clock, CLOCKS))) return null;
  if (!(writer === undefined || typeof writer === 'string')) return null;
  if (!(until === undefined || until === null || isName(until))) return null;
  const role = {
    ...(writer === undefined ? {} : { writer }),
    ...(warmup ? { warmup } : {}),
    ...(side ? { side } : {}),
    ...(until ? { until } : {}),
  };
  return { kind: 'boot', boot, vmmStartNs, ...role, ...(clock === undefined ? {} : { clock }) };
}

function parseEvent(fields: Fields | null): TraceEvent | null {
  if (fields === null) return null;
  const { kind, timeNs, line, vcpu } = fields;
  if (!isLineOrNull(line) || !(vcpu === null || isWhole(vcpu, 0, MAX_VCPU))) return null;
  if (kind === 'moment') return parseMoment(fields, { line, vcpu });
  if (!isTime(timeNs)) return null;
  const base = { timeNs, line, vcpu };
  if (kind === 'code') {
    const { code, port, name } = fields;
    const isValid = isWhole(code, 0, MAX_CODE) && isWhole(port, 0, Number.MAX_SAFE_INTEGER);
    if (!isValid || !(name === undefined || isName(name))) return null;
    return name === undefined ? { kind, ...base, code, port } : { kind, ...base, code, port, name };
  }
  if (kind === 'text') {
    const { channel, text } = fields;
    return isOneOf(channel, TEXT_CHANNELS) && typeof text === 'string'
      ? { kind, ...base, channel, text }
      : null;
  }
  return parseLifecycle(fields, base);
}

/** A function that was entered has a kind of its own in reports, and is a lifecycle event with a name in trace files. */
function parseLifecycle(
  { kind, phase, name = '', initcall = false }: Fields,
  base: Pick<LifecycleEvent, 'timeNs' | 'line' | 'vcpu'>,
): LifecycleEvent | FunctionEvent | null {
  if (!isName(name)) return null;
  if (kind === 'function') return typeof initcall === 'boolean' ? { kind, ...base, name, initcall } : null;
  if (kind !== 'lifecycle') return null;
  if (phase === 'function' || phase === 'initcall')
    return { kind: 'function', ...base, name, initcall: phase === 'initcall' };
  return isOneOf(phase, LIFECYCLE_PHASES) ? { kind, ...base, phase } : null;
}

/** The only event that may have come before zero. */
function parseMoment(
  { timeNs, key, name, stage }: Fields,
  base: Pick<MomentEvent, 'line' | 'vcpu'>,
): MomentEvent | null {
  if (!isWhole(timeNs, -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)) return null;
  if (!isName(key) || key === '' || !isName(name)) return null;
  if (!(stage === null || isOneOf(stage, STANDARD_STAGES))) return null;
  return { kind: 'moment', timeNs, ...base, key, name, stage };
}

function parseStop(fields: Fields | null): Stop | null {
  if (fields === null) return null;
  const { reason, detail, timeNs = null, line } = fields;
  if (!isOneOf(reason, STOP_REASONS) || !isTextOrNull(detail) || !isTimeOrNull(timeNs)) return null;
  if (!(line === undefined || isLineOrNull(line))) return null;
  return { reason, detail, timeNs, ...(line === undefined ? {} : { line }) };
}

/** More rows than any boot has: a file that says otherwise is not ours. */
const MAX_EXIT_ROWS = 100_000;
const EXIT_KINDS: readonly ExitCount['kind'][] = ['pio', 'mmio', 'kick', 'kernel', 'other'];
const DIRECTIONS = ['read', 'write'] as const;

function parseExits(boot: number, { exits: value, hostWaitNs }: Fields): ReadItem | null {
  if (!(hostWaitNs === undefined || isTime(hostWaitNs))) return null;
  const exits = parseAll(value, MAX_EXIT_ROWS, (row) => parseExitCount(asFields(row)));
  return wrap(exits, (rows) => ({
    kind: 'exits',
    boot,
    exits: rows,
    ...(hostWaitNs === undefined ? {} : { hostWaitNs }),
  }));
}

function parseExitCount(fields: Fields | null): ExitCount | null {
  if (fields === null) return null;
  const { stage, kind, address, direction, device, count, totalNs } = fields;
  if (typeof stage !== 'string' || !isTextOrNull(device) || !isOneOf(kind, EXIT_KINDS)) return null;
  if (!isTimeOrNull(address) || !(direction === null || isOneOf(direction, DIRECTIONS))) return null;
  return isTime(count) && isTime(totalNs)
    ? { stage, kind, address, direction, device, count, totalNs }
    : null;
}

function parseUnit(fields: Fields | null): UnitTime | null {
  if (fields === null) return null;
  const { name, startNs, durationNs } = fields;
  return isName(name) && isTimeOrNull(startNs) && isTime(durationNs) ? { name, startNs, durationNs } : null;
}

function parseDiagnostic(fields: Fields | null): Diagnostic | null {
  if (fields === null) return null;
  const { severity, code, message, input, line } = fields;
  if (severity !== 'note' && severity !== 'warning') return null;
  if (typeof code !== 'string' || typeof message !== 'string') return null;
  return isTextOrNull(input) && isLineOrNull(line) ? { severity, code, message, input, line } : null;
}

function asDiagnosticItem(diagnostic: Diagnostic): ReadItem {
  return { kind: 'diagnostic', diagnostic };
}

function wrap<T>(value: T | null, make: (value: T) => ReadItem): ReadItem | null {
  return value === null ? null : make(value);
}

function asShallow(value: unknown): Fields | null {
  const fields = asFields(value);
  return isShallow(fields, MAX_DEPTH) ? fields : null;
}

function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((inner) => isShallow(inner, depth - 1));
}

function isLineOrNull(value: unknown): value is number | null {
  return value === null || isWhole(value, 1, Number.MAX_SAFE_INTEGER);
}

const MAX_NAME_LENGTH = 256;

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_NAME_LENGTH;
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;

function isInstant(value: unknown): value is string {
  return typeof value === 'string' && INSTANT.test(value) && !Number.isNaN(Date.parse(value));
}
