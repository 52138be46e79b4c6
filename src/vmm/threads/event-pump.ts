/**
 * Brings what the guest did from the ring to whoever listens. A listener that throws ends the run; its error comes
 * out when the guest has stopped, and until then the ring is emptied, so that no vCPU waits for room in it.
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
