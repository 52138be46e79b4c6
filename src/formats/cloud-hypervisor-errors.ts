/**
 * What Cloud Hypervisor prints to standard error when it gives up (src/main.rs, since v46.0): a chain of errors, the outermost first.
 * It is a boot that failed to start, and has no times.
 */
import type { ReadItem } from '../trace/boot.js';
import { printable } from '../trace/printable.js';
import type { LineParser, SourceLine, TraceFormat } from './reading/format.js';

const HEAD = /^Error: Cloud Hypervisor exited with the following (?:chain of errors|error):/;
const CAUSE = /^ {1,8}\d{1,3}: (.+)$/;
/** Maximum number of causes, and of characters of one, that are kept. */
const MAX_CAUSES = 20;
const MAX_CAUSE = 300;

export const cloudHypervisorErrors: TraceFormat = {
  id: 'cloud-hypervisor-errors',
  title: "Cloud Hypervisor's errors on standard error",
  needles: [],
  sniff: (head) => (/^Error: Cloud Hypervisor exited with the following/m.test(head) ? 'maybe' : 'no'),
  createParser: () => new ErrorChainParser(),
};

class ErrorChainParser implements LineParser {
  #boots = 0;
  #line: number | null = null;
  #causes: string[] = [];

  push({ number, text }: SourceLine): readonly ReadItem[] {
    if (HEAD.test(text)) {
      const items = this.#close();
      this.#line = number;
      return items;
    }
    const [, cause] = this.#line === null ? [] : (CAUSE.exec(text) ?? []);
    if (cause !== undefined && this.#causes.length < MAX_CAUSES) this.#causes.push(cause.slice(0, MAX_CAUSE));
    return [];
  }

  end(): readonly ReadItem[] {
    return this.#close();
  }

  #close(): readonly ReadItem[] {
    if (this.#line === null) return [];
    const boot = this.#boots++;
    const detail = printable(this.#causes.join(': ')) || null;
    const stop = { reason: 'start', detail, timeNs: null, line: this.#line } as const;
    this.#line = null;
    this.#causes = [];
    return [
      { kind: 'boot', boot, vmmStartNs: null },
      { kind: 'stop', boot, stop },
    ];
  }
}
