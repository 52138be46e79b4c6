/**
 * What happens between two stays in the guest: the exit that `struct kvm_run` describes is handed to the bus, counted and timed.
 * The exit loop calls these for a guest, and the rehearsal calls the same ones before there is a guest.
 */
import type { Nanoseconds } from '../../trace/event.js';
import type { AccessWidth, MmioBus, PioBus } from '../bus/bus.js';
import { type ExitAccount, MMIO, PIO } from '../exits/exit-account.js';
import {
  EMULATION_FAILURE_WORDS,
  INSTRUCTION_BYTES,
  KVM_EXIT,
  KVM_EXIT_IO_OUT,
  KVM_INTERNAL_ERROR_EMULATION,
  KVM_INTERNAL_ERROR_EMULATION_FLAG_INSTRUCTION_BYTES,
  RUN,
} from '../kvm/abi.js';
import type { Control } from '../threads/control.js';

const SYSTEM_EVENT_SHUTDOWN = 1;
const SYSTEM_EVENT_RESET = 2;
/** Longest access to memory that KVM hands over. */
const MMIO_BYTES = 8;
/** Where the times of the round at hand are kept: a time that went from function to function would be an object each time. */
export const EXITED = 0;
export const ENTERED = 1;

/** Best an instance of one class: V8 then inlines its methods, and a time that they return is not made an object. */
export interface LoopClock {
  /** Called right after each exit, before anything else is done; keeps the time for the devices. */
  exitNs(): Nanoseconds;
  /** The time now. */
  nowNs(): Nanoseconds;
}

export interface ExitParts {
  readonly id: number;
  readonly control: Control;
  readonly pio: PioBus;
  readonly mmio: MmioBus;
  readonly account: ExitAccount;
  readonly clock: LoopClock;
}

/** Why the loop returned. `stopped`: because `control` says so. */
export type LoopEnd =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'halt' | 'shutdown' | 'reset' | 'triple-fault' }
  | { readonly kind: 'failed'; readonly detail: string }
  /** KVM met an instruction that it cannot emulate: its bytes, none where KVM does not give them. */
  | { readonly kind: 'not-emulated'; readonly bytes: readonly number[] };

export interface ExitHandlers {
  /** At EXITED and ENTERED: since when the guest is out, and in. */
  readonly times: Float64Array;
  /** Handles the exit that is on the page, since EXITED; null when the guest is to be entered again. */
  handle(): LoopEnd | null;
}

/** @param page struct kvm_run and the data pages behind it */
export function createExitHandlers(parts: ExitParts, page: ArrayBuffer): ExitHandlers {
  const { control, account, clock, id } = parts;
  const bytes = new Uint8Array(page);
  const words = new Uint32Array(page, 0, 16);
  const times = new Float64Array(2);
  const { io, mmio } = createAccessHandlers(parts, { bytes, words, times });
  return {
    times,
    handle() {
      control.countExit(id);
      account.noteRun(times[EXITED]! - times[ENTERED]!);
      const reason = words[RUN.exit_reason / 4]!;
      if (reason === KVM_EXIT.IO) io();
      else if (reason === KVM_EXIT.MMIO) mmio();
      else if (reason === KVM_EXIT.INTR || reason === KVM_EXIT.IRQ_WINDOW_OPEN)
        times[ENTERED] = clock.nowNs();
      else return describeEnd(reason, { bytes, words });
      return null;
    },
  };
}

interface RoundState {
  /** The page, by bytes and by words. */
  readonly bytes: Uint8Array;
  readonly words: Uint32Array;
  /** At EXITED and ENTERED: since when the guest is out, and in. */
  readonly times: Float64Array;
}

