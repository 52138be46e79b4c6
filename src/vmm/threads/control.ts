/**
 * The words in shared memory that threads use to agree: the reason to stop, the holder of the device lock, the progress
 * of each vCPU. The first reason to stop counts.
 */
import { STOP_REASONS, type StopReason } from '../../trace/boot.js';
import type { Nanoseconds } from '../../trace/event.js';

/** Order is the encoding; 0 means that nothing has asked to stop. */
const STOPS: readonly (StopReason | null)[] = [null, ...STOP_REASONS];

const STOP = 0;
const LOCK = 1;
const INSPECTION = 2;
const STAGE = 3;
const KERNEL = 4;
/** A number of 64 bits, in two words. */
const STOP_TIME = 6;
/** From here on, a block of words for each vCPU. */
const VCPUS = 16;
const VCPU_WORDS = 4;
const EXITS = 0;
const THREAD = 1;
const HALTED_AT = 2;

const UNLOCKED = 0;
const LOCKED = 1;
const CONTENDED = 2;
const SPINS = 64;
/** Time for a woken thread to take the lock; not longer than needed, because both wait. */
const HAND_OVER_MS = 0.1;

export class Control {
  readonly buffer: SharedArrayBuffer;
  readonly #words: Int32Array;
  readonly #stopTime: Float64Array;

  constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer;
    this.#words = new Int32Array(buffer);
    this.#stopTime = new Float64Array(buffer, STOP_TIME * Int32Array.BYTES_PER_ELEMENT, 1);
  }

  static allocate(cpus: number): SharedArrayBuffer {
    return new SharedArrayBuffer((VCPUS + cpus * VCPU_WORDS) * Int32Array.BYTES_PER_ELEMENT);
  }

  get stopReason(): StopReason | null {
    return STOPS[Atomics.load(this.#words, STOP)]!;
  }

  get stopping(): boolean {
    return Atomics.load(this.#words, STOP) !== 0;
  }

  /** Since zero, as given with the request to stop. Read it when all vCPUs have ended; 0 without a request. */
  get stopNs(): Nanoseconds {
    return this.#stopTime[0]!;
  }

  /** Returns false when something else asked first. */
  requestStop(reason: StopReason, timeNs: Nanoseconds): boolean {
    const isFirst = Atomics.compareExchange(this.#words, STOP, 0, STOPS.indexOf(reason)) === 0;
    if (isFirst) this.#stopTime[0] = timeNs;
    return isFirst;
  }

  /** Asks the vCPUs to look, when they are next interrupted, whether they have halted for good. */
  requestInspection(): void {
    Atomics.add(this.#words, INSPECTION, 1);
  }

  /**
   * Notes that a vCPU has halted for good; true when all `cpus` have been seen so in this inspection. A vCPU that is being
   * started looks before any was asked for.
   */
  markHalted(vcpu: number, cpus: number): boolean {
    const inspection = Atomics.load(this.#words, INSPECTION);
    if (inspection === 0) return false;
    Atomics.store(this.#words, wordOf(vcpu, HALTED_AT), inspection);
    for (let other = 0; other < cpus; other++) {
      if (Atomics.load(this.#words, wordOf(other, HALTED_AT)) !== inspection) return false;
    }
    return true;
  }

  /** Number of the latest stage that has begun. */
  get stage(): number {
    return Atomics.load(this.#words, STAGE);
  }

  /** A stage begins, unless it is behind the latest: returns whether it did. The caller holds the lock. */
  enterStage(stage: number): boolean {
    if (stage <= this.stage) return false;
    Atomics.store(this.#words, STAGE, stage);
    return true;
  }

  /** Whether a kernel that was waited for has begun. */
  get hasKernel(): boolean {
    return Atomics.load(this.#words, KERNEL) !== 0;
  }

  noteKernel(): void {
    Atomics.store(this.#words, KERNEL, 1);
  }

  countExit(vcpu: number): void {
    // Only this vCPU's thread writes the counter, so it needs no atomic addition.
    const word = wordOf(vcpu, EXITS);
    this.#words[word] = (this.#words[word]! + 1) | 0;
  }

  exits(vcpu: number): number {
    return Atomics.load(this.#words, wordOf(vcpu, EXITS));
  }

  /** Kernel id of the thread that runs a vCPU, 0 before it runs. */
  threadOf(vcpu: number): number {
    return Atomics.load(this.#words, wordOf(vcpu, THREAD));
  }

  setThread(vcpu: number, threadId: number): void {
    Atomics.store(this.#words, wordOf(vcpu, THREAD), threadId);
  }

  /** Takes the lock that guards all device state. Not re-entrant. For vCPU threads: a guest decides how long it waits. */
  lock(): void {
    const words = this.#words;
    if (this.tryLock()) return;
    while (Atomics.exchange(words, LOCK, CONTENDED) !== UNLOCKED) Atomics.wait(words, LOCK, CONTENDED);
  }

  /** Takes the lock unless another thread keeps it; returns whether it did. Never waits. */
  tryLock(): boolean {
    for (let spin = 0; spin < SPINS; spin++) {
      if (Atomics.compareExchange(this.#words, LOCK, UNLOCKED, LOCKED) === UNLOCKED) return true;
    }
    return false;
  }

  unlock(): void {
    this.#release();
  }

  /** Lets go of the lock and takes it again. A thread that waits for it has it in between. */
  giveWay(): void {
    // A woken thread needs a moment to take the lock; otherwise it would find the lock taken again.
    if (this.#release()) Atomics.wait(this.#words, LOCK, UNLOCKED, HAND_OVER_MS);
    this.lock();
  }

  /** Returns whether a thread was waiting. */
  #release(): boolean {
    if (Atomics.exchange(this.#words, LOCK, UNLOCKED) !== CONTENDED) return false;
    Atomics.notify(this.#words, LOCK, 1);
    return true;
  }
}

/** What the main thread has of it: all but what may wait for a vCPU, since the main thread has to end the run. */
export type MainControl = Omit<Control, 'lock' | 'giveWay'>;

function wordOf(vcpu: number, word: number): number {
  return VCPUS + vcpu * VCPU_WORDS + word;
}
