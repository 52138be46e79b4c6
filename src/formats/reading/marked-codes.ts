/**
 * Codes that lines of text stand for. A boundary that the built-in marks find is one of its boot: its first line counts. A kernel that
 * does not say that it starts init ends where it frees its own memory, as for scripts/bootgraph.pl.
 */
import type { ReadItem } from '../../trace/boot.js';
import { BOUNDARY } from '../../trace/boundary.js';
import { type CodeEvent, NO_PORT, type TextEvent } from '../../trace/event.js';
import { matchMarks, type TextMark } from '../../trace/marks.js';

/** Kernels before 4.4 or so, and those of many routers, print this and not `Run X as init process`. */
const FREES_ITSELF =
  /^(?:\[ *\d+\.\d+\](?:\[ *[TC]\d+\])? )?Freeing (?:unused kernel|init) (?:image \(initmem\) )?memory: /;

interface MarkedBoot {
  readonly found: Set<number>;
  freed: TextEvent | null;
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
    const fresh = codes.filter(({ code }) => !state.found.has(code));
    for (const { code } of fresh) state.found.add(code);
    return fresh.map((event) => ({ kind: 'event', boot, event }));
  }

  /** The ends of kernels that no line named. */
  end(): readonly ReadItem[] {
    return [...this.#boots].flatMap(([boot, { found, freed }]): ReadItem[] =>
      freed === null || found.has(BOUNDARY.kernelEnds) || !found.has(BOUNDARY.kernelBegins)
        ? []
        : [{ kind: 'event', boot, event: kernelEnd(freed) }],
    );
  }

  #stateOf(boot: number): MarkedBoot {
    const known = this.#boots.get(boot);
    if (known !== undefined) return known;
    const state = { found: new Set<number>(), freed: null };
    this.#boots.set(boot, state);
    return state;
  }
}

function kernelEnd({ timeNs, line, vcpu }: TextEvent): CodeEvent {
  const name = 'kernel memory freed';
  return { kind: 'code', timeNs, line, vcpu, code: BOUNDARY.kernelEnds, port: NO_PORT, name };
}
