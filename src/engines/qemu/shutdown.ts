/** What QEMU's events say about the end of a guest (qapi/run-state.json), in this project's words. */
import type { GuestEnd } from '../guest-recorder.js';
import { asRecord, type Monitor } from './monitor.js';
import { looksLikeTripleFault, parseRegisters } from './registers.js';

type End = Pick<GuestEnd, 'reason' | 'detail'>;

const ENDS: Readonly<Record<string, End>> = {
  'guest-reset': { reason: 'reset', detail: null },
  'guest-shutdown': { reason: 'shutdown', detail: null },
  'guest-panic': { reason: 'crash', detail: 'the guest reported a panic' },
  'host-error': { reason: 'crash', detail: 'QEMU hit a host error' },
  'host-signal': { reason: 'interrupted', detail: 'a signal ended QEMU' },
  'host-ui': { reason: 'interrupted', detail: "QEMU's window was closed" },
};

/** Null for a shutdown that is our own doing, and for reasons that end nothing. */
export function stopOfShutdown(name: string, data: Readonly<Record<string, unknown>>): End | null {
  if (name === 'GUEST_PANICKED') return ENDS['guest-panic']!;
  return ENDS[String(data['reason'])] ?? null;
}

/**
 * A reset that KVM reports may be a triple fault, so this examines the first processor of the paused guest. Null if it
 * was apparently a requested reset.
 */
export async function findTripleFault(monitor: Monitor): Promise<string | null> {
  const [processor] = parseRegisters(await human(monitor, 'info registers'));
  if (processor === undefined) return null;
  const address = processor.codeSegmentBase + processor.instructionPointer;
  const code = address < 2n ? '' : await human(monitor, `x /4xb 0x${(address - 2n).toString(16)}`);
  const bytes = (code.split(':')[1] ?? '').match(/0x[0-9a-f]{2}/g)?.map(Number) ?? [];
  if (!looksLikeTripleFault(processor, bytes)) return null;
  return `triple fault; rip=0x${processor.instructionPointer.toString(16)}`;
}

/** A command of the monitor for people, whose answer is text. */
export async function human(monitor: Monitor, command: string): Promise<string> {
  const answer = await monitor.execute('human-monitor-command', { 'command-line': command });
  return typeof answer === 'string' ? answer : String(asRecord(answer)['return'] ?? '');
}
