/**
 * A run's log in the format of Cloud Hypervisor v53 (its default `--log-format`), so that every tool and habit that
 * reads such logs reads ours: `grep "Debug I/O port"` finds the codes. Text channels never go to the log there.
 */
import type { Stop } from '../../trace/boot.js';
import type { CodeEvent, Nanoseconds } from '../../trace/event.js';
import { printable } from '../../trace/printable.js';
import { BOOT_MESSAGE, wordOfCode } from './message.js';

/** Warnings are always there; `-v` adds INFO. Codes are warnings since v24.0. */
export type LogLevel = 'WARN' | 'INFO';

const POST_LOCATION = 'devices/src/legacy/debug_port.rs:74';
const RUN_LOCATION = 'boottrace';

/** Total microseconds after the point: misprinted from 1 s on, as Cloud Hypervisor does it. */
function trailingSeconds(timeNs: Nanoseconds): string {
  const micros = Math.floor(timeNs / 1000);
  return `${Math.floor(micros / 1e6)}.${String(micros).padStart(6, '0')}`;
}

interface LogLine {
  /** Time since the start of the process. */
  readonly sinceStartNs: Nanoseconds;
  readonly thread: string;
  readonly level: LogLevel;
  readonly location: string;
  readonly message: string;
}

function formatLine({ sinceStartNs, thread, level, location, message }: LogLine): string {
  // The prefix is a 32-bit float there.
  const seconds = Math.fround(sinceStartNs / 1e9)
    .toFixed(6)
    .padStart(10);
  return `cloud-hypervisor: ${seconds}s: <${thread}> ${level}:${location} -- ${message}\r\n`;
}

export function formatCodeLine(event: CodeEvent, vmmStartNs: Nanoseconds): string {
  const code = `code 0x${event.code.toString(16)}`;
  return formatLine({
    sinceStartNs: vmmStartNs + event.timeNs,
    thread: `vcpu${event.vcpu ?? 0}`,
    level: 'WARN',
    location: POST_LOCATION,
    message: `[Debug I/O port: ${wordOfCode(event.code)} ${code}] ${trailingSeconds(event.timeNs)} seconds`,
  });
}

/** The line at zero. `isOneOfMany`: the log holds several boots, and readers are told where this one begins. */
export function formatBootLine(vmmStartNs: Nanoseconds, { isOneOfMany = false } = {}): string {
  return formatLine({
    sinceStartNs: vmmStartNs,
    thread: 'vmm',
    level: 'INFO',
    location: RUN_LOCATION,
    message: isOneOfMany ? BOOT_MESSAGE : 'Booting VM',
  });
}

/** @param sinceStartNs when the run ended, since the start of the process */
export function formatStopLine(stop: Stop, sinceStartNs: Nanoseconds): string {
  const detail = stop.detail === null ? '' : `: ${printable(stop.detail)}`;
  const message = stop.reason === 'reset' ? 'VM reset event' : `VM exit event: ${stop.reason}${detail}`;
  return formatLine({ sinceStartNs, thread: 'vmm', level: 'INFO', location: RUN_LOCATION, message });
}
