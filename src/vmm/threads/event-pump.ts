/**
 * Passes events of the guest from the ring to the listener. A listener that throws ends the run, and its error is
 * thrown after the guest has stopped. Until then, the ring is still emptied, so that no vCPU waits for space in it.
 */
import type { EventRing } from './event-ring.js';
import type { RingEvent } from './ring-event.js';

export class EventPump {
  readonly #ring: EventRing;
  readonly #listen: (event: RingEvent) => void;
  readonly #onFailure: () => void;
  #failure: { readonly error: unknown } | null = null;

  constructor(parts: {
    readonly ring: EventRing;
    readonly listen: (event: RingEvent) => void;
    readonly onFailure: () => void;
  }) {
    this.#ring = parts.ring;
    this.#listen = parts.listen;
    this.#onFailure = parts.onFailure;
  }

  /** Hands on everything that is in the ring now. Never throws. */
  pump(): void {
    if (this.#failure === null) {
      try {
        this.#ring.drain(this.#listen);
        return;
      } catch (error) {
        this.#failure = { error };
        this.#onFailure();
      }
    }
    this.#ring.drain(() => undefined);
  }

  /** The last of it. Throws what a listener threw. */
  finish(): void {
    this.pump();
    if (this.#failure !== null) throw this.#failure.error;
  }
}
