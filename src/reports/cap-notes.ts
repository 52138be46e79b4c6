/** A bounded number of notes of each code. */
import { type Diagnostic, MAX_DIAGNOSTICS_PER_CODE, note } from '../trace/diagnostic.js';

/** Keeps a maximum number of notes per code; a last note counts the rest. */
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