function createAccessHandlers(
  { control, account, clock, pio, mmio }: ExitParts,
  { bytes, words, times }: RoundState,
) {
  const fields = new DataView(bytes.buffer);
  // One view for each length, made before they are needed.
  const mmioData = Array.from(
    { length: MMIO_BYTES + 1 },
    (_, length) => new Uint8Array(bytes.buffer, RUN.mmio_data, length),
  );

  const access = (port: number, width: AccessWidth, at: number, out: boolean) => {
    if (out) {
      const value =
        width === 1 ? bytes[at]! : width === 2 ? fields.getUint16(at, true) : fields.getUint32(at, true);
      pio.write(port, width, value);
      return;
    }
    const value = pio.read(port, width);
    if (width === 1) bytes[at] = value;
    else if (width === 2) fields.setUint16(at, value, true);
    else fields.setUint32(at, value, true);
  };

  return {
    io(): void {
      const width = bytes[RUN.io_size] as AccessWidth;
      const port = bytes[RUN.io_port]! | (bytes[RUN.io_port + 1]! << 8);
      const out = bytes[RUN.io_direction] === KVM_EXIT_IO_OUT;
      const count = words[RUN.io_count / 4]!;
      const offset = words[RUN.io_data_offset / 4]!;
      const { stage } = control;
      control.lock();
      try {
        // A repeated access (rep outsb) counts as a sequence of single accesses; the access that stops the run is the
        // last.
        for (let i = 0; i < count && !control.stopping; i++) access(port, width, offset + i * width, out);
      } finally {
        control.unlock();
      }
      times[ENTERED] = clock.nowNs();
      account.add(stage, PIO, port, out ? 1 : 0, times[ENTERED] - times[EXITED]!);
    },
    mmio(): void {
      const address = words[RUN.mmio_phys_addr / 4]! + words[RUN.mmio_phys_addr / 4 + 1]! * 2 ** 32;
      const data = mmioData[Math.min(words[RUN.mmio_len / 4]!, MMIO_BYTES)]!;
      const write = bytes[RUN.mmio_is_write] !== 0;
      const { stage } = control;
      control.lock();
      try {
        if (write) mmio.write(address, data);
        else mmio.read(address, data);
      } finally {
        control.unlock();
      }
      times[ENTERED] = clock.nowNs();
      account.add(stage, MMIO, address, write ? 1 : 0, times[ENTERED] - times[EXITED]!);
    },
  };
}

function describeEnd(reason: number, page: Pick<RoundState, 'bytes' | 'words'>): LoopEnd {
  const { words } = page;
  switch (reason) {
    case KVM_EXIT.HLT:
      return { kind: 'halt' };
    case KVM_EXIT.SHUTDOWN:
      return { kind: 'triple-fault' };
    case KVM_EXIT.SYSTEM_EVENT:
      return systemEvent(words[RUN.system_event_type / 4]!);
    case KVM_EXIT.FAIL_ENTRY:
      return {
        kind: 'failed',
        detail: `the processor refused the guest's state (hardware reason ${words[8]})`,
      };
    case KVM_EXIT.INTERNAL_ERROR:
      return internalError(page);
    default:
      return {
        kind: 'failed',
        detail: `KVM_RUN ended for reason ${reason}, which this machine does not know`,
      };
  }
}

function internalError({ bytes, words }: Pick<RoundState, 'bytes' | 'words'>): LoopEnd {
  const suberror = words[RUN.internal_suberror / 4]!;
  if (suberror !== KVM_INTERNAL_ERROR_EMULATION) {
    return { kind: 'failed', detail: `KVM could not go on (internal error ${suberror})` };
  }
  const flags = words[RUN.emulation_flags / 4]!;
  const isGiven =
    words[RUN.internal_ndata / 4]! >= EMULATION_FAILURE_WORDS &&
    (flags & KVM_INTERNAL_ERROR_EMULATION_FLAG_INSTRUCTION_BYTES) !== 0;
  const length = isGiven ? Math.min(bytes[RUN.emulation_insn_size]!, INSTRUCTION_BYTES) : 0;
  const start = RUN.emulation_insn_bytes;
  return { kind: 'not-emulated', bytes: [...bytes.subarray(start, start + length)] };
}

function systemEvent(type: number): LoopEnd {
  if (type === SYSTEM_EVENT_SHUTDOWN) return { kind: 'shutdown' };
  if (type === SYSTEM_EVENT_RESET) return { kind: 'reset' };
  return { kind: 'failed', detail: `system event ${type}` };
}
