/** What ends a live reading beside Ctrl-C: the code of `--until`, the time of `--timeout`. */

import type { ReadItem } from '../../trace/boot.js';
import { parseCode, refuseBareCode } from '../../trace/codes.js';
import { typeDuration } from '../../trace/duration.js';
import { GuestError, UsageError } from '../../trace/errors.js';
import { formatCode } from '../../trace/event.js';
import { parseTimeout } from '../flags/timeout.js';

export interface EndFlags {
  readonly until?: string | undefined;
  readonly timeout?: string | undefined;
}

export class LiveEnd {
  readonly #untilCode: number | null;
  readonly #timeoutNs: number | null;
  readonly #over = new AbortController();
  #timer: NodeJS.Timeout | null = null;
  #hasArrived = false;

  /** Throws UsageError for words that are no code and no time. */
  constructor({ until, timeout }: EndFlags) {
    this.#untilCode = until === undefined ? null : untilCode(until);
    this.#timeoutNs = timeout === undefined ? null : parseTimeout(timeout);
  }

  /** Aborted at the end. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** The time runs. */
  start(): void {
    if (this.#timeoutNs === null) return;
    this.#timer = setTimeout(() => this.#over.abort(), this.#timeoutNs / 1e6);
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  /**
   * The items up to the code that is waited for, with which its boot stops: what comes in one piece with it must not be in the report by
   * chance. Behind it counts only what is said about the input.
   */
  take(items: readonly ReadItem[]): readonly ReadItem[] {
    return items.flatMap((item): readonly ReadItem[] => {
      if (this.#hasArrived) return item.kind === 'diagnostic' ? [item] : [];
      if (item.kind !== 'event' || item.event.kind !== 'code' || item.event.code !== this.#untilCode)
        return [item];
      this.#hasArrived = true;
      this.#over.abort();
      const { boot, event } = item;
      return [item, { kind: 'stop', boot, stop: { reason: 'until', detail: null, timeNs: event.timeNs } }];
    });
  }

  /** Throws GuestError when a code was waited for that did not arrive. */
  requireArrival(): void {
    if (this.#untilCode === null || this.#hasArrived) return;
    const within = this.#timeoutNs === null ? '' : ` within ${typeDuration(this.#timeoutNs)}`;
    throw new GuestError(
      'until-not-reached',
      `code ${formatCode(this.#untilCode)}, which --until waits for, did not arrive${within}`,
      ["name the line that is meant: --mark 'login:=0x61' --until 0x61"],
    );
  }
}

function untilCode(text: string): number {
  const code = parseCode(text);
  if (code !== null) return code;
  throw (
    refuseBareCode(text, `--until ${text}`, '-') ??
    new UsageError('bad-code', `--until takes a code from 0x00 to 0xffff, not ${JSON.stringify(text)}`, [
      "a line of text is a code by a mark: --mark 'login:=0x61' --until 0x61",
    ])
  );
}
