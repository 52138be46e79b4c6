/**
 * Codes that lines of text stand for. A boundary that the built-in marks find is one of its boot: its first line counts. A kernel that
 * does not say that it starts init ends where it frees its own memory, as for scripts/bootgraph.pl.
 */
import type { ReadItem } from '../../trace/boot.js';
import { BOUNDARY } from '../../trace/boundary.js';
import { type CodeEvent, NO_PORT, type TextEvent } from '../../trace/event.js';
import { matchMarks, type TextMark } from '../../trace/marks.js';
import { SPAN, spanNs } from './systemd-span.js';

/** Kernels before 4.4 or so, and those of many routers, print this and not `Run X as init process`. */
const FREES_ITSELF =
  /^(?:\[ *\d+\.\d+\](?:\[ *[TC]\d+\])? )?Freeing (?:unused kernel|init) (?:image \(initmem\) )?memory: /;

/** systemd's summary says how long userspace took, the initrd included: where no line says that it began, this does. */
const SUMMARY = /systemd\[1\]: Startup finished in (.{1,300}?)(?: = |\.?\s*$)/;
const USERSPACE = new RegExp(`(${SPAN}) \\((initrd|userspace|soft reboot)\\)`, 'g');

interface MarkedBoot {
  readonly found: Set<number>;
  freed: TextEvent | null;
  finished: TextEvent | null;
}

export class MarkedCodes {
  readonly #marks: readonly TextMark[];
  readonly #isBuiltIn: boolean;
  readonly #boots = new Map<number, MarkedBoot>();

  constructor(marks: readonly TextMark[], { isBuiltIn }: { readonly isBuiltIn: boolean }) {
    this.#marks = marks;
    this.#isBuiltIn = isBuiltIn;
  }

  codesOf(boot: number, text: TextEvent): readonly ReadItem[] {
    if (this.#marks.length === 0) return [];
    const codes = matchMarks(this.#marks, text);
    if (!this.#isBuiltIn) return codes.map((event) => ({ kind: 'event', boot, event }));
    const state = this.#stateOf(boot);
    if (FREES_ITSELF.test(text.text)) state.freed = text;
    if (text.text.includes('Startup finished in ')) state.finished ??= text;
    const fresh = codes.filter(({ code }) => !state.found.has(code));
    for (const { code } of fresh) state.found.add(code);
    return fresh.map((event) => ({ kind: 'event', boot, event }));
  }

  /** The ends of kernels that no line named, and where userspace began by its summary. */
  end(): readonly ReadItem[] {
    return [...this.#boots].flatMap(([boot, { found, freed, finished }]): ReadItem[] => {
      const isWithoutEnd = !found.has(BOUNDARY.kernelEnds) && found.has(BOUNDARY.kernelBegins);
      const end = freed === null || !isWithoutEnd ? null : kernelEnd(freed);
      const begin =
        finished === null || found.has(BOUNDARY.userspaceBegins) ? null : userspaceBegin(finished);
      return [end, begin].flatMap((event) => (event === null ? [] : [{ kind: 'event', boot, event }]));
    });
  }

  #stateOf(boot: number): MarkedBoot {
    const known = this.#boots.get(boot);
    if (known !== undefined) return known;
    const state = { found: new Set<number>(), freed: null, finished: null };
    this.#boots.set(boot, state);
    return state;
  }
}

function kernelEnd({ timeNs, line, vcpu }: TextEvent): CodeEvent {
  const name = 'kernel memory freed';
  return { kind: 'code', timeNs, line, vcpu, code: BOUNDARY.kernelEnds, port: NO_PORT, name };
}

function userspaceBegin({ timeNs, line, vcpu, text }: TextEvent): CodeEvent | null {
  const [, phases = ''] = SUMMARY.exec(text) ?? [];
  const spans = [...phases.matchAll(USERSPACE)].map(([, span = '']) => spanNs(span) ?? Number.NaN);
  const beginNs = timeNs - spans.reduce((sum, span) => sum + span, 0);
  if (spans.length === 0 || !(beginNs >= 0)) return null;
  const name = 'userspace, by its summary';
  return { kind: 'code', timeNs: beginNs, line, vcpu, code: BOUNDARY.userspaceBegins, port: NO_PORT, name };
}
