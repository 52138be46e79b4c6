/**
 * Records the guest of an external engine: bytes become events, a code or a line may end the run, and the first reason
 * to end it counts.
 */
import { Capture } from '../capture/capture.js';
import { describeStop, ENDED_ON_PANIC } from '../capture/describe-stop.js';
import type { GuestEvent } from '../capture/guest-event.js';
import type { StopReason } from '../trace/boot.js';
import type { Diagnostic } from '../trace/diagnostic.js';
import type { LifecyclePhase, Nanoseconds } from '../trace/event.js';
import type { RunControl } from '../trace/run.js';
import type { EngineResult } from './engine.js';

/** The end that an engine saw, with its details. */
export interface GuestEnd {
  readonly reason: StopReason;
  /** Null when the reason says it all. */
  readonly detail: string | null;
  /** Since zero; null when it is not known. */
  readonly timeNs: Nanoseconds | null;
}

/** Ends that a guest brings about itself are events of its boot too. */
const PHASE_OF_END: Partial<Record<StopReason, LifecyclePhase>> = {
  reset: 'reset',
  shutdown: 'shutdown',
  halt: 'halt',
  crash: 'crash',
};

function panicEnd(timeNs: Nanoseconds): GuestEnd {
  return { reason: 'crash', detail: ENDED_ON_PANIC, timeNs };
}

/** Ends that we brought about: nothing happened in the guest. */
function isOurs({ reason, detail }: Pick<GuestEnd, 'reason' | 'detail'>): boolean {
  return reason === 'until' || reason === 'timeout' || detail === ENDED_ON_PANIC;
}

export class GuestRecorder {
  readonly #options: RunControl;
  readonly #onStop: () => void;
  readonly #capture: Capture;
  readonly #diagnostics: Diagnostic[] = [];
  #end: GuestEnd | null = null;
  #nowNs: Nanoseconds = 0;
  /** The position where we ended the run; later guest output is not part of it. */
  #lastNs: Nanoseconds = Number.POSITIVE_INFINITY;

  /** @param onStop called once, when there is a reason to end the guest */
  constructor(options: RunControl, onStop: () => void) {
    this.#options = options;
    this.#onStop = onStop;
    this.#capture = new Capture({
      boot: options.boot,
      emit: options.onItem,
      marks: options.marks,
      onByte: options.onByte,
      onMark: (code) => this.#checkUntil(code),
      onMoment: ({ key }) => {
        if (options.untilMoments?.includes(key)) this.#arrive();
      },
    });
  }

  /** Null while nothing ended the run. */
  get end(): GuestEnd | null {
    return this.#end;
  }

  /** To be called before the first event. */
  begin(vmmStartNs: Nanoseconds | null): void {
    this.#options.onItem({ kind: 'boot', boot: this.#options.boot, vmmStartNs });
  }

  push(event: GuestEvent): void {
    if (event.timeNs > this.#lastNs) return;
    this.#nowNs = event.timeNs;
    this.#capture.push(event);
    if (event.kind === 'code') this.#checkUntil(event.code);
  }

  /** To be called as time passes: a line that has been open for long is a prompt, and a guest that has given up is ended. */
  look(nowNs: Nanoseconds): void {
    if (this.#end !== null) return;
    this.#capture.endIdleLines(nowNs);
    if (this.#options.endsOnPanic !== false && this.#capture.isPanicOver(nowNs)) this.stop(panicEnd(nowNs));
  }

  /** Identical notes of many boots appear once; a warning names its boot. */
  note(diagnostic: Diagnostic): void {
    this.#diagnostics.push({ ...diagnostic, input: null, line: null });
  }

  /** The first reason wins. */
  stop(end: GuestEnd): void {
    if (this.#end !== null) return;
    this.#end = end;
    if (end.timeNs !== null && isOurs(end)) this.#lastNs = end.timeNs;
    this.#onStop();
  }

  /** Once, when all has been pushed. `refined` is what the engine found out about the end afterwards. */
  finish(refined?: Partial<GuestEnd>): EngineResult {
    const { reason, detail, timeNs } = { ...(this.#end ?? UNKNOWN_END), ...refined };
    const phase = isOurs({ reason, detail }) ? undefined : PHASE_OF_END[reason];
    if (phase !== undefined && timeNs !== null) {
      this.#capture.push({ kind: 'lifecycle', phase, timeNs, vcpu: null });
    }
    const diagnostics = [...this.#diagnostics, ...this.#capture.finish()];
    const { lastCode, lastMoment, panic, lastText } = this.#capture;
    const heard = { lastCode, lastMoment, panic, lastText };
    const stop = describeStop({ ...this.#options, reason, detail, timeNs, ...heard });
    this.#options.onItem({ kind: 'stop', boot: this.#options.boot, stop });
    return { stop, diagnostics };
  }

  #checkUntil(code: number): void {
    if (code === this.#options.untilCode) this.#arrive();
  }

  #arrive(): void {
    this.stop({ reason: 'until', detail: null, timeNs: this.#nowNs });
  }
}

const UNKNOWN_END: GuestEnd = { reason: 'crash', detail: null, timeNs: null };
