/**
 * Cloud Hypervisor's `--event-monitor` as it comes: JSON objects one after another, before v24.0 without anything
 * between them. Only what happened is read, which needs no whole object; when it is heard of is near enough.
 */

const EVENT = /"source"\s*:\s*"([\w-]+)"\s*,\s*"event"\s*:\s*"([\w-]+)"/g;
/** More than the two fields of one event take; what is older is not looked at again. */
const MAX_PENDING = 4096;

export class EventMonitor {
  readonly #onEvent: (source: string, event: string) => void;
  #text = '';

  constructor(onEvent: (source: string, event: string) => void) {
    this.#onEvent = onEvent;
  }

  push(text: string): void {
    this.#text += text;
    let end = 0;
    for (const match of this.#text.matchAll(EVENT)) {
      end = match.index + match[0].length;
      this.#onEvent(match[1]!, match[2]!);
    }
    this.#text = this.#text.slice(end).slice(-MAX_PENDING);
  }
}
