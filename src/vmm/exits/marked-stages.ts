/**
 * Begins the stages of marks, which the main thread finds in the guest's text; codes begin theirs in the thread of their vCPU.
 * The main thread does not wait for the lock: a stage that finds it taken begins a little later.
 */
import type { MainControl } from '../threads/control.js';
import type { StageCounters } from './stage-counters.js';

export class MarkedStages {
  readonly #control: MainControl;
  readonly #counters: StageCounters;
  #latest = 0;

  constructor(control: MainControl, counters: StageCounters) {
    this.#control = control;
    this.#counters = counters;
  }

  /** A mark of this stage was found. */
  begin(stage: number): void {
    this.#latest = Math.max(this.#latest, stage);
    this.retry();
  }

  /** To be called again and again while the guest runs. */
  retry(): void {
    const { stage } = this.#control;
    if (this.#latest <= stage || !this.#control.tryLock()) return;
    try {
      if (this.#control.enterStage(this.#latest)) this.#counters.begin(this.#latest);
    } finally {
      this.#control.unlock();
    }
  }
}
