/** A bounded number of notes of each code. */
import { type Diagnostic, MAX_DIAGNOSTICS_PER_CODE } from '../trace/diagnostic.js';

/** At most so many notes of one code; a last one counts the rest. */
export function capNotes(notes: readonly Diagnostic[]): readonly Diagnostic[] {
  const counts = new Map<string, number>();
  const kept = notes.filter(({ code }) => {
    const count = (counts.get(code) ?? 0) + 1;
    counts.set(code, count);
    return count <= MAX_DIAGNOSTICS_PER_CODE;
  });
  const rest = [...counts].filter(([, count]) => count > MAX_DIAGNOSTICS_PER_CODE);
  return [
    ...kept,
    ...rest.map(([code, count]) => note(code, `${count - MAX_DIAGNOSTICS_PER_CODE} more of these`)),
  ];
}

/** A note about no input in particular. */
export function note(code: string, message: string): Diagnostic {
  return { severity: 'note', code, message, input: null, line: null };
}
